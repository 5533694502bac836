"""Pieces of SQL with what is known of them, and numbers in the units the database counts in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor
from typing import Any, Protocol

import sqlalchemy as sa

from core.rules.errors import RuleError
from core.rules.literals import BIGINT, TOO_FINE
from core.rules.tree import Node

Element = Any


@dataclass(frozen=True)
class Related:
    """Where related rows are: a table, how its rows belong to the record, and the column of each fact.

    `on` is given the table, or an alias of it, and returns the condition; `columns` names columns of the table by fact.
    """

    table: Any
    on: Callable[[Any], Element]
    columns: Mapping[str, str]


Columns = Mapping[str, Any]
"""A column, any other SQL expression or a `Related` by fact; a plain value for facts that are fixed."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of SQL. `nullable`: it can be NULL. `scale`: 10,000 where the database counts in 1/10,000, else 1.

    `number`: the value, where it is the same for every record. `between`: no column can hold it; it lies between the element
    and the next one.
    """

    element: Element
    nullable: bool = True
    scale: int = 1
    number: Any = None
    between: bool = False


NULL = Piece(None)
"""Something that is NULL whatever the record."""


class Maker(Protocol):
    """What makes SQL of nodes: over `columns`, and over the columns of the `rows` around."""

    columns: Columns
    rows: list[Mapping[str, Any]]

    def made(self, node: Node) -> Piece:
        """Return the SQL of a node."""


SCALED = frozenset({"integer", "number", "percent", "money"})
TYPES: Mapping[str, Any] = {
    "text": sa.Text(),
    "bool": sa.Boolean(),
    "date": sa.Date(),
    "id": sa.Uuid(),
    "moment": sa.DateTime(timezone=True),
}


def number_at(value: Any, scale: int) -> Piece:
    """Return a number as a column of this scale counts it, or what lies below it."""
    scaled = Fraction(value) * scale
    below = max(-BIGINT - 1, min(BIGINT, floor(scaled)))
    return Piece(sa.literal(below, sa.BigInteger()), False, scale, value, below != scaled)


def even(*parts: Piece) -> list[Piece]:
    """Bring numbers to one scale."""
    scale = max(part.scale for part in parts)
    return [scaled(part, scale) for part in parts]


def scaled(part: Piece, scale: int) -> Piece:
    if part.scale == scale or part.element is None:
        return part
    return number_at(part.number, scale) if part.number is not None else replace(part, element=part.element * scale, scale=scale)


def held_exactly(part: Piece, node: Node) -> Piece:
    """Refuse a number that is the same for every record and that the database cannot compute with."""
    if part.between:
        raise RuleError(TOO_FINE, node.start, node.end)
    return part


def boolean(part: Piece) -> Element:
    return sa.cast(sa.null(), sa.Boolean()) if part.element is None else part.element


def unless_null(part: Piece, value: bool) -> Element:
    answer = sa.true() if value else sa.false()
    return sa.case((part.element.is_not(None), answer), else_=None) if part.nullable else answer
