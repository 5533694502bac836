"""When levels are looked at, and from when a change holds: other dates up than down, as the policy says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from plugins.tiering.engine.points import later

LONGEST = 800
"""Days within which every calendar has a day."""


@dataclass(frozen=True, slots=True)
class Cadence:
    """`check`: `at_once` (every day), `month_ends`, or `months` (the first day of each of them). `effective`: `at_once`, `next_day`,
    `next_month` (the first of it) or `next_review`.
    """

    check: str = "at_once"
    months: Sequence[int] = ()
    effective: str = "at_once"

    def looks_on(self, day: date) -> bool:
        """Tell whether levels are reviewed on a day."""
        if self.check == "at_once":
            return True
        if self.check == "month_ends":
            return (day + timedelta(days=1)).day == 1
        return day.day == 1 and day.month in self.months

    def next_look(self, day: date) -> date:
        """Return the first day from this one on on which levels are reviewed."""
        return next((found for found in (day + timedelta(days=n) for n in range(LONGEST)) if self.looks_on(found)), day)

    def holds_from(self, decided: date) -> date:
        """Return the day from which a change holds that was decided on a day."""
        if self.effective == "next_day":
            return decided + timedelta(days=1)
        if self.effective == "next_month":
            return later(decided.replace(day=1), 1)
        return self.next_look(decided + timedelta(days=1)) if self.effective == "next_review" else decided


@dataclass(frozen=True, slots=True)
class Terms:
    """How changes are made: calendars up and down, notice and cure before a loss, months in which nothing is lost, agreement."""

    up: Cadence = Cadence()
    down: Cadence = Cadence()
    notice_days: int = 0
    cure_days: int = 0
    protected_months: int = 0
    approve_up: bool = True
    approve_down: bool = True
    waiver_days: int = 365

    def loses_from(self, decided: date, noticed: date) -> date:
        """Return the day from which a loss holds: by the calendar, and not before notice and cure are over."""
        return max(self.down.holds_from(decided), noticed + timedelta(days=self.notice_days + self.cure_days))

    def protected(self, since: date | None, day: date) -> bool:
        """Tell whether a partner is in its first months, in which it loses nothing."""
        return bool(self.protected_months and since is not None and day < later(since, self.protected_months))
