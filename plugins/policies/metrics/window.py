"""Windows of time: which days a figure is about, seen from a day, in the fiscal calendar of the program."""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

from hansa import N_, FiscalPeriod, current_scope, fiscal_period, fiscal_periods

Unit = Literal["day", "month", "quarter", "half", "year"]
DAY = timedelta(1)
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
Bounds = tuple[date, date]
NOT_A_WINDOW = N_("“%(text)s” is no window of time. Write something like: this quarter, trailing 12 months, year to date.")


class WindowError(ValueError):
    """A text that is no window."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of days, half-open. `text` is its normal form, which `parse` reads again.

    Written as `this month` (`quarter`, `half`, `year`), `last quarter`, `last 4 complete quarters`, `trailing 12 months` (`days`,
    `years`), `year to date` (`quarter`, `month`), `Q3 2026`, `H1 2026`, `FY2026`, `2026-03`, `since 2026-01-31`,
    `2026-01-01 to 2026-03-31`, `ever`. What runs up to the day includes it, unless ` to yesterday` follows. After a comma it may
    be moved: `same period last year`, `2 years before`, `3 months before`.
    """

    kind: str
    text: str
    unit: Unit = "month"
    count: int = 1
    number: int = 0
    first: date = date.min
    last: date = date.max
    inclusive: bool = True
    back: int = 0
    """By how many months it is moved back."""

    @staticmethod
    def parse(text: str) -> "Window":
        """Return the window a text names; raises WindowError."""
        return parsed(text)

    def bounds(self, day: date) -> Bounds:
        """Return the first day, and the day after the last, seen from a business date in the active program."""
        return _BOUNDS[self.kind](self, current_scope().program, day)

    def before(self, months: int = 12) -> "Window":
        """Return the same window so many months earlier."""
        return replace(self, back=self.back + months, text=f"{self.text.split(',')[0]}, {self.back + months} months before")


def parsed(text: str) -> Window:
    head, _comma, moved = " ".join(text.lower().split()).partition(",")
    yesterday = head.strip().endswith(" to yesterday")
    plain = head.strip().removesuffix(" to yesterday")
    found = next((made(match) for shape, made in _SHAPES if (match := re.fullmatch(shape, plain))), None)
    if found is None or (yesterday and found.kind not in ("trailing", "to_date")):
        raise WindowError(text)
    back = _moved(moved.strip(), text)
    written = f"{plain}{' to yesterday' if yesterday else ''}{f', {back} months before' if back else ''}"
    return replace(found, inclusive=not yesterday, back=back, text=written)


def _moved(words: str, text: str) -> int:
    if not words:
        return 0
    if words == "same period last year":
        return 12
    found = re.fullmatch(r"(\d{1,3}) (month|quarter|half|halve|year)s? before", words)
    if found is None:
        raise WindowError(text)
    return int(found[1]) * MONTHS[_singular(found[2])]


_UNIT = r"(month|quarter|half|year)"
_UNITS = r"(month|quarter|half|halve|year)s?"
_YEAR = r"((?:19|20|21)\d\d)"
_DATE = r"(\d{4}-\d\d-\d\d)"


def _singular(word: str) -> Any:
    return "half" if word == "halve" else word


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WindowError(text) from None


def _counted(kind: str) -> Callable[[Any], Window]:
    def made(match: Any) -> Window:
        if not int(match[1]):
            raise WindowError(match[0])
        return Window(kind, "", unit=_singular(match[2]), count=int(match[1]))

    return made


def _of_unit(kind: str) -> Callable[[Any], Window]:
    return lambda match: Window(kind, "", unit=match[1])


def _named(unit: Unit) -> Callable[[Any], Window]:
    return lambda match: Window(
        "named", "", unit=unit, number=int(match[1]) if len(match.groups()) > 1 else 1, count=int(match[match.lastindex])
    )


def _month(match: Any) -> Window:
    first = _day(f"{match[1]}-01")
    return Window("range", "", first=first, last=plus_months(first, 1) - DAY)


_SHAPES: tuple[tuple[str, Callable[[Any], Window]], ...] = (
    (rf"this {_UNIT}", _of_unit("this")),
    (rf"last {_UNIT}", lambda match: Window("last", "", unit=match[1])),
    (rf"last (\d{{1,3}})(?: complete)? {_UNITS}", _counted("complete")),
    (r"trailing (\d{1,4}) (day|month|quarter|year)s?", _counted("trailing")),
    (rf"{_UNIT} to date", _of_unit("to_date")),
    (rf"(?:fiscal year |year |fy ?){_YEAR}", _named("year")),
    (rf"h([12]) {_YEAR}", _named("half")),
    (rf"q([1-4]) {_YEAR}", _named("quarter")),
    (r"(\d{4}-\d\d)", _month),
    (rf"since {_DATE}", lambda match: Window("since", "", first=_day(match[1]))),
    (rf"{_DATE} to {_DATE}", lambda match: Window("range", "", first=_day(match[1]), last=_day(match[2]))),
    (r"ever", lambda match: Window("since", "", first=date(1900, 1, 1))),
)


def plus_months(day: date, months: int) -> date:
    """Return the same day so many months later; a month without that day gives its last one."""
    at = day.year * 12 + day.month - 1 + months
    year, month = at // 12, at % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def period(program: Any, day: date, unit: Any) -> FiscalPeriod:
    """Return the fiscal month, quarter, half or year a business date lies in."""
    if unit != "half":
        return fiscal_period(program, day, unit)
    this = fiscal_period(program, day, "quarter")
    beside = fiscal_period(program, this.end if this.number % 2 else this.start - DAY, "quarter")
    pair = sorted((this, beside), key=lambda one: one.start)
    same = beside.year == this.year and (beside.number + 1) // 2 == (this.number + 1) // 2
    first, last = (pair[0], pair[1]) if same else (this, this)
    return replace(this, start=first.start, end=last.end, number=(this.number + 1) // 2)


def _this(window: Window, program: Any, day: date) -> Bounds:
    found = period(program, plus_months(day, -window.back), window.unit)
    return found.start, found.end


def _last(window: Window, program: Any, day: date) -> Bounds:
    """The period before the one the day lies in."""
    this = period(program, plus_months(day, -window.back), window.unit)
    found = period(program, this.start - DAY, window.unit)
    return found.start, found.end


def _complete(window: Window, program: Any, day: date) -> Bounds:
    """The last periods that are over when the day ends."""
    seen = plus_months(day, -window.back)
    this = period(program, seen, window.unit)
    end = start = this.end if this.end == seen + DAY else this.start
    for _ in range(window.count):
        start = period(program, start - DAY, window.unit).start
    return start, end


def _trailing(window: Window, program: Any, day: date) -> Bounds:
    end = plus_months(day, -window.back) + (DAY if window.inclusive else timedelta(0))
    start = end - timedelta(window.count) if window.unit == "day" else plus_months(end, -window.count * MONTHS[window.unit])
    return start, end


def _to_date(window: Window, program: Any, day: date) -> Bounds:
    seen = plus_months(day, -window.back)
    start = period(program, seen, window.unit).start
    return start, max(start, seen + (DAY if window.inclusive else timedelta(0)))


def _of_name(window: Window, program: Any, day: date) -> Bounds:
    """The period of a number in a fiscal year; a year cut in two by another calendar counts whole."""
    around = fiscal_periods(program, date(window.count - 1, 1, 1), date(window.count + 1, 1, 1), "year")
    year = [one for one in around if one.year == window.count]
    start, end = year[0].start, year[-1].end
    if window.unit != "year":
        inner = [one for one in _periods(program, start, end, window.unit) if one.number == window.number]
        start, end = (inner[0].start, inner[-1].end) if inner else (end, end)
    return plus_months(start, -window.back), plus_months(end, -window.back)


def _periods(program: Any, start: date, end: date, unit: str) -> list[FiscalPeriod]:
    found = []
    while start < end:
        found.append(period(program, start, unit))
        start = found[-1].end
    return found


def _since(window: Window, program: Any, day: date) -> Bounds:
    start = plus_months(window.first, -window.back)
    return start, max(start, plus_months(day, -window.back) + DAY)


def _range(window: Window, program: Any, day: date) -> Bounds:
    start = plus_months(window.first, -window.back)
    return start, max(start, plus_months(window.last + DAY, -window.back))


_BOUNDS: Mapping[str, Callable[[Window, Any, date], Bounds]] = {
    "this": _this, "last": _last, "complete": _complete, "trailing": _trailing, "to_date": _to_date, "named": _of_name, "since": _since, "range": _range,
}  # fmt: skip
