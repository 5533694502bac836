"""Rebates paid into a fund: each becomes a layer of its own, once."""

import uuid
from decimal import Decimal

import sqlalchemy as sa

from hansa import behind, db, entity_of, records
from plugins.mdf.models import Allocation
from plugins.mdf.money import flowing, layers
from plugins.mdf.policy import funds
from plugins.mdf.settings import settings
from plugins.mdf.tasks import ACCRUE


def take(partner_id: uuid.UUID, amount: Decimal, currency: str, title: str, key: str) -> bool | None:
    """Put an amount into the fund that takes rebates, in its currency, and tell so; None where it is not said which fund does."""
    fund = _fund()
    if fund is None:
        return None
    with behind(ACCRUE):
        slot = f"rebate/{key}"
        known = sa.select(Allocation.id).where(Allocation.partner_id == partner_id, Allocation.slot == slot)
        if db.session.scalar(known) is None:
            raw = {"title": title[:200], "amount": str(amount), "starts": layers.today().isoformat()}
            kept = {"fund": fund, "origin": "rebate", "slot": slot, "currency": currency, "partner_id": partner_id, "state": "active"}
            (made,) = records.create_many(entity_of("mdf.allocation"), [raw], each=[kept])
            flowing.allocate(made, amount, "rebate")
    return True


def _fund() -> str | None:
    """Return the fund the program names, else the only one there is."""
    known = funds.known()
    named = settings()["rebate_fund"]
    if named:
        return named if named in known else None
    return next(iter(known)) if len(known) == 1 else None
