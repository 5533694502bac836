"""Why this plugin looks behind the wall, in words."""

from hansa import SystemTask

READ, FOLLOW, ROUTE, INTAKE, CALENDARS = "leads.read", "leads.follow", "leads.route", "leads.intake", "leads.calendars"
LOCK = "leads.routing"
"""Whoever routes, gives turns or keeps editions waits for the others who do."""

TASKS = [
    SystemTask(READ, "A partner that accepts a lead is given its contents, which are the vendor's until then."),
    SystemTask(FOLLOW, "What a partner does with its copy moves the vendor's lead; the partner sees nothing of that."),
    SystemTask(ROUTE, "Routing compares all partners; each learns only of the offers it gets."),
    SystemTask(CALENDARS, "Partners choose by name whose holidays they keep; calendars are the vendor's."),
    SystemTask(INTAKE, "A visitor's form makes a lead of the vendor; nothing is read back."),
]
