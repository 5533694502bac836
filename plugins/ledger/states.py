"""The states of adjustments and of holds."""

from hansa import N_, StateLook

STATES = {
    "draft": StateLook(N_("Draft"), "idle", "pencil", "", N_("Your turn: submit")),
    "submitted": StateLook(N_("Submitted"), "info", "send", "", N_("Another person has to agree")),
    "posted": StateLook(N_("Posted"), "ok", "circle-check"),
    "rejected": StateLook(N_("Rejected"), "bad", "circle-x"),
}
HOLD_STATES = {
    "open": StateLook(N_("Held"), "hold", "lock"),
    "committed": StateLook(N_("Paid out"), "ok", "circle-check"),
    "released": StateLook(N_("Released"), "idle", "lock-open"),
    "expired": StateLook(N_("Expired"), "idle", "calendar-off"),
}
