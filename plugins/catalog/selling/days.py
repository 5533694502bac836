"""The business day of a moment."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from hansa import clock, current_scope


def day_of(at: datetime | None = None) -> date:
    """Return the day a moment (default: now) falls on in the program's zone of that time."""
    moment, program = at or clock.now(), current_scope().program
    return moment.astimezone(ZoneInfo(program.zone_at(moment))).date()
