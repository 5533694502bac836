"""The states of a change of level, as people see them."""

from hansa import N_, StateLook

STATES = {
    "stable": StateLook(N_("Entered"), "idle", "pencil", "", N_("Your turn: propose it")),
    "eligible_up": StateLook(N_("Earned"), "info", "trending-up", "", N_("Your turn: propose it")),
    "at_risk": StateLook(N_("At risk"), "warn", "alert-triangle", "", N_("Your turn: notify")),
    "proposed": StateLook(N_("Promotion proposed"), "info", "send", "", N_("Your turn: somebody else agrees")),
    "notified": StateLook(N_("Notice given"), "warn", "bell", N_("Your turn: make up for it"), N_("With the partner: make up for it")),
    "grace": StateLook(N_("Time to make up"), "warn", "hourglass", N_("Your turn: make up for it"), N_("With the partner: make up for it")),
    "waived": StateLook(N_("Waived"), "hold", "shield"),
    "demotion_proposed": StateLook(N_("Demotion proposed"), "bad", "trending-down", "", N_("Your turn: somebody else agrees")),
    "approved": StateLook(N_("Agreed"), "ok", "check"),
    "scheduled": StateLook(N_("Scheduled"), "ok", "calendar-event"),
    "effective": StateLook(N_("In force"), "ok", "circle-check"),
    "rejected": StateLook(N_("Rejected"), "idle", "circle-x"),
    "lapsed": StateLook(N_("No longer due"), "idle", "history"),
}
MEMBER_STATES = {
    "applied": StateLook(N_("Applied for"), "info", "send", N_("With the vendor: it decides"), N_("Your turn: decide")),
    "active": StateLook(N_("Member"), "ok", "circle-check"),
    "renewing": StateLook(N_("Renewal asked for"), "info", "refresh", N_("With the vendor: it decides"), N_("Your turn: decide")),
    "declined": StateLook(N_("Declined"), "bad", "circle-x"),
    "withdrawn": StateLook(N_("Withdrawn"), "idle", "arrow-back-up"),
    "expired": StateLook(N_("Expired"), "idle", "calendar-off"),
    "ended": StateLook(N_("Ended"), "idle", "circle-minus"),
}
LOSING = ("at_risk", "notified", "grace", "waived", "demotion_proposed")
RISING = ("stable", "eligible_up", "proposed")
AGREED = ("approved", "scheduled")
OPEN = (*RISING, *LOSING, *AGREED)
"""States a review still follows: while one of these is there, no second change is opened."""
PUBLIC = ("notified", "grace", "waived", "approved", "scheduled", "effective")
"""What the partner reads of its own changes; what the vendor weighs among its people stays there."""
