"""The states of a deal as people see them, and what they mean for other registrations."""

from hansa import N_, StateLook

STATES = {
    "draft": StateLook(N_("Draft"), "idle", "pencil", N_("Your turn: submit"), N_("With the partner: submit")),
    "submitted": StateLook(N_("Submitted"), "info", "send", N_("With us: review"), N_("Your turn: review")),
    "in_review": StateLook(N_("In review"), "info", "eye", N_("With us: decision"), N_("Your turn: decide")),
    "not_first": StateLook(
        N_("Not the first"), "hold", "list-numbers", N_("It comes up again when the first one ends"), N_("Waits for the first one")
    ),
    "action_required": StateLook(N_("Answer needed"), "warn", "alert-circle", N_("Your turn: answer"), N_("With the partner: answer")),
    "approved": StateLook(N_("Protected"), "ok", "shield", N_("Your turn: close the deal"), N_("With the partner: close the deal")),
    "extending": StateLook(N_("Extension requested"), "hold", "calendar-plus", N_("With us: decision"), N_("Your turn: decide")),
    "reinstating": StateLook(N_("Extension requested late"), "hold", "calendar-plus", N_("With us: decision"), N_("Your turn: decide")),
    "amending": StateLook(N_("Change requested"), "hold", "pencil", N_("With us: decision"), N_("Your turn: decide")),
    "rejected": StateLook(N_("Rejected"), "bad", "circle-x"),
    "won": StateLook(N_("Won"), "ok", "trophy"),
    "lost": StateLook(N_("Lost"), "idle", "thumb-down"),
    "expired": StateLook(N_("Expired"), "hold", "calendar-off"),
    "closed": StateLook(N_("Closed"), "idle", "lock"),
    "transferred": StateLook(N_("Handed over"), "idle", "exchange"),
}
TO_DECIDE = ("submitted", "in_review", "extending", "amending", "reinstating")
IN_CHECK = ("submitted", "in_review", "action_required")
PROTECTED = ("approved", "extending", "amending")
LIVE = (*IN_CHECK, "not_first", *PROTECTED)
"""States in which a registration stands in the way of others for the same customer."""

STAGES = (
    ("identified", N_("Need identified")),
    ("qualified", N_("Budget and decision known")),
    ("offer", N_("Offer made")),
    ("negotiation", N_("In negotiation")),
    ("agreed", N_("Agreed, order to come")),
)
"""How far a partner is with its customer."""

ANSWERS = (
    ("received", N_("Received, under review")),
    ("clear", N_("No other registration found")),
    ("contested", N_("Registered by more than one partner")),
    ("protected", N_("Protected for another partner")),
)
