"""Adjustments on their way into a statement: what is added in full, and what is clawed back within the cap of a period."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import clock, current_scope, db, entity_of, records
from plugins.rebates.models import Adjustment, Payout
from plugins.rebates.settings import settings

Key = tuple[uuid.UUID, str, str]
"""Partner, currency, and the person it is for; empty for the partner itself."""
CAPPED = frozenset({"return", "clawback"})
ZERO, CENT = Decimal(0), Decimal("0.01")


@dataclass(frozen=True)
class Part:
    """How much of an adjustment is stated now, and the number of the payout it corrects."""

    row: Any
    amount: Decimal
    about: str


def due(period: Any, payable: Mapping[Key, Decimal]) -> dict[Key, Sequence[Part]]:
    """Return what of the adjustments that wait is stated in this period; `payable` is what its results give."""
    found: dict[Key, list[Any]] = defaultdict(list)
    for row in _waiting(period):
        found[row.partner_id, row.currency, row.receiver].append(row)
    numbers = _numbers([row.payout_id for rows in found.values() for row in rows if row.payout_id])
    parts = {key: _parts(rows, payable.get(key, ZERO), settings()["clawback_share"], numbers) for key, rows in found.items()}
    return {key: some for key, some in parts.items() if some}


def _waiting(period: Any) -> Sequence[Any]:
    today = clock.today(current_scope().program.zone)
    ready = sa.or_(Adjustment.counts_from.is_(None), Adjustment.counts_from <= today)
    wanted = (Adjustment.program == period.program, Adjustment.state == "approved", Adjustment.settled != Adjustment.amount, ready)
    return db.session.scalars(sa.select(Adjustment).where(*wanted).order_by(Adjustment.id)).all()


def _parts(rows: Sequence[Any], payable: Decimal, share: Decimal, numbers: Mapping[uuid.UUID, str]) -> Sequence[Part]:
    """Take additions and corrections whole; then claw back, the oldest first, down to the cap."""
    rests = [(row, row.amount - row.settled) for row in rows]
    plain = [(row, rest) for row, rest in rests if row.kind not in CAPPED or rest > 0]
    left = cap(payable + sum((rest for _row, rest in plain), ZERO), share)
    capped: list[tuple[Any, Decimal]] = []
    for row, rest in rests:
        if row.kind in CAPPED and rest < 0:
            taken = min(-rest, left)
            left -= taken
            capped.append((row, -taken))
    return [Part(row, amount, numbers.get(row.payout_id, "")) for row, amount in (*plain, *capped) if amount]


def cap(payable: Decimal, share: Decimal) -> Decimal:
    """Return the most that is clawed back of what is payable, to the cent, never more than the cap allows."""
    return max((payable * share / 100).quantize(CENT, "ROUND_DOWN"), ZERO)


def _numbers(payouts: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    rows = db.session.execute(sa.select(Payout.id, Payout.number).where(Payout.id.in_(payouts))).all() if payouts else []
    return {row.id: row.number for row in rows}


def settle(period: Any, taken: Mapping[Key, Sequence[Part]]) -> None:
    """Note on the adjustments what was stated of them, and where."""
    entity = entity_of("rebates.adjustment")
    for part in (part for parts in taken.values() for part in parts):
        records.apply(entity, part.row, {"settled": part.row.settled + part.amount, "period_id": period.id}, act="stated")
