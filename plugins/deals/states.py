"""The states of a deal as people see them, and what they mean for other registrations."""

from hansa import N_, StateLook

STATES = {
    "draft": StateLook(N_("Draft"), "idle", "pencil"),
    "submitted": StateLook(N_("Submitted"), "info", "send"),
    "in_review": StateLook(N_("In review"), "info", "eye"),
    "action_required": StateLook(N_("Answer needed"), "warn", "alert-circle"),
    "approved": StateLook(N_("Protected"), "ok", "shield"),
    "extending": StateLook(N_("Extension requested"), "hold", "calendar-plus"),
    "rejected": StateLook(N_("Rejected"), "bad", "circle-x"),
    "won": StateLook(N_("Won"), "ok", "trophy"),
    "lost": StateLook(N_("Lost"), "idle", "thumb-down"),
    "expired": StateLook(N_("Expired"), "hold", "calendar-off"),
}
IN_CHECK = ("submitted", "in_review", "action_required")
PROTECTED = ("approved", "extending")
LIVE = (*IN_CHECK, *PROTECTED)
"""States in which a registration stands in the way of others for the same customer."""

ANSWERS = (
    ("received", N_("Received, under review")),
    ("clear", N_("No other registration found")),
    ("contested", N_("Registered by more than one partner")),
    ("protected", N_("Protected for another partner")),
)
