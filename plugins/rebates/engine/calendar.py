"""The periods of a program: of its fiscal or calendar year, half months, or a list of its own; cut off by its first and last day."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from plugins.policies.api import Window

DAY = timedelta(1)
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
WINDOWS = ("quarter", "half", "year")
Bounds = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Span:
    """A period, half-open; `number` counts within its year, which begins on `year`."""

    name: str
    number: int
    start: date
    end: date
    year: date

    @property
    def last(self) -> date:
        return self.end - DAY


def spans(policy: Mapping[str, Any], until: date) -> Iterator[Span]:
    """Yield the periods of a program that begin before a day, in order."""
    first, last = policy["starts_on"], policy["ends_on"]
    end = min(until, last + DAY) if last is not None else until
    day = first
    while day < end:
        found = span_at(policy, day)
        if found is None:
            day += DAY
            continue
        yield found
        day = found.end


def span_at(policy: Mapping[str, Any], day: date) -> Span | None:
    """Return the period a day lies in; None outside of the program, or of the list of its own."""
    first, last = policy["starts_on"], policy["ends_on"]
    if day < first or (last is not None and day > last):
        return None
    if policy["frequency"] == "own":
        return _listed(policy, day)
    if policy["frequency"] == "whole":
        return Span(f"{first:%Y-%m-%d}", 1, first, (last or date(9999, 12, 30)) + DAY, first)
    start, end = _bounds(policy["frequency"], policy["year"], day)
    year = _bounds("year", policy["year"], day)[0]
    cut = Span("", 0, max(start, first), end if last is None else min(end, last + DAY), max(year, first))
    number = _number(policy, start, year)
    return Span(_name(policy["frequency"], start, end, number, year), number, cut.start, cut.end, cut.year)


def since(policy: Mapping[str, Any], span: Span) -> date:
    """Return the day from which a program that settles since its start counts."""
    start: date = policy["starts_on"]
    return span.year if policy["since"] == "year" else start


def window(policy: Mapping[str, Any], unit: str, span: Span) -> Bounds:
    """Return the quarter, half year or year a period begins in, from the first day of the program on."""
    start, end = _BY_YEAR[policy["year"]](unit, span.start)
    return max(start, policy["starts_on"]), end


def last_day(unit: str, year: str, day: date) -> date:
    """Return the last day of the quarter, half year or year a day lies in, of the `fiscal` or the `calendar` year."""
    return _BY_YEAR[year](unit, day)[1] - DAY


def closes(policy: Mapping[str, Any], start: date, end: date) -> frozenset[str]:
    """Return of what a period (half-open) is the last one: of a quarter, a half year, a year; of the program all end with it."""
    last = policy["ends_on"]
    if last is not None and end > last:
        return frozenset({*WINDOWS, "period", "end"})
    return frozenset({"period", *(unit for unit in WINDOWS if _BY_YEAR[policy["year"]](unit, end - DAY)[1] <= end)})


def same_last_year(span: Span) -> Bounds:
    """Return the same period a year before."""
    return _year_before(span.start), _year_before(span.end)


def previous(policy: Mapping[str, Any], span: Span) -> Bounds:
    """Return the period before, also where the program did not run yet."""
    if policy["frequency"] in ("own", "whole"):
        return span.start - (span.end - span.start), span.start
    return _bounds(policy["frequency"], policy["year"], span.start - DAY)


def _listed(policy: Mapping[str, Any], day: date) -> Span | None:
    rows = sorted(policy["periods"], key=lambda row: row["starts_on"])
    return next(
        (
            Span(row["name"], at + 1, row["starts_on"], row["ends_on"] + DAY, rows[0]["starts_on"])
            for at, row in enumerate(rows)
            if row["starts_on"] <= day <= row["ends_on"]
        ),
        None,
    )


def _bounds(frequency: str, year: str, day: date) -> Bounds:
    if frequency == "half_month":
        start, end = _BY_YEAR[year]("month", day)
        middle = start + timedelta(15)
        return (start, middle) if day < middle else (middle, end)
    return _BY_YEAR[year](frequency, day)


def _fiscal(unit: str, day: date) -> Bounds:
    return Window.parse(f"this {unit}").bounds(day)


def _calendar(unit: str, day: date) -> Bounds:
    months = MONTHS[unit]
    start = date(day.year, (day.month - 1) // months * months + 1, 1)
    return start, _plus(start, months)


_BY_YEAR: Mapping[str, Callable[[str, date], Bounds]] = {"fiscal": _fiscal, "calendar": _calendar}


def _number(policy: Mapping[str, Any], start: date, year: date) -> int:
    months = (start.year - year.year) * 12 + start.month - year.month
    if policy["frequency"] == "half_month":
        return 2 * months + (1 if start.day == 1 else 2)
    return months // MONTHS[policy["frequency"]] + 1


def _name(frequency: str, start: date, end: date, number: int, year: date) -> str:
    last = _plus(year, 12) - DAY
    letter = {"quarter": "Q", "half": "H"}.get(frequency)
    if letter:
        return f"{letter}{number} {last.year}"
    if frequency == "year":
        return f"{last.year}"
    return f"{start:%Y-%m}" if frequency == "month" else f"{start:%Y-%m} {'I' if start.day == 1 else 'II'}"


def _plus(day: date, months: int) -> date:
    at = day.year * 12 + day.month - 1 + months
    return date(at // 12, at % 12 + 1, day.day)


def _year_before(day: date) -> date:
    return date(day.year - 1, 3, 1) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def month_end(day: date) -> date:
    """Return the last day of the month of a day."""
    return _plus(day.replace(day=1), 1) - DAY


def months_before(day: date, months: int) -> date:
    """Return the first day of the month so many months before a day's."""
    return _plus(day.replace(day=1), -months)
