"""When a partner is there: working hours of each day of the week in its time zone, and days off. Pure."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

LOOKED_AHEAD = 400
"""Days; who is not there within them has no end of its absence."""

Minutes = tuple[int, int]
"""From and until, in minutes of the day; 1440 is its end."""

Week = Mapping[int, tuple[Minutes, ...]]
"""The hours of each day of the week that is worked, 1 for Monday; empty means always."""

DAYS = range(1, 8)
ALL_DAY: tuple[Minutes, ...] = ((0, 1440),)
_PART = re.compile(r"(?:(?P<first>[1-7])(?:-(?P<last>[1-7]))?\s+)?(?P<hours>\d.*)")
_HOURS = re.compile(r"(\d{1,2})(?::(\d\d))?\s*[-–]\s*(\d{1,2})(?::(\d\d))?")


def week(hours: str | None, weekdays: Collection[str] = ()) -> Week:
    """Return the working hours of a week that are written like `08:30-12:00, 13:00-17:30; 5 08:30-14:00`.

    Parts apart by `;` are for every working day, or begin with the days they are for (5 is Friday, 1-4 Monday to Thursday).
    `weekdays`: the days that are worked; none means every day. Raises ValueError for what it cannot read.
    """
    worked = [int(day) for day in weekdays] or list(DAYS)
    if not (hours or "").strip():
        return dict.fromkeys(worked, ALL_DAY) if weekdays else {}
    general: tuple[Minutes, ...] = ()
    named: dict[int, tuple[Minutes, ...]] = {}
    for part in str(hours).split(";"):
        found = _PART.fullmatch(part.strip())
        if found is None:
            raise ValueError(part.strip())
        if found["first"]:
            named |= dict.fromkeys(range(int(found["first"]), int(found["last"] or found["first"]) + 1), _spans(found["hours"]))
        else:
            general = _spans(found["hours"])
    whole = {day: named.get(day, general) for day in worked}
    if not any(whole.values()):
        raise ValueError(hours)
    return {day: spans for day, spans in whole.items() if spans}


def _spans(text: str) -> tuple[Minutes, ...]:
    found = [_HOURS.fullmatch(part.strip()) for part in text.split(",")]
    spans = tuple((_minute(one[1], one[2]), _minute(one[3], one[4])) for one in found if one)
    if len(spans) < len(found) or any(begin >= end or end > 1440 for begin, end in spans) or any(a[1] > b[0] for a, b in pairwise(spans)):
        raise ValueError(text.strip())
    return spans


def _minute(hour: str, minute: str | None) -> int:
    if int(minute or 0) > 59:
        raise ValueError(f"{hour}:{minute}")
    return int(hour) * 60 + int(minute or 0)


def free_from(now: datetime, zone: str, worked: Week, absences: Sequence[tuple[date, date]] = ()) -> datetime | None:
    """Return None when available now, else the next moment it is. Hours and days off are of the days of `zone`."""
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    for ahead in range(LOOKED_AHEAD):
        day = today + timedelta(days=ahead)
        for begin, end in _moments(day, here, worked, absences):
            if now < end:
                return None if begin <= now else begin
    return now + timedelta(days=LOOKED_AHEAD)


def _moments(day: date, zone: ZoneInfo, worked: Week, absences: Sequence[tuple[date, date]]) -> Iterator[tuple[datetime, datetime]]:
    if any(first <= day <= last for first, last in absences):
        return
    for begin, end in worked.get(day.isoweekday(), ()) if worked else ALL_DAY:
        yield _at(day, begin, zone), _at(day, end, zone)


def _at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    midnight = datetime.combine(day + timedelta(days=minute // 1440), time(), zone)
    return midnight.replace(hour=minute % 1440 // 60, minute=minute % 60).astimezone(UTC)
