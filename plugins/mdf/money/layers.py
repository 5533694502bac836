"""Layers of a fund: which there are, what each still has; the one that expires first is spent first."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import behind, clock, current_scope, db
from plugins.ledger.api import standing, standings
from plugins.mdf.models import Allocation, Share
from plugins.mdf.money import accounts, exchange
from plugins.mdf.tasks import SPEND

NOTHING = Decimal(0)
OVER = ("released", "expired")
"""Layers that take no money back: what plans let go of goes on to the budget."""
SPENT_FIRST = (Allocation.last_day.is_(None), Allocation.last_day, Allocation.id)


@dataclass(frozen=True)
class Figures:
    """What became of a layer, in its currency. available = allocated − reserved − committed − paid − released, never below zero."""

    allocated: Decimal
    reserved: Decimal
    committed: Decimal
    paid: Decimal
    available: Decimal

    @property
    def released(self) -> Decimal:
        return self.allocated - self.reserved - self.committed - self.paid - self.available


def today() -> date:
    return clock.today(current_scope().program.zone)


def usable(partner_id: uuid.UUID, fund: str, *, lock: bool = False) -> Sequence[Allocation]:
    """Return the layers of a partner that can be spent today, the one that expires first at the beginning.

    `lock`: nobody else takes money of this fund before the unit ends.
    """
    day = today()
    wanted = (
        sa.select(Allocation)
        .where(
            Allocation.partner_id == partner_id, Allocation.fund == fund, Allocation.state == "active", Allocation.starts <= day,
            sa.or_(Allocation.last_day.is_(None), Allocation.last_day >= day),
        )
        .order_by(*SPENT_FIRST)
    )  # fmt: skip
    with behind(SPEND):
        return db.session.scalars(wanted.with_for_update() if lock else wanted).all()


def locked(ids: Collection[uuid.UUID]) -> Sequence[Allocation]:
    """Lock layers in the order in which they are spent, and return them."""
    wanted = sa.select(Allocation).where(Allocation.id.in_(ids)).order_by(*SPENT_FIRST).with_for_update()
    with behind(SPEND):
        return db.session.scalars(wanted).all()


def free(layer: Allocation) -> Decimal:
    """Return what a layer has that nobody keeps, in its currency."""
    return max(standing(accounts.fund(layer)).available, NOTHING)


def all_free(layers: Sequence[Allocation]) -> dict[uuid.UUID, Decimal]:
    """Return what each of several layers has that nobody keeps; one look into the book."""
    accounts_of = {layer.id: accounts.fund(layer) for layer in layers}
    found = standings(accounts_of.values()) if accounts_of else {}
    return {layer_id: max(found[one].available, NOTHING) for layer_id, one in accounts_of.items()}


def available(partner_id: uuid.UUID, fund: str) -> Decimal:
    """Return what a partner can ask for of a fund today, in the program's currency. Raises Unprocessable (code `no-rate`)."""
    with behind(SPEND):
        found = usable(partner_id, fund)
        free = all_free(found)
    rates = exchange.rates({layer.currency for layer in found if free[layer.id]})
    return sum((exchange.worth(free[layer.id], layer.currency, rates.get(layer.currency)) for layer in found), NOTHING)


def figures(layers: Sequence[Allocation]) -> dict[uuid.UUID, Figures]:
    """Return what became of layers the actor has read."""
    columns = (Share.allocation_id, Share.stage, sa.func.sum(Share.amount), sa.func.sum(Share.paid))
    asked = sa.select(*columns).where(Share.allocation_id.in_([layer.id for layer in layers])).group_by(Share.allocation_id, Share.stage)
    kept: dict[tuple[Any, str], tuple[Decimal, Decimal]] = {}
    with behind(SPEND):
        for layer_id, stage, amount, paid in db.session.execute(asked):
            kept[layer_id, stage] = (_money(amount), _money(paid))
        left = all_free(layers)
    return {layer.id: _figures(layer, kept, left[layer.id]) for layer in layers}


def _figures(layer: Allocation, kept: dict[tuple[Any, str], tuple[Decimal, Decimal]], left: Decimal) -> Figures:
    stages = {stage: kept.get((layer.id, stage), (NOTHING, NOTHING)) for stage in ("reserved", "committed", "over")}
    paid = sum((one[1] for one in stages.values()), NOTHING)
    return Figures(layer.amount if layer.state != "proposed" else NOTHING, stages["reserved"][0], stages["committed"][0], paid, left)


def _money(value: Any) -> Decimal:
    """SQL adds up whole 1/10,000; a sum without a type of its own comes back as such."""
    return NOTHING if value is None else value if isinstance(value, Decimal) else Decimal(value).scaleb(-4)


def by_currency(pairs: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """Return the sums of amounts by their currency."""
    found: dict[str, Decimal] = {}
    for code, amount in pairs:
        found[code] = found.get(code, NOTHING) + amount
    return found


def last_day_of(activity_id: uuid.UUID) -> date | None:
    """Return the last day of the money an activity was approved out of; None when some of it has none."""
    wanted = sa.select(Allocation.last_day).join(
        Share, sa.and_(Share.program_id == Allocation.program_id, Share.allocation_id == Allocation.id)
    )
    with behind(SPEND):
        days = list(db.session.scalars(wanted.where(Share.activity_id == activity_id)))
    return None if None in days or not days else max(days)
