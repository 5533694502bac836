"""The protection window: which days, and when exactly it ends. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(8)
"""Reminders come when people start to work."""


def window(today: date, days: int) -> tuple[date, date]:
    """Return the first protected day and the first day that is no longer protected."""
    return today, today + timedelta(days=days)


def ends_at(until: date, zone: str) -> datetime:
    """Return the moment a protection is over: the midnight that begins `until` where the program is."""
    return datetime.combine(until, time.min, ZoneInfo(zone)).astimezone(UTC)


def reminder_at(until: date, zone: str, days: int) -> datetime:
    """Return the moment the partner is reminded: the morning, so many days before the end."""
    return datetime.combine(until - timedelta(days=days), MORNING, ZoneInfo(zone)).astimezone(UTC)
