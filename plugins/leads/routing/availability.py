"""When a partner is there: working days and hours in the program's zone, and days off. Pure."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOOKED_AHEAD = 400
"""Days; who is not there within them has no end of its absence."""


def free_from(
    now: datetime, zone: str, weekdays: Collection[str], opens: int, closes: int, absences: Sequence[tuple[date, date]]
) -> datetime | None:
    """Return None when available now, else the next moment it is. Hours are of the program's day; no weekdays means every day."""
    here = now.astimezone(ZoneInfo(zone))
    day = here.date()
    for ahead in range(LOOKED_AHEAD):
        at = day + timedelta(days=ahead)
        if not _works(at, weekdays, absences):
            continue
        if ahead or here.hour < opens:
            return datetime.combine(at, time(opens), ZoneInfo(zone)).astimezone(UTC)
        if here.hour < closes:
            return None
    return now + timedelta(days=LOOKED_AHEAD)


def _works(day: date, weekdays: Collection[str], absences: Sequence[tuple[date, date]]) -> bool:
    if weekdays and str(day.isoweekday()) not in weekdays:
        return False
    return not any(first <= day <= last for first, last in absences)
