"""Days: calendar durations, the end-of-month rule, business days with holidays, overlap of ranges."""

import calendar
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.i18n import N_
from core.rules.errors import RuleLimit
from schemas.errors import Message

MOST_DAYS = 36_600
"""The longest duration: about a hundred years. A longer one is unknown."""

MOST_MONTHS = 1_200
MOST_BUSINESS_DAYS = 1_000
WEEKEND = (5, 6)
_ISO = re.compile(r"(-?)P(?:([0-9]{1,5})M)?(?:([0-9]{1,6})D)?(?:T([0-9]{1,6})H)?")


@dataclass(frozen=True)
class Calendar:
    """Working days: all days but `weekend` (Monday is 0) and `holidays`, and also `workdays` (made up for elsewhere)."""

    holidays: Collection[date] = frozenset()
    workdays: Collection[date] = frozenset()
    weekend: tuple[int, ...] = WEEKEND

    def works(self, day: date) -> bool:
        return day in self.workdays or (day.weekday() not in self.weekend and day not in self.holidays)


PLAIN = Calendar()


@dataclass(frozen=True)
class Duration:
    """Months, then days, then hours (moments only), then business days of a calendar; all counted the same way."""

    months: int = 0
    days: int = 0
    hours: int = 0
    business: int = 0
    calendar: Calendar = field(default=PLAIN, compare=False)

    def __str__(self) -> str:
        parts = (f"{abs(n)}{unit}" for n, unit in ((self.months, "M"), (self.days, "D")) if n)
        hours = f"T{abs(self.hours)}H" if self.hours else ""
        sign = "-" if min(self.months, self.days, self.hours) < 0 else ""
        return sign + (
            "P" + "".join(parts) + hours if self.months or self.days or hours else f"{self.business}B" if self.business else "P0D"
        )

    @classmethod
    def read(cls, text: str) -> "Duration":
        """Return the duration for ISO 8601 text of months, days and hours, like P3M or P90D; raises ValueError."""
        found = _ISO.fullmatch(text)
        if not found or not any(found.groups()[1:]):
            raise ValueError(text)
        sign = -1 if found[1] else 1
        months, days, hours = (sign * int(part or 0) for part in found.groups()[1:])
        return cls(months, days, hours)


def combined(a: Duration, b: Duration) -> Duration | None:
    """Return both together."""
    made = Duration(
        a.months + b.months, a.days + b.days, a.hours + b.hours, a.business + b.business, a.calendar if a.business else b.calendar
    )
    return made if abs(made.months) <= MOST_MONTHS and abs(made.days) <= MOST_DAYS and abs(made.business) <= MOST_BUSINESS_DAYS else None


def negative(a: Duration) -> Duration:
    return Duration(-a.months, -a.days, -a.hours, -a.business, a.calendar)


def days(n: int) -> Duration | None:
    return Duration(days=n) if abs(n) <= MOST_DAYS else None


def weeks(n: int) -> Duration | None:
    return days(7 * n)


def months(n: int) -> Duration | None:
    return Duration(months=n) if abs(n) <= MOST_MONTHS else None


def years(n: int) -> Duration | None:
    return months(12 * n)


def hours(n: int) -> Duration | None:
    return Duration(hours=n) if abs(n) <= 24 * MOST_DAYS else None


def business_days(n: int, holidays: Calendar = PLAIN) -> Duration | None:
    return Duration(business=n, calendar=holidays) if abs(n) <= MOST_BUSINESS_DAYS else None


def later(day: Any, length: Duration) -> Any:
    """Return a date or moment moved by a duration; a month without that day ends on its last; unknown beyond the calendar."""
    try:
        moved = _months_on(day, length.months) + timedelta(days=length.days, hours=length.hours)
        return _business_on(moved, length.business, length.calendar) if length.business else moved
    except OverflowError:
        return None


def earlier(day: Any, length: Duration) -> Any:
    """Return a date or moment moved back by a duration."""
    return later(day, negative(length))


def _months_on(day: Any, n: int) -> Any:
    if not n:
        return day
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    if not 1 <= year <= 9999:
        raise OverflowError
    last = calendar.monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))


def _business_on(day: Any, n: int, holidays: Calendar) -> Any:
    step, left, tries = timedelta(days=1 if n > 0 else -1), abs(n), 0
    while left:
        day, tries = day + step, tries + 1
        left -= holidays.works(_day(day))
        if tries > 4 * MOST_BUSINESS_DAYS:
            raise RuleLimit(Message(N_("The calendar has too few working days."), "too-much-work"))
    return day


def _day(day: Any) -> date:
    return day.date() if isinstance(day, datetime) else day


def days_between(a: date, b: date) -> int:
    return (b - a).days


def difference(a: date, b: date) -> int:
    return (a - b).days


def months_between(a: date, b: date) -> int:
    """Return the full months from one date to another; an end of a month is a full month after a longer month's end."""
    if b < a:
        return -months_between(b, a)
    n = (b.year - a.year) * 12 + b.month - a.month
    return n if _months_on(a, n) <= b else n - 1


def business_days_between(a: date, b: date, holidays: Calendar = PLAIN) -> int | None:
    """Return how many working days lie after the first date, up to and with the second."""
    if b < a:
        back = business_days_between(b, a, holidays)
        return None if back is None else -back
    if (b - a).days > 4 * MOST_BUSINESS_DAYS:
        return None
    return sum(holidays.works(a + timedelta(days=i)) for i in range(1, (b - a).days + 1))


def is_business_day(day: date, holidays: Calendar = PLAIN) -> bool:
    return holidays.works(day)


def business_day_from(day: date, holidays: Calendar = PLAIN) -> date:
    """Return the day itself when it is a working day, else the next one."""
    return day if holidays.works(day) else later(day, Duration(business=1, calendar=holidays))


def business_day_until(day: date, holidays: Calendar = PLAIN) -> date:
    """Return the day itself when it is a working day, else the one before."""
    return day if holidays.works(day) else later(day, Duration(business=-1, calendar=holidays))


def overlap(a_from: date, a_to: date, b_from: date, b_to: date, last_day_counts: bool = False) -> int:
    """Return the days two ranges share; the last day of each counts only if said so."""
    return max(0, (min(a_to, b_to) - max(a_from, b_from)).days + last_day_counts)


def day_of(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def month_start(day: date) -> date:
    return day.replace(day=1)


def month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def quarter(day: date) -> int:
    return (day.month + 2) // 3


def quarter_start(day: date) -> date:
    return date(day.year, 3 * quarter(day) - 2, 1)


def quarter_end(day: date) -> date:
    return month_end(date(day.year, 3 * quarter(day), 1))


def year_start(day: date) -> date:
    return date(day.year, 1, 1)


def year_end(day: date) -> date:
    return date(day.year, 12, 31)
