"""The stages of a project, the life of a seat and of a task, and the roles people have."""

from hansa import N_, StateLook

STAGES = {
    "discovery": StateLook(N_("Discovery"), "info", "search", N_("Find out what the customer needs")),
    "solution": StateLook(N_("Solution"), "info", "bulb", N_("Work out the solution")),
    "offer": StateLook(N_("Offer"), "warn", "file-text", N_("Write the offer together")),
    "closing": StateLook(N_("Closing"), "warn", "heart-handshake", N_("Bring it home")),
    "delivered": StateLook(N_("Completed"), "ok", "circle-check"),
    "dissolved": StateLook(N_("Dissolved"), "idle", "circle-x"),
}
WORKING = ("discovery", "solution", "offer", "closing")
"""Stages that have tasks, in order."""

SEATS = {
    "invited": StateLook(N_("Invited"), "warn", "mail", N_("Your turn: accept or decline"), N_("With the partner: answer")),
    "joined": StateLook(N_("In the team"), "ok", "users"),
    "declined": StateLook(N_("Declined"), "idle", "thumb-down"),
    "left": StateLook(N_("Has left"), "idle", "logout"),
    "removed": StateLook(N_("Removed"), "idle", "user-x"),
}
LIVE_SEATS = ("invited", "joined")

TASKS = {
    "open": StateLook(N_("Open"), "info", "circle"),
    "late": StateLook(N_("Late"), "bad", "alert-circle"),
    "done": StateLook(N_("Done"), "ok", "circle-check"),
}

LEAD = "lead"
ROLES = (
    ("sales", N_("Sales")),
    ("presales", N_("Presales")),
    ("channel", N_("Channel manager")),
    ("delivery", N_("Delivery and service")),
    ("expert", N_("Expert")),
    (LEAD, N_("Lead partner")),
)
OTHERS = ROLES[:-1]
STAGE_CHOICES = tuple((key, STAGES[key].label) for key in WORKING)
