"""Functions and signs in SQL: sums, products, days moved and counted, texts looked for."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import sqlalchemy as sa

from core.rules import python
from core.rules.arithmetic import COUNTED
from core.rules.calendars import Duration
from core.rules.errors import RuleError
from core.rules.sql import functions
from core.rules.sql.functions import AddDays, AddMonths, Held
from core.rules.sql.pieces import NULL, Maker, Piece, even, held_exactly
from core.rules.tree import Call


def call(make: Maker, node: Call) -> Piece:
    if node.name in ARITHMETIC:
        return ARITHMETIC[node.name](make, node)
    args = [make.made(arg) for arg in node.args]
    if any(arg.element is None for arg in args):
        return NULL
    nullable = any(arg.nullable for arg in args)
    if node.name == "in_list":
        return _held(make, node, nullable)
    return Piece(functions.FUNCTIONS[node.name](*(arg.element for arg in args)), nullable, args[0].scale if node.type.numeric else 1)


def _held(make: Maker, node: Call, nullable: bool) -> Piece:
    asked, held = node.args
    return Piece(Held(make.made(held).element, make.made(asked).element), nullable)


def _has(make: Maker, node: Call) -> Piece:
    """has_any and has_all: each text looked for by itself."""
    held = make.made(node.args[0])
    if held.element is None:
        return NULL
    wanted = sorted(node.args[1].value)  # type: ignore[attr-defined]
    each = [Held(held.element, sa.literal(text, sa.Text())) for text in wanted]
    return Piece((sa.or_ if node.name == "has_any" else sa.and_)(*each), held.nullable)


def _sum(sign: str) -> Callable[[Maker, Call], Piece]:
    def made(make: Maker, node: Call) -> Piece:
        left, right = even(*(held_exactly(make.made(arg), node) for arg in node.args))
        if left.element is None or right.element is None:
            return NULL
        a, b = functions.roomy(left.element), right.element
        return Piece(a + b if sign == "+" else a - b, left.nullable or right.nullable, left.scale)

    return made


def _product(make: Maker, node: Call) -> Piece:
    """One factor is a whole number, so the scale is that of the other."""
    left, right = (held_exactly(make.made(arg), node) for arg in node.args)
    if left.element is None or right.element is None:
        return NULL
    return Piece(functions.roomy(left.element) * right.element, left.nullable or right.nullable, max(left.scale, right.scale))


def _negated(make: Maker, node: Call) -> Piece:
    term = make.made(node.args[0])
    return term if term.element is None else replace(term, element=-functions.roomy(term.element))


def _moved(sign: int) -> Callable[[Maker, Call], Piece]:
    def made(make: Maker, node: Call) -> Piece:
        day, length = make.made(node.args[0]), node.args[1]
        if day.element is None:
            return NULL
        if length.fixed:
            return _moved_by(day, python.build(length)(make.columns), sign)
        n = make.made(length.args[0])  # type: ignore[attr-defined]
        return NULL if n.element is None else _moved_by_unit(day, n, length.name, sign)  # type: ignore[attr-defined]

    return made


def _moved_by(day: Piece, length: Duration | None, sign: int) -> Piece:
    if length is None:
        return NULL
    if length.hours or length.business:
        raise RuleError(COUNTED)
    moved = day.element
    if length.months:
        moved = AddMonths(moved, sa.literal(sign * length.months, sa.Integer()))
    if length.days:
        moved = AddDays(moved, sa.literal(sign * length.days, sa.Integer()))
    return replace(day, element=moved)


def _moved_by_unit(day: Piece, n: Piece, unit: str, sign: int) -> Piece:
    """Move by a number of the record; one that is too large is unknown."""
    factor, most, made = functions.UNITS[unit]
    bounded = sa.case((n.element.between(-most, most), n.element * (sign * factor)), else_=None)
    return Piece(made(day.element, sa.cast(bounded, sa.Integer())), True)


def _difference(make: Maker, node: Call) -> Piece:
    first, second = (make.made(arg) for arg in node.args)
    if first.element is None or second.element is None:
        return NULL
    later, earlier = (first, second) if node.name == "difference" else (second, first)
    return Piece(functions.DayCount(later.element, earlier.element), first.nullable or second.nullable)


ARITHMETIC: Mapping[str, Callable[[Maker, Call], Piece]] = {
    "add": _sum("+"),
    "subtract": _sum("-"),
    "multiply": _product,
    "negate": _negated,
    "later": _moved(1),
    "earlier": _moved(-1),
    "difference": _difference,
    "days_between": _difference,
    "has_any": _has,
    "has_all": _has,
}
