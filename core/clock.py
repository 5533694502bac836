"""The only clock. Everything else asks here, so that tests and sandboxes can move time."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def today(zone: str) -> date:
    """Return the business date in an IANA time zone."""
    return now().astimezone(ZoneInfo(zone)).date()
