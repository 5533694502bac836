"""The states of orders and returns as people see them, and the words of their lists."""

from hansa import N_, StateLook

STATES = {
    "draft": StateLook(N_("Cart"), "idle", "shopping-cart", N_("Your turn: place the order"), N_("With the buyer")),
    "asking": StateLook(N_("To be approved"), "hold", "user-check", N_("Waits for your own approval"), N_("With the buyer: approval")),
    "submitted": StateLook(N_("Placed"), "info", "send", N_("With the seller: confirm"), N_("Your turn: confirm")),
    "confirmed": StateLook(N_("Confirmed"), "ok", "circle-check", N_("With the seller: ship"), N_("Your turn: ship")),
    "part_shipped": StateLook(N_("Partly shipped"), "ok", "truck", N_("With the seller: ship the rest"), N_("Your turn: ship the rest")),
    "shipped": StateLook(N_("Shipped"), "ok", "truck", N_("With the seller: invoice"), N_("Your turn: invoice")),
    "invoiced": StateLook(N_("Invoiced"), "ok", "file-invoice"),
    "closed": StateLook(N_("Closed"), "idle", "lock"),
    "cancelled": StateLook(N_("Cancelled"), "bad", "circle-x"),
}
RETURN_STATES = {
    "asked": StateLook(N_("Asked for"), "info", "send", N_("With the seller: decision"), N_("Your turn: decide")),
    "accepted": StateLook(N_("Accepted"), "hold", "package", N_("Your turn: send the goods"), N_("Waits for the goods")),
    "received": StateLook(N_("Credited"), "ok", "circle-check"),
    "refused": StateLook(N_("Refused"), "bad", "circle-x"),
}
RESERVATION_STATES = {
    "held": StateLook(N_("Reserved"), "ok", "lock", N_("Your turn: order it"), N_("With the partner: order")),
    "used": StateLook(N_("Ordered"), "info", "clipboard-list"),
    "released": StateLook(N_("Released"), "idle", "lock-open"),
    "expired": StateLook(N_("Its time is over"), "idle", "calendar-off"),
    "ended": StateLook(N_("Ended with the deal"), "bad", "circle-x"),
}
ANSWERS = (("accepted", N_("Accepts")), ("declined", N_("Declines")), ("asked", N_("Asks")))
QUOTE_STATES = {
    "draft": StateLook(N_("Being written"), "idle", "pencil", N_("Your turn: send it"), N_("With the partner")),
    "sent": StateLook(N_("Sent"), "info", "send", N_("With the customer: answer"), N_("With the customer")),
    "accepted": StateLook(N_("Accepted by the customer"), "ok", "thumb-up", N_("Your turn: order"), N_("With the partner")),
    "won": StateLook(N_("Accepted"), "ok", "circle-check"),
    "lost": StateLook(N_("Declined"), "bad", "circle-x"),
    "expired": StateLook(N_("Its time is over"), "warn", "calendar-off", N_("Your turn: change it, or let it be"), N_("With the partner")),
    "ended": StateLook(N_("Ended with the deal"), "bad", "circle-x"),
}
OPEN = ("submitted", "confirmed", "part_shipped", "shipped")
PLACED = (*OPEN, "invoiced", "closed")
BEFORE_SHIPPING = ("submitted", "confirmed")
SHIPPING = ("confirmed", "part_shipped")

KINDS = (
    ("goods", N_("Goods")), ("service", N_("Service")), ("charge", N_("Charge")), ("freight", N_("Freight")), ("tax", N_("Tax")),
    ("discount", N_("Discount")), ("return", N_("Return")),
)  # fmt: skip
