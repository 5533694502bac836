"""Personal data on leads: contacts, and what partners have of their own."""

from typing import Any

import sqlalchemy as sa

from hansa import N_, personal
from plugins.leads.models import Absence, Assignment, Capacity, Lead, Place, Territory

CONTACT = ("contact_name", "contact_role", "contact_email", "contact_phone")
TOLD = (
    "title", "need", "product", "company", "domain", "registration_no", "street", "postal_code", "city", "next_action", "reason", "custom", *CONTACT,
)  # fmt: skip


def held(subject: personal.Subject) -> list[personal.Held]:
    """Return the leads a person is the contact of. What partners have is given out as records."""
    return [
        personal.read(N_("Contact on leads"), Lead, _contact(Lead, subject)),
        personal.read(N_("Leads meant for the person"), Lead, _meant_for(subject), omit=set(TOLD)),
    ]


def erase(subject: personal.Subject) -> None:
    """Forget contacts, on leads and in the copies partners have; empty what a partner was offered, delete its own set-up, and that of the person."""
    for model in (Lead, Assignment):
        personal.blank(model, CONTACT, _contact(model, subject))
    personal.blank(Lead, ("meant_for",), _meant_for(subject))
    for model in (Absence, Capacity):
        personal.forget(model, sa.func.lower(model.person).in_(subject.emails))
    if subject.partner_id:
        personal.blank(Assignment, TOLD, Assignment.partner_id == subject.partner_id)
        for model in (Absence, Capacity, Territory, Place):
            personal.forget(model, model.partner_id == subject.partner_id)


def _contact(model: Any, subject: personal.Subject) -> Any:
    return sa.func.lower(model.contact_email).in_(subject.emails)


def _meant_for(subject: personal.Subject) -> Any:
    return sa.func.lower(Lead.meant_for).in_(subject.emails)
