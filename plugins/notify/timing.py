"""When a mail may go out: at once, or in the next summary, and never in somebody's quiet hours. In the program's zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from hansa import N_

Rhythm = Literal["at_once", "daily", "weekly"]
RHYTHMS: Mapping[Rhythm, str] = {"at_once": N_("At once"), "daily": N_("Once a day"), "weekly": N_("Once a week")}
HOUR = 8
"""Summaries are written at this hour of the program's clock, weekly ones on Mondays."""


@dataclass(frozen=True, slots=True)
class Habit:
    """How somebody wants mail: `quiet` is (first hour, hour it ends), perhaps over midnight; None when no hour is quiet."""

    rhythm: Rhythm = "at_once"
    quiet: tuple[int, int] | None = None


def due(habit: Habit, now: datetime, zone: str) -> datetime | None:
    """Return when a mail of this moment is to be sent with others; None for at once and alone."""
    local = now.astimezone(ZoneInfo(zone))
    moment = local if habit.rhythm == "at_once" else _next_summary(local, habit.rhythm)
    while habit.quiet and _is_quiet(moment.hour, *habit.quiet):
        moment = _at(moment + timedelta(days=habit.quiet[1] <= moment.hour), habit.quiet[1])
    return None if moment is local else moment.astimezone(UTC)


def _next_summary(local: datetime, rhythm: Rhythm) -> datetime:
    found = _at(local, HOUR)
    while found <= local or (rhythm == "weekly" and found.weekday() != 0):
        found = _at(found + timedelta(days=1), HOUR)
    return found


def _is_quiet(hour: int, first: int, end: int) -> bool:
    return first <= hour < end if first < end else hour >= first or hour < end


def _at(day: datetime, hour: int) -> datetime:
    return datetime.combine(day.date(), time(hour), day.tzinfo)
