"""Limits in days: every convention that programs disagree about is declared and applied here once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from hansa import rules

if TYPE_CHECKING:
    from plugins.policies.document.compiled import Compiler
    from plugins.policies.document.parts import DateRule
    from plugins.policies.document.running import Run

_DAYS = {"weeks": 7, "days": 1}
_MONTHS = {"years": 12, "months": 1}


@dataclass(frozen=True)
class Until:
    """A limit: the last day that still counts; for hours the exact moment."""

    last_day: date
    moment: datetime | None = None

    def ends_at(self, zone: str) -> datetime:
        """Return the moment it ends: for days the midnight after the last one in the program's zone."""
        return self.moment or datetime.combine(self.last_day + timedelta(days=1), time(), ZoneInfo(zone))


@dataclass(frozen=True, eq=False)
class Limit:
    place: str
    start: rules.Expression
    length: rules.Expression
    unit: str
    start_day: str
    last_day: str
    non_working: str

    def find(self, run: "Run") -> Until | None:
        start = run.explain(self.start, f"{self.place}/start")
        length = run.explain(self.length, f"{self.place}/length")
        if start is None or length is None:
            return None
        if isinstance(start, datetime) and self.unit != "hours":
            start = start.astimezone(ZoneInfo(run.facts.get("program.zone") or "UTC")).date()
        found = self.reached(start, int(length), run.facts.get("holidays") or rules.Calendar())
        run.note(self.place, found.moment or found.last_day)
        return found

    def reached(self, start: date | datetime, length: int, calendar: rules.Calendar) -> Until:
        """Return the limit for a start, forwards or (a length below zero) backwards."""
        if self.unit == "hours":
            moment = start + timedelta(hours=length)
            return Until(moment.date() if isinstance(moment, datetime) else moment, moment if isinstance(moment, datetime) else None)
        day = _moved(start, length, self.unit, calendar)
        if self.start_day == "counts" and length and (self.unit != "business_days" or calendar.works(start)):
            day = _moved(day, -1 if length > 0 else 1, "business_days" if self.unit == "business_days" else "days", calendar)
        if self.last_day == "not_counted":
            day -= timedelta(days=1 if length >= 0 else -1)
        return Until(_on_working_day(day, self.non_working, calendar))


def last_day(start: date, length: int, unit: str, non_working: str, calendar: rules.Calendar) -> date:
    """Return the last day of a limit that settings declare: the start day does not count, the last one does."""
    return _on_working_day(_moved(start, length, unit, calendar), non_working, calendar)


def _moved(day: date, length: int, unit: str, calendar: rules.Calendar) -> date:
    if unit == "business_days":
        return _walk(day, length, calendar)
    if unit in _MONTHS:
        return _months(day, length * _MONTHS[unit])
    return day + timedelta(days=length * _DAYS[unit])


def _walk(day: date, length: int, calendar: rules.Calendar) -> date:
    left, step = abs(length), timedelta(days=1 if length > 0 else -1)
    for _try in range(20_000):
        if not left:
            break
        day += step
        left -= calendar.works(day)
    return day


def _months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


def _on_working_day(day: date, non_working: str, calendar: rules.Calendar) -> date:
    if non_working == "stays" or calendar.works(day):
        return day
    return _walk(day, 1 if non_working == "next" else -1, calendar)


def build(compiler: "Compiler", name: str, declared: "DateRule", value: Mapping[str, Any]) -> Limit | None:
    place = f"/{name}"
    start = compiler.expression(value["start"], declared.facts, f"{place}/start", (rules.DATE, rules.MOMENT))
    length = compiler.expression(value["length"], declared.facts, f"{place}/length", (rules.INTEGER, rules.NUMBER))
    if start is None or length is None:
        return None
    return Limit(place, start, length, *(value[option] for option in ("unit", "start_day", "last_day", "non_working")))
