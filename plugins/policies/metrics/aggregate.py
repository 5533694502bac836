"""From rows to figures, in SQL: one statement for one partner and for ten thousand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from hansa import rules
from plugins.policies.metrics.compiled import Compiled
from plugins.policies.metrics.measure import Measure

BIG = sa.BigInteger()


@dataclass(frozen=True)
class Shape:
    """How the rows of a measure become a figure: `how` they are aggregated, and `item`s of two steps with their condition."""

    how: str
    having: rules.Expression | None = None
    per: bool = False

    @classmethod
    def of(cls, found: Compiled) -> "Shape":
        measure: Measure = found.measure
        return cls(measure.aggregate, found.having, measure.per is not None)


def figures(shape: Shape, rows: Any, groups: Sequence[str]) -> Any:
    """Select for each group `n` and `total`, or the `low` and `high` of the middle values; groups without rows are absent."""
    if shape.per:
        return _counted(_per_item(shape, rows, groups), groups)
    if shape.how == "count_distinct":
        return _counted(_items(rows, groups), groups)
    if shape.how in _KEYED:
        return _KEYED[shape.how](_values(rows, groups), groups)
    return _summed(rows, groups)


def retained(shape: Shape, windows: Sequence[Any], groups: Sequence[str]) -> Any:
    """Count for each group the items that count in every one of these windows."""
    counted = [_per_item(shape, rows, groups) if shape.per else _items(rows, groups) for rows in windows]
    every = sa.union_all(*(sa.select(*one.c) for one in counted)).subquery()
    by = [*_by(every, groups), every.c.item]
    return _counted(sa.select(*by).group_by(*by).having(sa.func.count() == len(windows)).subquery(), groups)


def _by(part: Any, groups: Sequence[str]) -> list[Any]:
    return [part.c[name] for name in groups]


def _sum(element: Any) -> Any:
    return sa.cast(sa.func.sum(element), BIG)


def _summed(rows: Any, groups: Sequence[str]) -> Any:
    by, n = _by(rows, groups), _sum(rows.c.n)
    return sa.select(*by, n.label("n"), _sum(rows.c.total).label("total")).group_by(*by).having(n != 0)


def _counted(inner: Any, groups: Sequence[str]) -> Any:
    by, n = _by(inner, groups), sa.func.count()
    return sa.select(*by, n.label("n"), sa.literal(0, BIG).label("total")).select_from(inner).group_by(*by)


def _items(rows: Any, groups: Sequence[str]) -> Any:
    by = [*_by(rows, groups), rows.c.item]
    return sa.select(*by).group_by(*by).having(_sum(rows.c.n) > 0).subquery()


def _per_item(shape: Shape, rows: Any, groups: Sequence[str]) -> Any:
    """The items whose own figure meets the condition."""
    inner = figures(Shape(shape.how), rows, [*groups, "item"]).subquery()
    value = inner.c.n * 10_000 if shape.how == "count" else inner.c.total
    statement = sa.select(*_by(inner, groups), inner.c.item).where(inner.c.n > 0)
    return (statement.where(rules.where(shape.having, {"value": value})) if shape.having else statement).subquery()


def _values(rows: Any, groups: Sequence[str]) -> Any:
    """The values there are, each with its place and how often it is there."""
    by, n = [*_by(rows, groups), rows.c.key], _sum(rows.c.n)
    inner = sa.select(*by, n.label("n"), _sum(rows.c.total).label("sum")).group_by(*by).having(n > 0).subquery()
    return sa.select(*inner.c, sa.cast(inner.c.sum // inner.c.n, BIG).label("value")).subquery()


def _end(function: Any) -> Any:
    def made(values: Any, groups: Sequence[str]) -> Any:
        by = _by(values, groups)
        n = _sum(values.c.n)
        return sa.select(*by, n.label("n"), function(values.c.value).label("total")).group_by(*by).having(n > 0)

    return made


def _at(latest: bool) -> Any:
    def made(values: Any, groups: Sequence[str]) -> Any:
        by = _by(values, groups)
        order = values.c.key.desc() if latest else values.c.key
        place = sa.func.row_number().over(partition_by=by or None, order_by=order)
        inner = sa.select(*by, values.c.n, values.c.value, place.label("place")).subquery()
        return sa.select(*_by(inner, groups), inner.c.n, inner.c.value.label("total")).where(inner.c.place == 1)

    return made


def _median(values: Any, groups: Sequence[str]) -> Any:
    """The values that hold the middle places: one, or two when the number is even."""
    by = _by(values, groups)
    upto = sa.func.sum(values.c.n).over(partition_by=by or None, order_by=(values.c.value, values.c.key), rows=(None, 0))
    everything = sa.func.sum(values.c.n).over(partition_by=by or None)
    inner = sa.select(*by, values.c.n, values.c.value, sa.cast(upto, BIG).label("upto"), sa.cast(everything, BIG).label("of")).subquery()
    middle = sa.and_(inner.c.upto * 2 >= inner.c.of, (inner.c.upto - inner.c.n) * 2 <= inner.c.of)
    own = _by(inner, groups)
    low, high = sa.func.min(inner.c.value), sa.func.max(inner.c.value)
    return sa.select(*own, sa.literal(2, BIG).label("n"), sa.cast(low + high, BIG).label("total")).where(middle).group_by(*own).having(sa.func.count() > 0)


_KEYED = {"min": _end(sa.func.min), "max": _end(sa.func.max), "first": _at(False), "last": _at(True), "median": _median}
