"""The fiscal calendar of a program: years, quarters and months, without gap or overlap even where the calendar changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from core.programs.dated import Dated
from core.programs.state import ProgramState

Kind = Literal["year", "quarter", "month"]
MONTHS = {"year": 12, "quarter": 3, "month": 1}


@dataclass(frozen=True, slots=True)
class FiscalPeriod:
    """A period of business dates, half-open: `start` belongs to it, `end` does not.

    `year` is the calendar year of the fiscal year's last day; `number` counts quarters or months inside the fiscal year.
    """

    kind: Kind
    start: date
    end: date
    year: int
    number: int

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end


def fiscal_period(program: ProgramState, day: date, kind: Kind = "year") -> FiscalPeriod:
    """Return the fiscal year, quarter or month a business date lies in.

    Where the program takes another calendar, the year and quarter that run then end the day before.
    """
    begins, ends, month = next(span for span in _spans(program.history) if span[0] <= day < span[1])
    year_start = max(_month_start(day, month, 12), begins)
    year_end = min(_plus(_month_start(day, month, 12), 12), ends)
    start = _month_start(day, month, MONTHS[kind])
    number = 1 + _months_between(_month_start(year_start, month, MONTHS[kind]), start) // MONTHS[kind]
    return FiscalPeriod(kind, max(start, begins), min(_plus(start, MONTHS[kind]), ends), (year_end - timedelta(1)).year, number)


def fiscal_periods(program: ProgramState, first: date, until: date, kind: Kind) -> Iterator[FiscalPeriod]:
    """Yield the periods that touch the dates from `first` to before `until`, in order."""
    while first < until:
        period = fiscal_period(program, first, kind)
        yield period
        first = period.end


def _spans(history: Sequence[Dated]) -> Iterator[tuple[date, date, int]]:
    """Yield first day, day after the last, and first month of the year, for each calendar that held."""
    months = [one.fiscal_start_month for one in history]
    kept = [one for at, one in enumerate(history) if at == 0 or one.fiscal_start_month != months[at - 1]]
    ends = [after.effective_from for _, after in pairwise(kept)]
    return ((one.effective_from, end, one.fiscal_start_month) for one, end in zip(kept, [*ends, date.max], strict=True))


def _month_start(day: date, first_month: int, length: int) -> date:
    """Return the first day of the stretch of `length` months, counted from `first_month`, that a day lies in."""
    into = (day.month - first_month) % length
    return _plus(day.replace(day=1), -into)


def _plus(first_of_month: date, months: int) -> date:
    at = first_of_month.year * 12 + first_of_month.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)


def _months_between(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month
