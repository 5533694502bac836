"""What is accrued for a period: earned so far, expected, and at worst, by partner."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import sqlalchemy as sa

from hansa import behind, current_scope, db, money_sum, select
from plugins.rebates.engine import reading
from plugins.rebates.engine.calendar import span_at
from plugins.rebates.engine.rows import money
from plugins.rebates.engine.scale import ZERO
from plugins.rebates.estimate.live import Estimate, Sight, estimates, sight
from plugins.rebates.estimate.stated import stated
from plugins.rebates.models import Period, Result
from plugins.rebates.states import TAKING
from plugins.rebates.tasks import KEEP

NOTHING = (ZERO, ZERO, ZERO)


@dataclass(frozen=True)
class Figures:
    """The three figures of a partner, in `currency`."""

    partner_id: uuid.UUID
    currency: str
    earned: Decimal
    forecast: Decimal
    worst: Decimal


class Seen(NamedTuple):
    """A program on a day, with what all partners earn of it."""

    sight: Sight
    found: Sequence[Estimate]


def seen(period: Any, day: date) -> Seen:
    """Return what all partners earn of a stored period, seen from a day in it; staff and jobs only."""
    with behind(KEEP):
        found = sight(reading.active(), min(max(day, period.starts_on), period.ends_on), [period.program])
        told = stated(period.program, found.partners, period.starts_on, period.ends_on)
        return Seen(found, [one for one in estimates(found, told=told) if one.starts_on == period.starts_on])


def accruals(period: Any, day: date, known: Seen | None = None) -> list[Figures]:
    """Return what is accrued for a stored period, seen from a day in it; staff and jobs only, nothing is written. `known`: what is seen
    of it, where that was looked at before.

    What counts to date has the earlier periods in it: what those that are not calculated yet accrue of it is taken off.
    """
    with behind(KEEP):
        sums = _worth(known or seen(period, day))
        earlier = _not_calculated(period)
        for partner, amounts in _worth(seen(earlier, day), until=period).items() if earlier is not None else ():
            sums[partner] = [one - other for one, other in zip(sums.get(partner, NOTHING), amounts, strict=True)]
    currency = current_scope().program.currency
    return [Figures(partner, currency, *(money(value) for value in held)) for partner, held in sums.items() if any(held)]


def calculated(run_id: uuid.UUID) -> list[Figures]:
    """Return what is accrued for a period once a run gives its figures: what is payable, and nothing of what waits for a later period."""
    total = money_sum(Result.payable)
    wanted = select(Result.partner_id, Result.currency, total.label("payable")).where(Result.run_id == run_id)
    rows = db.session.execute(wanted.group_by(Result.partner_id, Result.currency)).all()
    return [Figures(row.partner_id, row.currency, row.payable, row.payable, row.payable) for row in rows if row.payable]


def _worth(known: Seen, until: Any = None) -> dict[uuid.UUID, list[Fraction]]:
    """Return accrued, expected and at worst by partner. `until`: only of what the figures of that later period have in them too."""
    sums: dict[uuid.UUID, list[Fraction]] = {}
    for one in known.found:
        if until is None or _goes_on(known.sight, one, until):
            held = sums.get(one.partner_id, NOTHING)
            sums[one.partner_id] = [before + more for before, more in zip(held, (one.accrued, one.forecast, one.worst), strict=True)]
    return sums


def _goes_on(known: Sight, one: Estimate, later: Any) -> bool:
    """Tell whether a later period counts what a component is worth again: it is settled since its start, or waits for a later period."""
    work = next(work for program, work in known.found if program.slug == one.program)
    part = next(part for part in work.made.components if part.code == one.component)
    after = span_at(work.made.policy, later.starts_on)
    if not part.to_date or after is None or not (work.made.cumulative or "settled_later" in one.reasons):
        return False
    measure = next(measure for measure in work.made.measures if f"measure.{measure.name}" == part.measure)
    return replace(work, span=after).days(measure)[0] <= one.starts_on


def _not_calculated(period: Any) -> Any:
    """Return the period before of the same program, where it accrues and no run holds of it."""
    wanted = (Period.program == period.program, Period.starts_on < period.starts_on, Period.archived_at.is_(None))
    found = db.session.scalars(sa.select(Period).where(*wanted).order_by(Period.starts_on.desc()).limit(1)).one_or_none()
    return found if found is not None and found.run_id is None and found.state in TAKING else None
