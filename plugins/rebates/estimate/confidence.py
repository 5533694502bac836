"""How far the figures of an accrual can be trusted: by how close those of earlier periods came, at the same point, to what was payable.

A period keeps its track: by tenths of its days the three sums as they stood, and what came of it once it was calculated.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import current_scope, db
from plugins.rebates.models import Period

OUTCOME = "outcome"
EARLIER = 4
"""So many earlier periods are looked at."""
Track = Mapping[str, Any]


@dataclass(frozen=True)
class Confidence:
    """In percent: how close what was earned, expected and at most came to the outcome of `periods` earlier ones. Without any, `over` alone
    tells: how much of the period is over."""

    periods: int
    over: int
    figures: tuple[int, int, int] | None


def noted(period: Any, day: date, figures: Iterable[Any]) -> dict[str, Any]:
    """Return the track of a period with the sums of a day."""
    own = [one for one in figures if one.currency == current_scope().program.currency]
    sums = [str(sum((getattr(one, name) for one in own), Decimal(0))) for name in ("earned", "forecast", "worst")]
    return {**(period.track or {}), str(_over(period, day) // 10): sums}


def outcome(period: Any, figures: Iterable[Any]) -> dict[str, Any]:
    """Return the track of a period with what came of it."""
    own = (one.earned for one in figures if one.currency == current_scope().program.currency)
    return {**(period.track or {}), OUTCOME: str(sum(own, Decimal(0)))}


def confidence(period: Any, day: date) -> Confidence:
    """Return how far the figures of a period can be trusted on a day; one statement."""
    over = _over(period, day)
    wanted = (Period.program == period.program, Period.starts_on < period.starts_on, Period.run_id.is_not(None), Period.archived_at.is_(None))
    tracks = db.session.scalars(sa.select(Period.track).where(*wanted).order_by(Period.starts_on.desc()).limit(EARLIER)).all()
    found = [(amounts, Decimal(one[OUTCOME])) for one in tracks if OUTCOME in one and (amounts := _at(one, over // 10)) is not None]
    return Confidence(len(found), over, _figures(found) if found else None)


def _figures(found: Sequence[tuple[Sequence[Decimal], Decimal]]) -> tuple[int, int, int]:
    """Earned and expected are as good as they came close; the most is as good as it was not passed."""
    earned, forecast = (sum(_close(amounts[at], came) for amounts, came in found) // len(found) for at in (0, 1))
    return earned, forecast, 100 * sum(came <= amounts[2] for amounts, came in found) // len(found)


def _close(amount: Decimal, came: Decimal) -> int:
    if not came:
        return 0 if amount else 100
    return max(0, int(100 - 100 * abs(amount - came) / abs(came)))


def _at(track: Track, tenth: int) -> list[Decimal] | None:
    """Return the sums of a track at a point, or the last ones before it."""
    known = [int(key) for key in track if key != OUTCOME and int(key) <= tenth]
    return [Decimal(one) for one in track[str(max(known))]] if known else None


def _over(period: Any, day: date) -> int:
    """Return how much of a period is over, in percent."""
    days, whole = (min(day, period.ends_on) - period.starts_on).days + 1, (period.ends_on - period.starts_on).days + 1
    return max(0, 100 * days // whole)
