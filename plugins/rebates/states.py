"""The states of periods, statements, payouts, adjustments, disputes, claims, price changes and signals."""

from hansa import N_, StateLook

PERIOD = {
    "open": StateLook(N_("Open"), "info", "player-play"),
    "grace": StateLook(N_("Grace"), "info", "clock", "", N_("Rows of the period still count")),
    "calculated": StateLook(N_("Calculated"), "warn", "calculator", "", N_("Your turn: review")),
    "reviewed": StateLook(N_("Reviewed"), "warn", "eye", "", N_("Your turn: issue the statements")),
    "stated": StateLook(N_("Stated"), "info", "file-text", "", N_("With the partners: sign")),
    "approved": StateLook(N_("Approved"), "ok", "circle-check", "", N_("Payouts are on their way")),
    "paid": StateLook(N_("Paid"), "ok", "lock"),
}
TAKING = ("open", "grace")
"""States in which rows are still counted."""
CHANGING = ("open", "grace", "calculated", "reviewed")
"""States in which a period may be calculated again; from `stated` on it is closed."""
CLOSED = ("stated", "approved", "paid")
STATEMENT = {
    "issued": StateLook(N_("Issued"), "info", "file-text", N_("Your turn: sign or dispute"), N_("With the partner: sign")),
    "disputed": StateLook(N_("Disputed"), "warn", "alert-circle", N_("With us: answer"), N_("Your turn: answer")),
    "confirmed": StateLook(N_("Signed"), "ok", "circle-check"),
}
PAYOUT = {
    "new": StateLook(N_("New"), "info", "cash", N_("With us: approval"), N_("Your turn: approve")),
    "hold": StateLook(N_("On hold"), "hold", "lock", N_("With us: we look into it"), N_("Your turn: release or decline")),
    "payable": StateLook(N_("Payable"), "info", "clock", N_("On its way"), N_("Waits for the confirmation")),
    "paid": StateLook(N_("Paid"), "ok", "circle-check"),
    "clawed_back": StateLook(N_("Clawed back"), "warn", "receipt-refund"),
    "declined": StateLook(N_("Declined"), "bad", "circle-x"),
}
ADJUSTMENT = {
    "draft": StateLook(N_("Draft"), "idle", "pencil", "", N_("Your turn: submit")),
    "in_review": StateLook(N_("In review"), "info", "eye", "", N_("Another person has to agree")),
    "asked": StateLook(N_("Consent asked for"), "warn", "signature", N_("Your turn: agree or object"), N_("With the partner: agree or object")),
    "objected": StateLook(N_("Objected to"), "bad", "message-circle", N_("With us: answer"), N_("Your turn: insist or reject")),
    "approved": StateLook(N_("Approved"), "ok", "circle-check"),
    "rejected": StateLook(N_("Rejected"), "bad", "circle-x"),
}
CORRECTION = {name: ADJUSTMENT[name] for name in ("draft", "in_review", "approved", "rejected")}
DISPUTE = {
    "opened": StateLook(N_("Opened"), "info", "message-circle", N_("With us: answer"), N_("Your turn: answer")),
    "evidence": StateLook(N_("Evidence asked for"), "warn", "paperclip", N_("Your turn: evidence"), N_("With the partner: evidence")),
    "answered": StateLook(N_("Answered"), "warn", "message", N_("Your turn: accept or escalate"), N_("With the partner: accept or not")),
    "escalated": StateLook(N_("Escalated"), "warn", "alert-circle", N_("With us: decision"), N_("Your turn: decide")),
    "agreed": StateLook(N_("Agreed"), "ok", "circle-check"),
    "upheld": StateLook(N_("Statement upheld"), "bad", "circle-minus"),
    "closed": StateLook(N_("Closed"), "idle", "lock"),
}
DISPUTED = ("opened", "evidence", "answered", "escalated")
CLAIM = {
    "draft": StateLook(N_("Draft"), "idle", "pencil", N_("Your turn: submit"), N_("With the partner: submit")),
    "received": StateLook(N_("Received"), "info", "inbox", N_("With us: checks"), N_("Your turn: check")),
    "matched": StateLook(N_("Matched"), "info", "check", N_("With us: approval"), N_("Your turn: approve")),
    "mismatch": StateLook(N_("Does not match"), "warn", "alert-circle", N_("With us: decision"), N_("Your turn: decide")),
    "approved": StateLook(N_("Approved"), "ok", "circle-check", N_("On its way"), N_("Waits for settlement")),
    "settled": StateLook(N_("Settled"), "ok", "cash"),
    "rejected": StateLook(N_("Rejected"), "bad", "circle-x"),
}
PRICE_CHANGE = {
    "draft": StateLook(N_("Draft"), "idle", "pencil", "", N_("Your turn: announce")),
    "announced": StateLook(N_("Announced"), "ok", "speakerphone"),
}
SIGNAL = {
    "held": StateLook(N_("Held"), "hold", "lock", "", N_("Your turn: look into it")),
    "review": StateLook(N_("In review"), "warn", "eye", "", N_("Your turn: release or confirm")),
    "released": StateLook(N_("Released"), "ok", "lock-open"),
    "confirmed": StateLook(N_("Confirmed"), "bad", "circle-x"),
}
FORMS = (
    ("credit_note", N_("Credit note")),
    ("balance", N_("Balance for orders")),
    ("bank", N_("Bank transfer")),
    ("goods", N_("Goods")),
    ("coop", N_("Marketing fund")),
    ("webhook", N_("Paid by another system")),
)
ADJUSTMENTS = (
    ("correction", N_("Correction")),
    ("return", N_("Return after payout")),
    ("dispute", N_("Agreed dispute")),
    ("clawback", N_("Clawback")),
    ("carried", N_("Carried from before")),
)
CAUSES = (
    ("merger", N_("Merger or takeover")),
    ("one_off", N_("A large order that was one of a kind")),
    ("new", N_("New partner, or new region")),
    ("other", N_("Another cause")),
)
CLAWBACKS = (
    ("", N_("As the settings say")),
    ("notice", N_("After its notice")),
    ("consent", N_("Only with the consent of whom it was paid to")),
)
CLAIMS = (
    ("ship_debit", N_("Ship and debit")),
    ("price_protection", N_("Price protection")),
    ("stock_rotation", N_("Stock rotation")),
)
BASES = (
    ("cost", N_("Cost of the stock")),
    ("contract", N_("Book price of the contract")),
    ("resale", N_("Book price on the day of the resale")),
)
SIGNALS = (
    ("split_orders", N_("Split orders")),
    ("stuffing", N_("Bought at the end, given back after")),
    ("self_dealing", N_("Sold to itself")),
)
UNITS = (("money", N_("Amount")), ("percent", N_("Percent")), ("number", N_("Number")))
ORIGINS = (("given", N_("Given")), ("derived", N_("Derived from history")))
