"""The states of a special price request."""

from hansa import N_, StateLook

STATES = {
    "draft": StateLook(N_("Draft"), "idle", "pencil", N_("Your turn: submit"), N_("With the partner: submit")),
    "submitted": StateLook(N_("Submitted"), "info", "send", N_("With us: review"), N_("Your turn: review")),
    "in_review": StateLook(N_("In review"), "info", "eye", N_("With us: decision"), N_("Your turn: decide")),
    "countered": StateLook(
        N_("Counter-offer"), "warn", "alert-circle", N_("Your turn: accept or decline"), N_("With the partner: accept or not")
    ),
    "approved": StateLook(N_("Approved"), "ok", "discount"),
    "accepted": StateLook(N_("Accepted"), "ok", "discount"),
    "used": StateLook(N_("Partly used"), "ok", "chart-pie"),
    "exhausted": StateLook(N_("Used up"), "idle", "circle-check"),
    "rejected": StateLook(N_("Rejected"), "bad", "circle-x"),
    "expired": StateLook(N_("Expired"), "hold", "calendar-off"),
    "revoked": StateLook(N_("Revoked"), "bad", "circle-minus"),
}
PENDING = ("submitted", "in_review", "countered")
"""States in which a discount may still be granted."""
VALID = ("approved", "accepted", "used")
"""States in which the price can be used."""
GRANTED = (*VALID, "exhausted", "expired", "revoked")
