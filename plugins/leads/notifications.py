"""Whom a step is news for. No notice names anything of the lead, so that opening it is what shows interest.

A lead that was routed to a person is that person's news, not that of all colleagues."""

from hansa import N_
from hansa import NotificationKind as Kind

PARTNER = ("partner",)
HOLDER = ("followers", "partner")
STAFF = ("staff",)

KINDS = [
    Kind("leads.offered", N_("A new lead is offered to you"), "leads.assignment.created", N_("A new lead is waiting for you"), PARTNER, "", "star", "warn", addressee="person_id"),
    Kind("leads.answer_due", N_("Time to answer a lead runs out"), "leads.assignment.answer_due", N_("A lead is still waiting for your answer"), PARTNER, "", "hourglass", "warn", addressee="person_id"),
    Kind("leads.news_due", N_("We have not heard of a lead"), "leads.assignment.news_due", N_("Please say what happens with a lead you accepted"), HOLDER, "", "hourglass", "warn", addressee="person_id"),
    Kind("leads.warned", N_("A lead will be taken back"), "leads.assignment.warn", N_("A lead you accepted will be taken back unless you say what happens"), HOLDER, "", "alert-triangle", "bad", addressee="person_id"),
    Kind("leads.reclaimed", N_("A lead was taken back"), "leads.assignment.reclaim", N_("A lead was taken back"), HOLDER, "", "arrow-back-up", "bad", addressee="person_id"),
    Kind("leads.masked", N_("A consent was withdrawn"), "leads.assignment.mask", N_("The consent for a lead was withdrawn: you may no longer use its data"), HOLDER, "", "lock", "bad", addressee="person_id"),
    Kind("leads.queued", N_("A lead waits for a person"), "leads.lead.queue", N_("A lead found no partner: “%(what)s”"), STAFF, "leads.lead.assign", "inbox", "warn"),
    Kind("leads.spam", N_("A partner declined a lead"), "leads.assignment.decline", N_("%(who)s declined “%(what)s”"), STAFF, "leads.lead.assign", "circle-x", "idle", False),
]  # fmt: skip
