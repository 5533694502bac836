"""Whom an order is news for. A distributor's people are told by events of their own, as the order belongs to the buyer."""

from hansa import N_
from hansa import NotificationKind as Kind

KINDS = [
    Kind("orders.arrived", N_("An order was placed with us"), "orders.order.arrived", N_("Order %(what)s: confirm it"), ("staff",), "orders.order.confirm", "clipboard-list", "info"),
    Kind("orders.arrived_here", N_("An order was placed with you"), "orders.order.arrived_here", N_("Order %(number)s: confirm it"), ("person",), "orders.order.view", "clipboard-list", "info"),
    Kind("orders.to_approve", N_("An order waits for approval"), "orders.order.ask", N_("%(who)s asks you to approve the order %(what)s"), ("partner",), "orders.order.approve", "user-check", "hold"),
    Kind("orders.sent_back", N_("An order was sent back"), "orders.order.send_back", N_("%(what)s was sent back: change it and ask again"), ("creator",), "", "arrow-back-up", "warn"),
    Kind("orders.confirmed", N_("An order was confirmed"), "orders.order.confirm", N_("%(what)s is confirmed"), ("partner",), "orders.order.view", "circle-check", "ok"),
    Kind("orders.shipped", N_("An order was shipped"), "orders.order.ship", N_("%(what)s is on its way"), ("partner",), "orders.order.view", "truck", "ok"),
    Kind("orders.part_shipped", N_("A part of an order was shipped"), "orders.order.ship_part", N_("A part of %(what)s is on its way"), ("partner",), "orders.order.view", "truck", "ok"),
    Kind("orders.invoiced", N_("An order was invoiced"), "orders.order.invoice", N_("The invoice for %(what)s is here"), ("partner",), "orders.order.view", "file-invoice", "info"),
    Kind("orders.cancelled", N_("An order was cancelled"), "orders.order.cancel", N_("%(what)s was cancelled by the seller"), ("partner",), "orders.order.view", "circle-x", "bad"),
    Kind("orders.quote_ends_soon", N_("A quote ends soon"), "orders.quote.ends_soon", N_("The quote for %(what)s ends soon"), ("creator",), "", "calendar", "warn"),
    Kind("orders.quote_ended", N_("A quote ended with its deal"), "orders.quote.end", N_("The quote for %(what)s ended with its deal"), ("creator",), "", "circle-x", "bad"),
    Kind("orders.quote_accepted", N_("A customer accepts a quote"), "orders.quote.customer_accepts", N_("%(what)s accepts your quote: order it"), ("partner",), "orders.quote.view", "thumb-up", "ok"),
    Kind("orders.quote_declined", N_("A customer declines a quote"), "orders.quote.customer_declines", N_("%(what)s declines your quote"), ("partner",), "orders.quote.view", "thumb-down", "bad"),
    Kind("orders.quote_asked", N_("A customer asks about a quote"), "orders.quote.customer_asks", N_("%(what)s asks about your quote"), ("partner",), "orders.quote.view", "help-circle", "info"),
    Kind("orders.reservation_ends_soon", N_("A reservation ends soon"), "orders.reservation.ends_soon", N_("What is reserved for %(what)s is free again soon: order it"), ("creator",), "", "calendar", "warn"),
    Kind("orders.reservation_over", N_("A reservation is over"), "orders.reservation.expire", N_("What was reserved for %(what)s is free again"), ("creator",), "", "lock-open", "info"),
    Kind("orders.return_asked", N_("Somebody wants to give goods back"), "orders.return.arrived", N_("Return %(what)s: decide"), ("staff",), "orders.return.decide", "arrow-back-up", "info"),
    Kind("orders.return_accepted", N_("A return was accepted"), "orders.return.accept", N_("%(what)s is accepted: send the goods"), ("partner",), "orders.return.view", "package", "ok"),
    Kind("orders.return_refused", N_("A return was refused"), "orders.return.refuse", N_("%(what)s was refused"), ("partner",), "orders.return.view", "circle-x", "bad"),
    Kind("orders.credited", N_("A return was credited"), "orders.return.receive", N_("%(what)s is credited"), ("partner",), "orders.return.view", "receipt-refund", "ok"),
]  # fmt: skip
