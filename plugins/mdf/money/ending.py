"""The agreement of a partner ends: what becomes of its running money is decided by the policy of each fund."""

import uuid
from typing import Any

import sqlalchemy as sa

from hansa import behind, clock, db, entity_of, perform
from plugins.mdf.models import Allocation
from plugins.mdf.money import layers, spending
from plugins.mdf.policy import funds
from plugins.mdf.tasks import ACCRUE


def agreement_over(partner_id: uuid.UUID) -> None:
    """Honour what is approved, forfeit everything, or leave it to its last day, fund by fund; each with its stored decision."""
    with behind(ACCRUE):
        running = (Allocation.partner_id == partner_id, Allocation.state.in_(("active", "frozen")))
        found = db.session.scalars(sa.select(Allocation).where(*running).order_by(*layers.SPENT_FIRST)).all()
        for layer in found:
            _ended(layer)


def _ended(layer: Any) -> None:
    entity, held = entity_of("mdf.allocation"), layers.figures([layer])[layer.id]
    facts = {
        "step": "agreement_end", "today": layers.today(), "available": held.available + held.reserved, "reserved": held.committed,
    }  # fmt: skip
    outcome = funds.ask(layer.fund, facts, clock.now(), entity=entity, record=layer, partner_id=layer.partner_id)
    if outcome.result == "forfeit":
        spending.let_go(allocation_id=layer.id)
        perform(entity, layer, "expire")
    if outcome.result == "honour":
        spending.let_go_reserved(layer.id)
        perform(entity, layer, "release")
