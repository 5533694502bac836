"""What is accrued for a period: earned so far, expected, and at worst, by partner."""

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from hansa import behind, current_scope
from plugins.rebates.engine import reading
from plugins.rebates.engine.rows import money
from plugins.rebates.engine.scale import ZERO
from plugins.rebates.estimate.live import estimates, sight
from plugins.rebates.estimate.stated import stated
from plugins.rebates.tasks import KEEP


@dataclass(frozen=True)
class Figures:
    """The three figures of a partner, in `currency`; `confidence` is the part of the period that is over, in percent."""

    partner_id: uuid.UUID
    currency: str
    earned: Decimal
    forecast: Decimal
    worst: Decimal
    confidence: int


def accruals(period: Any, day: date) -> list[Figures]:
    """Return what is accrued for a stored period, seen from a day in it; staff and jobs only, nothing is written."""
    with behind(KEEP):
        seen = sight(reading.active(), min(max(day, period.starts_on), period.ends_on), [period.program])
        told = stated(period.program, seen.partners, period.starts_on, period.ends_on)
        found = [one for one in estimates(seen, told=told) if one.starts_on == period.starts_on]
    days, whole = (min(day, period.ends_on) - period.starts_on).days + 1, (period.ends_on - period.starts_on).days + 1
    sums: dict[uuid.UUID, list[Any]] = {}
    for one in found:
        held = sums.setdefault(one.partner_id, [ZERO, ZERO, ZERO])
        sums[one.partner_id] = [before + more for before, more in zip(held, (one.accrued, one.forecast, one.worst), strict=True)]
    currency = current_scope().program.currency
    confidence = max(0, 100 * days // whole)
    return [Figures(partner, currency, *(money(value) for value in held), confidence) for partner, held in sums.items() if any(held)]
