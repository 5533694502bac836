"""Personal data on deals: the contact at the customer, and all a partner wrote."""

from typing import Any

import sqlalchemy as sa

from hansa import N_, personal
from plugins.deals.models import Deal

CONTACT = ("contact_name", "contact_email")
WRITTEN = (
    "title", "customer_name", "customer_domain", "customer_registration_no", "need", "lines", "reason", "evidence", "amendment", "grant_key", "unique_key",
    "custom", *CONTACT,
)  # fmt: skip


def held(subject: personal.Subject) -> list[personal.Held]:
    """Return the deals a person is the contact of. Those of a partner are given out as records."""
    return [personal.read(N_("Contact on deals"), Deal, _contact(subject))]


def erase(subject: personal.Subject) -> None:
    """Forget contacts; empty the deals of a partner. Receipts stay: they are signed, and prove what was registered when."""
    personal.blank(Deal, CONTACT, _contact(subject))
    if subject.partner_id:
        personal.blank(Deal, WRITTEN, Deal.partner_id == subject.partner_id)


def _contact(subject: personal.Subject) -> Any:
    return sa.func.lower(Deal.contact_email).in_(subject.emails)
