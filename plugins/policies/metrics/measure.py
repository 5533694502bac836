"""What a measure is: a number about partners, declared by a plugin or by a program."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from hansa import Entity

Unit = Literal["money", "count", "number", "percent", "days", "date"]
Aggregate = Literal["sum", "count", "count_distinct", "average", "median", "min", "max", "first", "last"]
UNITS = ("money", "count", "number", "percent", "days", "date")
AGGREGATES = ("sum", "count", "count_distinct", "average", "median", "min", "max", "first", "last")
DATED = ("min", "max", "first", "last")
"""What can be asked of days: when something first or last was so. The figure counts days since 1970, and is told as a day."""
COUNTING = ("sum", "count", "count_distinct")
"""Of nothing these are zero; every other aggregate of nothing is unknown."""
MOST_DIMENSIONS = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """What a measure with its own SQL is asked for: records dated `start` to before `end`, seen from `day`."""

    start: date
    end: date
    day: date


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A number about partners, read off the records of an entity.

    `key` is `<plugin>.<word>`. `entity` may be named by its key. `value` is a field or a formula the database can say (none: records
    are counted); `aggregate` says what is done with the values inside a window. `date` is the field, a day or a moment, that
    puts a record into a window; `partner` the field with the partner it counts for. `where` is a condition over the fields of
    the record. `dimensions` are fields a figure can be split and filtered by, four at most.

    `per` makes a count of two steps: the values of each `per` (a customer, a person) are aggregated first, then those are
    counted whose figure, called `value`, meets `having`; `new` counts only what had no record before the window.

    `empty`: what nothing gives, `zero` or `unknown`; by default zero for sums and counts. `open`: partners read their own
    figure. `sql`: in place of all that, a function from what is asked to a select of partner ids and figures in 1/10,000,
    made with `hansa.select`.
    """

    key: str
    label: str
    unit: Unit = "number"
    entity: Entity | str = ""
    value: str | None = None
    aggregate: Aggregate = "count"
    date: str = "created_at"
    partner: str = ""
    where: str | None = None
    dimensions: tuple[str, ...] = ()
    per: str | None = None
    having: str | None = None
    new: bool = False
    empty: Literal["", "zero", "unknown"] = ""
    open: bool = False
    sql: Callable[[Asked], Any] | None = field(default=None, compare=False)

    @property
    def entity_key(self) -> str:
        return self.entity if isinstance(self.entity, str) else self.entity.key

    @property
    def nothing_is_zero(self) -> bool:
        """Tell whether a partner without records has the figure zero, and not an unknown one."""
        return self.empty != "unknown" and (self.empty == "zero" or self.aggregate in COUNTING or self.per is not None)


@dataclass(frozen=True, kw_only=True)
class Derived:
    """A formula over measures, like `orders.revenue - orders.returns`.

    A measure is written by its key. `previous.<key>` is the same window a year before, `all.<key>` that of all partners
    together, `retained.<key>` how many of what a distinct count, or one per customer, met the year before are there again.
    `previous_3_months.` and `retained_3_months.` look so far back, `kept_3_months.` counts what is there in each of these windows.
    """

    key: str
    label: str
    unit: Unit = "number"
    formula: str = ""
    open: bool = False
