"""Customers offered while one types: those of registrations the actor sees."""

from typing import Any

import sqlalchemy as sa

from hansa import db, select, shown
from plugins.deals.models import Deal

LATEST, OFFERED, LEAST = 2000, 8, 2
"""Looked at are the latest registrations, so that a letter typed never reads all of them."""
MARKS = ("customer_country", "customer_domain", "customer_registration_no")


def known(text: str) -> list[dict[str, Any]]:
    """Return customers whose name holds the text, the latest first, with what else is known of them; one statement."""
    wanted = " ".join(text.split()).lower()[:100]
    if len(wanted) < LEAST:
        return []
    latest = select(Deal.id, Deal.customer_name, *(getattr(Deal, name) for name in MARKS)).order_by(Deal.id.desc()).limit(LATEST).subquery()
    fits = sa.func.lower(latest.c.customer_name).contains(wanted, autoescape=True)
    rows = db.session.execute(sa.select(latest).where(fits).order_by(latest.c.id.desc()).limit(LATEST)).all()
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        marks = {name: getattr(row, name) for name in MARKS if getattr(row, name)}
        found.setdefault(row.customer_name, {"value": row.customer_name, "detail": _told(marks), "fills": marks})
    return list(found.values())[:OFFERED]


def _told(marks: dict[str, str]) -> str:
    country = shown("country", marks.get("customer_country")).striptags()
    return " · ".join(part for part in (country, marks.get("customer_domain")) if part)
