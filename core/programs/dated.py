"""What a program reckons with, from which day on: time zone, currency, fiscal calendar."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

BEGINNING = date.min
"""The first day of what holds before any change."""


@dataclass(frozen=True, slots=True)
class Dated:
    """What holds from the first moment of `effective_from`, in the zone it names, until the next one begins."""

    effective_from: date
    zone: str
    currency: str
    fiscal_start_month: int

    @property
    def starts_at(self) -> datetime:
        """The moment it begins. As its own zone decides, the business date never goes back when a program moves."""
        if self.effective_from == BEGINNING:
            return datetime.min.replace(tzinfo=UTC)
        return datetime.combine(self.effective_from, time(), ZoneInfo(self.zone)).astimezone(UTC)


def history_of(first: Any, changes: Iterable[Any]) -> tuple[Dated, ...]:
    """Return what holds when, oldest first: the row of a program, then the rows of its changes."""
    rows = sorted(changes, key=lambda row: row.effective_from)
    begun = [(BEGINNING, first), *((row.effective_from, row) for row in rows)]
    return tuple(Dated(day, row.zone, row.currency, row.fiscal_start_month) for day, row in begun)


def at(history: Sequence[Dated], moment: datetime) -> Dated:
    """Return what holds at a moment."""
    return next(one for one in reversed(history) if one.starts_at <= moment)


def on(history: Sequence[Dated], day: date) -> Dated:
    """Return what holds on a business date."""
    return next(one for one in reversed(history) if one.effective_from <= day)


def next_change(history: Sequence[Dated], moment: datetime) -> datetime | None:
    """Return when something else will hold, or None."""
    return min((one.starts_at for one in history if one.starts_at > moment), default=None)
