"""Leads an activity brought: a partner reports them together, each is its own from the start; and what became of them."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from hansa import behind, db, entity_of, records
from plugins.leads.entities import ASSIGNMENT
from plugins.leads.models import Assignment
from plugins.leads.tasks import INTAKE

TOLD = ("company", "contact_name", "contact_email", "contact_phone", "need", "product", "city", "country")


def take(partner_id: uuid.UUID, rows: Sequence[Mapping[str, str]]) -> list[uuid.UUID]:
    """Make leads of a list as if the partner had entered each, and return their ids in order."""
    known = [{name: row[name] for name in TOLD if row.get(name)} for row in rows]
    with behind(INTAKE):
        return [made.lead_id for made in records.create_many(ASSIGNMENT, known, partner_id=partner_id)]


def results(ids: Collection[uuid.UUID]) -> list[dict[str, Any]]:
    """Say what became of leads: whether there is a deal, whether it was won, for how much; for callers behind the wall."""
    wanted = sa.select(Assignment.lead_id, Assignment.deal_id, Assignment.outcome, Assignment.expected_revenue)
    rows = db.session.execute(wanted.where(Assignment.lead_id.in_(list(ids)))).all()
    amounts = _amounts([row.deal_id for row in rows if row.deal_id])
    return [
        {
            "lead_id": row.lead_id, "deal": row.deal_id is not None, "won": row.outcome == "won",
            "amount": amounts.get(row.deal_id, row.expected_revenue) if row.outcome == "won" else None,
        }
        for row in rows
    ]  # fmt: skip


def _amounts(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Any]:
    if not ids:
        return {}
    deal = entity_of("deals.deal").model
    return {row.id: row.amount for row in db.session.execute(sa.select(deal.id, deal.amount).where(deal.id.in_(ids)))}
