"""The states of a lead and of a partner's copy of it, as people see them."""

from hansa import N_, StateLook

LEAD = {
    "new": StateLook(N_("New"), "idle", "star", "", N_("Your turn: confirm the legal basis")),
    "ready": StateLook(N_("Ready"), "info", "circle-check", "", N_("Your turn: distribute")),
    "matching": StateLook(N_("Being routed"), "info", "route", "", N_("With the portal: routing")),
    "offered": StateLook(N_("Offered"), "hold", "send", "", N_("With the partner: answer")),
    "pool": StateLook(N_("In the pool"), "hold", "users", "", N_("With the partners: first to claim")),
    "queued": StateLook(N_("Unassigned"), "warn", "inbox", "", N_("Your turn: assign")),
    "working": StateLook(N_("In work"), "ok", "briefcase", "", N_("With the partner: work")),
    "converted": StateLook(N_("Became a deal"), "ok", "arrow-right"),
    "won": StateLook(N_("Won"), "ok", "trophy"),
    "lost": StateLook(N_("Lost"), "idle", "thumb-down"),
    "discarded": StateLook(N_("Discarded"), "idle", "trash"),
    "withdrawn": StateLook(N_("Consent withdrawn"), "bad", "lock"),
}
OUT = ("offered", "pool", "working")
"""States of a lead in which partners hold copies that live."""

ASSIGNMENT = {
    "offered": StateLook(N_("New offer"), "warn", "star", N_("Your turn: accept or decline"), N_("With the partner: answer")),
    "open": StateLook(N_("Open to claim"), "info", "users", N_("Whoever is first"), N_("With the partners: claim")),
    "accepted": StateLook(N_("Accepted"), "info", "check", N_("Your turn: first contact"), N_("With the partner: first contact")),
    "working": StateLook(N_("In work"), "ok", "briefcase", N_("Your turn: next step"), N_("With the partner: next step")),
    "warned": StateLook(N_("No news"), "bad", "alert-triangle", N_("Your turn: say what happens"), N_("With the partner: overdue")),
    "declined": StateLook(N_("Declined"), "idle", "circle-x"),
    "timed_out": StateLook(N_("Not answered in time"), "idle", "clock-pause"),
    "taken": StateLook(N_("Taken by another partner"), "idle", "users"),
    "returned": StateLook(N_("Given back"), "idle", "arrow-back-up"),
    "reclaimed": StateLook(N_("Taken back"), "idle", "arrow-back-up"),
    "withdrawn": StateLook(N_("Consent withdrawn"), "bad", "lock"),
    "converted": StateLook(N_("Became a deal"), "ok", "arrow-right"),
    "won": StateLook(N_("Won"), "ok", "trophy"),
    "lost": StateLook(N_("Lost"), "idle", "thumb-down"),
}
ASKED = ("offered", "open")
HELD = ("accepted", "working", "warned")
"""States in which a partner knows everything and works on it."""

LIVE = (*ASKED, *HELD)
CLOSED = ("converted", "won", "lost")
"""States in which a partner keeps what it knew."""

BACK = ("declined", "timed_out", "returned", "reclaimed")
"""Ends after which the lead goes on to somebody else."""
