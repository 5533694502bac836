"""Which days a deal is protected, how long each side has for its next step, and when exactly time is up. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hansa import clock
from plugins.deals.states import PROTECTED

DAY = timedelta(days=1)
MORNING = time(8)
"""Reminders come when people start to work."""


def window(today: date, days: int) -> tuple[date, date]:
    """Return the first protected day and the first day that is no longer protected."""
    return today, today + timedelta(days=days)


def ends_at(until: date, zone: str) -> datetime:
    """Return the moment a protection is over: the midnight that begins `until` where the program is."""
    return clock.midnight(until, zone)


def due_on(deal: Any, zone: str, review_days: int, *, renewed: bool = True) -> date | None:
    """Return the first day that is too late for the step a deal waits for; None when nothing presses.

    `renewed`: the days to decide count from the day it came up, where it waited for another.
    """
    if deal.state in PROTECTED:
        protected: date | None = deal.protected_until
        return protected
    if deal.state == "action_required":
        asked: date | None = deal.answer_by
        return asked + DAY if asked else None
    if deal.state in ("submitted", "in_review") and deal.submitted_at:
        begun: date = (deal.up_on if renewed else None) or deal.submitted_at.astimezone(ZoneInfo(zone)).date()
        return begun + timedelta(days=review_days + 1)
    return None


def reminder_at(until: date, zone: str, days: int) -> datetime:
    """Return the moment the partner is reminded: the morning, so many days before the end."""
    return datetime.combine(until - timedelta(days=days), MORNING, ZoneInfo(zone)).astimezone(UTC)
