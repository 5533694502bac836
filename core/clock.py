"""The only clock. Everything else asks here, so that tests and sandboxes can move time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

_moved: ContextVar[datetime | None] = ContextVar("hansa_clock", default=None)


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return _moved.get() or datetime.now(UTC)


def real() -> datetime:
    """Return the present moment by the machine's clock, wherever `now` was moved to: sessions, tokens, limits, leases."""
    return datetime.now(UTC)


def is_moved() -> bool:
    """Tell whether `now` stands still at a moment somebody chose."""
    return _moved.get() is not None


@contextmanager
def moved(to: datetime) -> Iterator[None]:
    """Let the clock stand at a moment inside the block, in this thread: history of demo data, sandboxes."""
    token = _moved.set(to.astimezone(UTC))
    try:
        yield
    finally:
        _moved.reset(token)


class Placed(Protocol):
    """A program: its zone may change with time."""

    def zone_at(self, moment: datetime) -> str: ...


def today(where: str | Placed) -> date:
    """Return the business date in a program, or in an IANA time zone."""
    moment = now()
    zone = where if isinstance(where, str) else where.zone_at(moment)
    return moment.astimezone(ZoneInfo(zone)).date()


def midnight(day: date, zone: str) -> datetime:
    """Return the moment a business day begins in an IANA time zone, in UTC."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)
