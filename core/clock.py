"""The only clock. Everything else asks here, so that tests and sandboxes can move time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_moved: ContextVar[datetime | None] = ContextVar("hansa_clock", default=None)


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return _moved.get() or datetime.now(UTC)


@contextmanager
def moved(to: datetime) -> Iterator[None]:
    """Let the clock stand at a moment inside the block, in this thread: history of demo data, sandboxes."""
    token = _moved.set(to.astimezone(UTC))
    try:
        yield
    finally:
        _moved.reset(token)


def today(zone: str) -> date:
    """Return the business date in an IANA time zone."""
    return now().astimezone(ZoneInfo(zone)).date()
