"""Business dates in SQL: where the program's zone changes its difference from UTC, and the day of a moment by that."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from hansa import current_scope

STEP, FINEST = timedelta(7), timedelta(minutes=1)
"""No zone changed twice within a week; none changes within a minute."""
Span = tuple[datetime | None, timedelta]


def spans(first: datetime, last: datetime) -> list[Span]:
    """Return the differences from UTC between two moments, each with the moment it ends; the last one has no end."""
    first, found = first.astimezone(UTC), []
    at, difference = first, _difference(first)
    while at < last:
        after = at + STEP
        if _difference(after) != difference:
            at = _turn(at, after, difference)
            found.append((at, difference))
            difference = _difference(at)
        else:
            at = after
    return [*found, (None, difference)]


def _difference(moment: datetime) -> timedelta:
    zone = ZoneInfo(current_scope().program.zone_at(moment))
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def _turn(low: datetime, high: datetime, difference: timedelta) -> datetime:
    """Return the minute another difference begins."""
    while high - low > FINEST:
        middle = low + (high - low) // 2
        low, high = (middle, high) if _difference(middle) == difference else (low, middle)
    return high.replace(second=0, microsecond=0)


def day_sql(column: Any, found: list[Span], dialect: str) -> Any:
    """Return the business date of a column of moments."""
    shifted = _on_postgresql if dialect == "postgresql" else _on_sqlite
    return _cases(column, found, shifted)


def _cases(column: Any, found: list[Span], shifted: Callable[[Any, timedelta], Any]) -> Any:
    *turns, (_end, last) = found
    if not turns:
        return shifted(column, last)
    return sa.case(*((column < until, shifted(column, difference)) for until, difference in turns), else_=shifted(column, last))


def _on_postgresql(column: Any, difference: timedelta) -> Any:
    return sa.cast(sa.func.timezone("UTC", column) + sa.literal(difference, sa.Interval()), sa.Date())


def _on_sqlite(column: Any, difference: timedelta) -> Any:
    return sa.func.date(column, f"{int(difference.total_seconds())} seconds", type_=sa.Date())
