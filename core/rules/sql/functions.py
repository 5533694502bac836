"""The functions of rules in SQL, where SQLite and PostgreSQL say them differently."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from core.rules import calendars, texts

Element = Any


class Folded(FunctionElement[str]):
    """A text in small letters, as `core.rules.texts.fold` makes them."""

    name, type, inherit_cache = "hansa_fold", sa.Text(), True


class AddMonths(FunctionElement[Any]):
    """A date so many months on; a month without that day ends on its last."""

    name, type, inherit_cache = "hansa_add_months", sa.Date(), True


class AddDays(FunctionElement[Any]):
    """A date so many days on."""

    name, type, inherit_cache = "hansa_add_days", sa.Date(), True


class DayCount(FunctionElement[int]):
    """How many days the first date is after the second."""

    name, type, inherit_cache = "hansa_day_count", sa.Integer(), True


class Held(FunctionElement[bool]):
    """Whether a JSON list of texts holds a text; unknown when the list is."""

    name, type, inherit_cache = "hansa_held", sa.Boolean(), True


class Present(FunctionElement[Any]):
    """A JSON value, NULL also where the column holds JSON's own null."""

    name, type, inherit_cache = "hansa_present", sa.JSON(), True


class Roomy(FunctionElement[int]):
    """A whole number with room for a sum or product: a wider type where there is one."""

    name, type, inherit_cache = "hansa_roomy", sa.BigInteger(), True


class Bytewise(FunctionElement[str]):
    """A text that is ordered by code points, whatever the collation of the database."""

    name, type, inherit_cache = "hansa_bytewise", sa.Text(), True


def _rendered(*kinds: type[FunctionElement[Any]], **templates: str) -> None:
    """Say how each database writes them; `{0}` and `{1}` are the arguments."""
    for dialect, template in templates.items():
        for kind in kinds:
            compiles(kind, dialect)(_writer(template))


def _writer(template: str) -> Callable[..., str]:
    def write(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
        return template.format(*(compiler.process(clause, **options) for clause in element.clauses))

    return write


_rendered(Folded, sqlite="hansa_fold({0})", postgresql=f"translate({{0}}, '{texts.CAPITALS}', '{texts.SMALL}')")
_rendered(
    AddMonths,
    sqlite="min(date({0}, ({1}) || ' months'), date({0}, 'start of month', (({1}) + 1) || ' months', '-1 day'))",
    postgresql="CAST(({0}) + make_interval(months => {1}) AS DATE)",
)
_rendered(AddDays, sqlite="date({0}, ({1}) || ' days')", postgresql="(({0}) + ({1}))")
_rendered(DayCount, sqlite="CAST(julianday({0}) - julianday({1}) AS INTEGER)", postgresql="(({0}) - ({1}))")
_rendered(
    Held,
    sqlite="CASE WHEN ({0}) IS NOT NULL THEN EXISTS (SELECT 1 FROM json_each({0}) AS held WHERE held.value = ({1})) END",
    postgresql="jsonb_exists({0}, {1})",
)
_rendered(Present, sqlite="nullif({0}, 'null')", postgresql="nullif({0}, 'null'::jsonb)")
_rendered(Roomy, sqlite="({0})", postgresql="CAST({0} AS NUMERIC)")
_rendered(Bytewise, sqlite="({0})", postgresql='(({0}) COLLATE "C")')


def roomy(element: Element) -> Element:
    return Roomy(element)


UNITS: Mapping[str, tuple[int, int, Callable[..., Element]]] = {
    "days": (1, calendars.MOST_DAYS, AddDays),
    "weeks": (7, calendars.MOST_DAYS // 7, AddDays),
    "months": (1, calendars.MOST_MONTHS, AddMonths),
    "years": (12, calendars.MOST_MONTHS // 12, AddMonths),
}
"""What a unit of time is in days or months, and the longest that is known."""


def _starts(text: Element, start: Element) -> Element:
    return sa.func.substr(Folded(text), 1, sa.func.length(start)) == Folded(start)


def _ends(text: Element, end: Element) -> Element:
    folded, size = Folded(text), sa.func.length(end)
    longer = sa.func.length(text) >= size
    return sa.and_(longer, sa.func.substr(folded, sa.func.length(text) - size + 1) == Folded(end))


class Position(FunctionElement[int]):
    """Where a text has a part, from 1; 0 when it has not."""

    name, type, inherit_cache = "hansa_position", sa.Integer(), True


_rendered(Position, sqlite="instr({0}, {1})", postgresql="strpos({0}, {1})")


def _extract(part: str) -> Callable[[Element], Element]:
    return lambda day: sa.cast(sa.extract(part, day), sa.Integer())


FUNCTIONS: Mapping[str, Callable[..., Element]] = {
    "contains": lambda text, part: Position(Folded(text), Folded(part)) > 0,
    "starts_with": _starts,
    "ends_with": _ends,
    "lower": Folded,
    "length": sa.func.length,
    "year": _extract("year"),
    "month": _extract("month"),
    "day": _extract("day"),
    "abs": sa.func.abs,
}
