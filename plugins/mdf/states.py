"""The states of budgets, allocations, requests, activities, claims and extensions."""

from hansa import N_, StateLook

BUDGET = {
    "draft": StateLook(N_("Draft"), "idle", "pencil"),
    "approved": StateLook(N_("Approved"), "info", "check"),
    "active": StateLook(N_("Active"), "ok", "circle-check"),
    "closed": StateLook(N_("Closed"), "idle", "lock"),
}
ALLOCATION = {
    "proposed": StateLook(N_("Proposed"), "idle", "pencil"),
    "active": StateLook(N_("Active"), "ok", "circle-check"),
    "frozen": StateLook(N_("Frozen"), "hold", "lock"),
    "released": StateLook(N_("Released"), "idle", "arrow-back-up"),
    "expired": StateLook(N_("Expired"), "hold", "calendar-off"),
}
REQUEST = {
    "draft": StateLook(N_("Draft"), "idle", "pencil", N_("Your turn: submit"), N_("With the partner: submit")),
    "waiting": StateLook(N_("Waits for money"), "hold", "hourglass", N_("With us: money"), N_("Waits for money")),
    "submitted": StateLook(N_("Submitted"), "info", "send", N_("With us: review"), N_("Your turn: review")),
    "in_review": StateLook(N_("In review"), "info", "eye", N_("With us: decision"), N_("Your turn: decide")),
    "returned": StateLook(N_("Returned"), "warn", "alert-circle", N_("Your turn: complete it"), N_("With the partner: complete it")),
    "rejected": StateLook(N_("Rejected"), "bad", "circle-x", N_("Your turn: change it and send it again"), N_("With the partner: may send it again")),
    "recalled": StateLook(N_("Recalled"), "idle", "arrow-back-up", N_("Your turn: submit"), N_("With the partner: submit")),
    "approved": StateLook(N_("Approved"), "ok", "circle-check"),
    "declined": StateLook(N_("Declined"), "bad", "circle-x"),
    "expired": StateLook(N_("Expired"), "hold", "calendar-off"),
    "cancelled": StateLook(N_("Cancelled"), "idle", "circle-minus"),
}  # fmt: skip
ACTIVITY = {
    "planned": StateLook(N_("Planned"), "info", "calendar-event", N_("Your turn: carry it out"), N_("With the partner: carry it out")),
    "running": StateLook(N_("Running"), "info", "player-play", N_("Your turn: report"), N_("With the partner: report")),
    "executed": StateLook(N_("Executed"), "warn", "camera", N_("Your turn: report with proof"), N_("With the partner: report with proof")),
    "reported": StateLook(N_("Reported"), "info", "send", N_("With us: verification"), N_("Your turn: verify")),
    "short": StateLook(
        N_("Proof missing"), "warn", "alert-circle", N_("Your turn: bring the proof"), N_("With the partner: bring the proof")
    ),
    "verified": StateLook(N_("Verified"), "ok", "circle-check", N_("Your turn: claim"), N_("With the partner: claim")),
    "closed": StateLook(N_("Closed"), "idle", "lock"),
    "lapsed": StateLook(N_("Lapsed"), "hold", "calendar-off"),
    "cancelled": StateLook(N_("Cancelled"), "idle", "circle-minus"),
}
CLAIM = {
    "draft": StateLook(N_("Draft"), "idle", "pencil", N_("Your turn: submit"), N_("With the partner: submit")),
    "submitted": StateLook(N_("Submitted"), "info", "send", N_("With us: check"), N_("Is being checked")),
    "checked": StateLook(N_("Checked"), "info", "eye", N_("With us: decision"), N_("Your turn: decide")),
    "returned": StateLook(N_("Returned"), "warn", "alert-circle", N_("Your turn: complete it"), N_("With the partner: complete it")),
    "approved": StateLook(N_("Approved"), "ok", "circle-check", N_("With us: payment"), N_("Your turn: release the payment")),
    "payable": StateLook(N_("Payable"), "ok", "coins", N_("With us: payment"), N_("Your turn: pay")),
    "paid": StateLook(N_("Paid"), "ok", "cash"),
    "offset": StateLook(N_("Credited"), "ok", "receipt"),
    "rejected": StateLook(N_("Rejected"), "bad", "circle-x"),
    "disputed": StateLook(N_("Disputed"), "warn", "alert-circle", N_("With us: answer"), N_("Your turn: answer")),
    "reversed": StateLook(N_("Reversed"), "bad", "arrow-back-up"),
    "lapsed": StateLook(N_("Lapsed"), "hold", "calendar-off"),
}
EXTENSION = {
    "asked": StateLook(N_("Asked"), "info", "send", N_("With us: decision"), N_("Your turn: decide")),
    "granted": StateLook(N_("Granted"), "ok", "circle-check"),
    "refused": StateLook(N_("Refused"), "bad", "circle-x"),
}
PENDING = ("submitted", "in_review")
"""Requests that keep money reserved."""
OPEN = ("draft", "returned", "rejected", "recalled")
"""Requests that are with their partner."""
ALIVE = ("planned", "running", "executed", "reported", "short", "verified")
"""Activities money may still be claimed for."""
UNPROVEN = ("planned", "running", "executed", "short")
"""Activities whose proof is still to come."""
ASKED = ("submitted", "checked", "returned", "disputed")
"""Claims that wait for a decision."""
SETTLED = ("paid", "offset")
