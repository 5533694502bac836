"""Funds that grow: for each partner and period, what the policy gives by component becomes a layer; counted again, the layer follows."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import behind, current_scope, db, entity_of, fiscal_period, perform, records
from plugins.mdf.models import Allocation
from plugins.mdf.money import flowing, layers
from plugins.mdf.policy import funds, reading
from plugins.mdf.tasks import ACCRUE
from plugins.policies.api import Outcome

NOTHING = Decimal(0)
DAY = timedelta(days=1)


def period_of(fund: str, day: date) -> tuple[date, date]:
    """Return the first and the last day of the period of a fund that a day lies in."""
    found = fiscal_period(current_scope().program, day, funds.document(fund)["period"])
    return found.start, found.end - DAY


def accrue(fund: str, partners: Sequence[uuid.UUID], start: date, end: date) -> int:
    """Count a period of partners anew and bring their layers there; return how many layers changed.

    Facts and figures are those of the last day of the period. What was spent stays spent: a layer falls to that at the least.
    """
    moment = funds.start_of(end)
    policy = funds.document(fund, moment)
    if not policy["accruals"]:
        return 0
    known = reading.of_partners(policy, partners, end)
    labels = {one.name: one.label for one in policy["accruals"]}
    changed = 0
    for partner_id in partners:
        facts = {"step": "accrue", "today": layers.today(), "period_start": start, "period_end": end, **known[partner_id]}
        outcome = funds.ask(fund, facts, moment)
        for name, exact in (outcome.values.get("parts") or {}).items():
            changed += _layer(fund, partner_id, (start, end), (name, labels[name]), outcome, exact)
    return changed


def _layer(fund: str, partner_id: uuid.UUID, period: tuple[date, date], component: tuple[str, str], outcome: Outcome, exact: str) -> bool:
    """Make or move the layer of a component; True when its amount changed."""
    amount: Decimal = outcome.values[component[0]]
    slot = f"{fund}/{component[0]}/{period[0].isoformat()}"
    with behind(ACCRUE):
        found = db.session.scalars(
            sa.select(Allocation).where(Allocation.partner_id == partner_id, Allocation.slot == slot).with_for_update()
        ).one_or_none()
        if found is None:
            return bool(amount) and _made(fund, partner_id, period, component, outcome, exact, slot)
        return found.state == "active" and _moved(found, amount, exact)


def _made(
    fund: str, partner_id: uuid.UUID, period: tuple[date, date], component: tuple[str, str], outcome: Outcome, exact: str, slot: str
) -> bool:
    entity = entity_of("mdf.allocation")
    last: date | None = outcome.values.get("last_day")
    title = f"{component[1]} {period[0].year}"
    raw = {"title": title, "amount": str(outcome.values[component[0]]), "starts": period[0].isoformat()}
    kept: Mapping[str, Any] = {
        "fund": fund, "last_day": last, "origin": "accrued", "component": component[0], "period_start": period[0], "period_end": period[1],
        "slot": slot, "exact": exact, "partner_id": partner_id,
    }  # fmt: skip
    made = records.create_many(entity, [raw], each=[kept])[0]
    perform(entity, made, "allocate")
    return True


def _moved(layer: Any, amount: Decimal, exact: str) -> bool:
    """Raise or lower a layer to what was counted; what is kept or paid of it stays."""
    difference = amount - layer.amount
    if not difference:
        return False
    if difference > 0:
        flowing.allocate(layer, difference, f"accrued:{layer.version}")
    else:
        difference = -flowing.release(layer, f"lowered:{layer.version}", -difference)
    if difference:
        records.apply(entity_of("mdf.allocation"), layer, {"amount": layer.amount + difference, "exact": exact}, act="counted again")
    return bool(difference)


def active_partners() -> list[uuid.UUID]:
    """Return the partners funds are kept for."""
    model = entity_of("core.partner").model
    with behind(ACCRUE):
        return list(db.session.scalars(sa.select(model.id).where(model.status == "active", model.archived_at.is_(None)).order_by(model.id)))
