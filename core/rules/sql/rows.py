"""Related rows in SQL: each fold is one correlated query."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from core.rules.sql.pieces import Element, Maker, Piece, boolean
from core.rules.tree import Fold


def fold(make: Maker, node: Fold) -> Piece:
    return _decided(make, node) if node.name in ("any", "all") else _figure(make, node)


class _Rows:
    """The rows of one fold: an alias of their table, with its columns known to the maker while it lasts."""

    def __init__(self, make: Maker, node: Fold):
        related = make.columns[node.rows.name] if node.rows.row is None else make.rows[node.rows.row][node.rows.name]
        self.make = make
        self.table = related.table.alias()
        self.on = related.on(self.table)
        self.columns = {name: self.table.c[column] for name, column in related.columns.items()}

    def __enter__(self) -> "_Rows":
        self.make.rows.append(self.columns)
        return self

    def __exit__(self, *failure: object) -> None:
        self.make.rows.pop()

    def select(self, what: Element, *conditions: Element) -> Any:
        found = sa.select(what).select_from(self.table).where(self.on, *conditions)
        return found.correlate_except(self.table)


def _answer(make: Maker, node: Fold) -> Piece:
    """Return what has to be true of one row for `any`, and of none for `all`."""
    assert node.value is not None
    value = make.made(node.value)
    if node.name == "all":
        value = value if value.element is None else replace(value, element=sa.not_(value.element))
    if node.condition is None:
        return value
    condition = make.made(node.condition)
    return Piece(sa.and_(boolean(condition), boolean(value)), condition.nullable or value.nullable)


def exists(make: Maker, node: Fold) -> Element:
    with _Rows(make, node) as rows:
        return rows.select(sa.literal_column("1"), boolean(_answer(make, node))).exists()


def _decided(make: Maker, node: Fold) -> Piece:
    with _Rows(make, node) as rows:
        answer = _answer(make, node)
        if answer.element is not None and not answer.nullable:
            found = rows.select(sa.literal_column("1"), answer.element).exists()
            return Piece(sa.not_(found) if node.name == "all" else found, False)
        made = boolean(answer)
        decides = node.name == "any"
        true, false = (sa.true(), sa.false()) if decides else (sa.false(), sa.true())
        hit = sa.func.max(sa.case((made, 1), else_=0)) == 1
        what = sa.case((hit, true), (sa.func.count() > 0, sa.null()), else_=false)
        return Piece(rows.select(sa.type_coerce(what, sa.Boolean()), sa.func.coalesce(made, sa.true())).scalar_subquery(), True)


def _figure(make: Maker, node: Fold) -> Piece:
    """A figure over the rows for which the condition is true; NULL when one of them is not known well enough."""
    with _Rows(make, node) as rows:
        value = Piece(sa.literal(1, sa.BigInteger()), False) if node.value is None else make.made(node.value)
        condition = Piece(sa.true(), False) if node.condition is None else make.made(node.condition)
        empty = node.name in ("min", "max")
        if value.element is None or condition.element is None:
            value = replace(value, element=sa.cast(sa.null(), sa.BigInteger()), nullable=True) if value.element is None else value
        figure = _FIGURES[node.name](value.element)
        holds = boolean(condition)
        if not condition.nullable and not value.nullable:
            return Piece(rows.select(figure, *([] if node.condition is None else [holds])).scalar_subquery(), empty, value.scale)
        sure = sa.func.count() == sa.func.count(sa.case((holds, value.element), else_=None))
        what = sa.case((sure, figure), else_=None)
        kept = [] if node.condition is None else [sa.func.coalesce(holds, sa.true())]
        return Piece(rows.select(what, *kept).scalar_subquery(), True, value.scale)


_FIGURES: Mapping[str, Callable[[Element], Element]] = {
    "count": lambda value: sa.func.count(),
    "sum": lambda value: sa.func.coalesce(sa.func.sum(value, type_=sa.BigInteger()), 0, type_=sa.BigInteger()),
    "min": sa.func.min,
    "max": sa.func.max,
}
