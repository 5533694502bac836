"""Limits of time on a partner's copy of a lead: when each begins, when it is over, when somebody is reminded. Pure.

A limit is plain data: `key`; `start`, the event it is counted from; `within` and `unit`; `until`, the events that stop it
for good; reminders in its unit, `before` its end and `after` its start (of a limit that only warns: after the warning); `then`, what
comes after it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hansa import clock, rules

Limit = Mapping[str, Any]
Moments = Mapping[str, datetime | None]
PHASES = {"sent": ("offered", "open"), "accepted": ("accepted", "working"), "acted": ("accepted", "working"), "warned": ("warned",)}
"""In which states a limit that begins with an event is on."""

_MOST = 4_000


def running(limits: Sequence[Limit], state: str, moments: Moments, zone: str, days: rules.Calendar) -> Iterator[tuple[datetime, Limit]]:
    """Yield the limits that run in a state, each with its end."""
    for limit in limits:
        start = moments.get(limit["start"])
        if state in PHASES[limit["start"]] and start is not None and not any(moments.get(event) for event in limit["until"]):
            yield end_of(limit, start, zone, days), limit


def next_end(limits: Sequence[Limit], state: str, moments: Moments, zone: str, days: rules.Calendar) -> tuple[datetime, Limit] | None:
    """Return the limit that is over first; None when none runs."""
    return min(running(limits, state, moments, zone, days), key=lambda pair: (pair[0], pair[1]["key"]), default=None)


def end_of(limit: Limit, start: datetime, zone: str, days: rules.Calendar) -> datetime:
    """Return when a limit is over: hours to the minute; days at the end of the last one where the program is, the first not counted."""
    return _moved(start, int(limit["within"]), str(limit["unit"]), zone, days)


def reminders(limit: Limit, start: datetime, end: datetime, zone: str, days: rules.Calendar) -> list[datetime]:
    """Return the moments of the reminders of a running limit: before its end, and after its start unless it only warns."""
    unit, after = str(limit["unit"]), () if limit["then"] == "warn" else limit["after"]
    found = [*(_shifted(end, -int(n), unit, zone, days) for n in limit["before"]), *(_shifted(start, int(n), unit, zone, days) for n in after)]
    return [moment for moment in found if moment < end]


def afterwards(limits: Sequence[Limit], warned: datetime, zone: str, days: rules.Calendar) -> list[datetime]:
    """Return the moments of the reminders after a limit that only warns."""
    rows = [(limit, int(n)) for limit in limits if limit["then"] == "warn" for n in limit["after"]]
    return [_shifted(warned, n, str(limit["unit"]), zone, days) for limit, n in rows]


def _shifted(moment: datetime, n: int, unit: str, zone: str, days: rules.Calendar) -> datetime:
    """Return the moment so many units later (or earlier); business days keep the time of day where the program is."""
    if unit != "business_days":
        return moment + (1 if n > 0 else -1) * _length(abs(n), unit)
    there = moment.astimezone(ZoneInfo(zone))
    return datetime.combine(_working(there.date(), n, days), there.timetz()).astimezone(UTC)


def _length(n: int, unit: str) -> timedelta:
    return timedelta(hours=n) if unit == "hours" else timedelta(weeks=n) if unit == "weeks" else timedelta(days=n)


def _moved(start: datetime, n: int, unit: str, zone: str, days: rules.Calendar) -> datetime:
    if unit == "hours":
        return start + timedelta(hours=n)
    first = start.astimezone(ZoneInfo(zone)).date()
    last = _working(first, n, days) if unit == "business_days" else first + _length(n, unit)
    return clock.midnight(last + timedelta(days=1), zone)


def _working(day: date, n: int, days: rules.Calendar) -> date:
    left, step = abs(n), timedelta(days=1 if n > 0 else -1)
    for _step in range(_MOST):
        if left <= 0:
            break
        day += step
        left -= days.works(day)
    return day
