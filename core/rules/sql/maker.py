"""The SQL back end: the same answers as Python, unknown included, from SQLite and PostgreSQL."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from core.rules import python
from core.rules.errors import RuleError
from core.rules.expression import Expression
from core.rules.literals import BIGINT, SCALE
from core.rules.sql.arithmetic import call
from core.rules.sql.functions import Bytewise
from core.rules.sql.pieces import NULL, SCALED, TYPES, Columns, Element, Piece, boolean, even, held_exactly, number_at, unless_null
from core.rules.sql.rows import exists, fold
from core.rules.tree import Among, Call, Compare, Const, Default, Fold, Joined, Known, Name, Node, Not


def to_sql(expression: Expression, columns: Columns) -> Element:
    """Return the rule as SQL: NULL where it is unknown. Numbers but whole ones come in 1/10,000.

    Raises RuleError with the reason when the database cannot say it.
    """
    _speakable(expression)
    found = SqlMaker(columns).made(expression.tree)
    if found.element is None:
        return sa.cast(sa.null(), sa.Boolean() if expression.type.name == "bool" else sa.BigInteger())
    return found.element


def where(expression: Expression, columns: Columns) -> Element:
    """Return a condition for WHERE: the records for which the rule is true. Unknown is left out, and costs nothing."""
    _speakable(expression)
    return SqlMaker(columns).truth(expression.tree)


def _speakable(expression: Expression) -> None:
    if expression.sql_reason is not None:
        raise RuleError(expression.sql_reason, expression.tree.start, expression.tree.end)


class SqlMaker:
    """Makes SQL over columns; `rows` holds the columns of the rows around."""

    def __init__(self, columns: Columns):
        self.columns = columns
        self.rows: list[Mapping[str, Element]] = []

    def made(self, node: Node) -> Piece:
        if node.fixed and not isinstance(node, Const):
            return self.value(node.type.name, python.build(node)(self.columns))
        return _MAKERS[type(node)](self, node)

    def truth(self, node: Node) -> Element:
        """Return a condition that is true where the node is; what it is elsewhere does not matter."""
        if not node.fixed and isinstance(node, Joined):
            return (sa.and_ if node.op == "and" else sa.or_)(*(self.truth(term) for term in node.terms))
        if not node.fixed and isinstance(node, Fold) and node.name == "any":
            return exists(self, node)
        found = self.made(node)
        return sa.false() if found.element is None else found.element

    def value(self, kind: str, value: Any) -> Piece:
        """Return a value that is the same for every record."""
        if value is None:
            return NULL
        if kind in SCALED:
            return number_at(value, 1 if kind == "integer" else SCALE)
        return Piece(sa.literal(value, TYPES[kind]), False)


def _const(make: SqlMaker, node: Const) -> Piece:
    return make.value(node.type.name, node.value)


def _name(make: SqlMaker, node: Name) -> Piece:
    column = make.columns[node.name] if node.row is None else make.rows[node.row][node.name]
    if node.type.name in SCALED:
        column = sa.type_coerce(column, sa.BigInteger())
    return Piece(column, not node.fact.required, SCALE if node.type.name in SCALED - {"integer"} else 1)


def _compare(make: SqlMaker, node: Compare) -> Piece:
    left, right = _sides(make, node.left, node.right)
    if left.element is None or right.element is None:
        return NULL
    if left.between:
        return _beside(right, _TURNED[node.op], left)
    if right.between:
        return _beside(left, node.op, right)
    asked = Bytewise(left.element) if node.left.type.name == "text" and node.op not in ("==", "!=") else left.element
    return Piece(_compared(asked, node.op, right.element), left.nullable or right.nullable)


def _compared(left: Element, op: str, right: Element) -> Element:
    """A sign of its own, so that the library does not turn comparisons with NULL or booleans into something else."""
    return left.op(_OPERATORS[op], precedence=5, is_comparison=True)(right)


def _beside(asked: Piece, op: str, number: Piece) -> Piece:
    """Compare with a number no column can hold: at least it is more than what lies below it."""
    if op in ("==", "!="):
        return Piece(unless_null(asked, op == "!="), asked.nullable)
    return Piece(_compared(asked.element, ">" if op in (">", ">=") else "<=", number.element), asked.nullable)


_TURNED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _sides(make: SqlMaker, left: Node, right: Node) -> tuple[Piece, Piece]:
    a, b = make.made(left), make.made(right)
    if left.type.numeric:
        a, b = even(*written(a, b))
    if left.type.name == "moment":
        a, b = stored(a, b), stored(b, a)
    return a, b


def stored(part: Piece, beside: Piece) -> Piece:
    """Write a moment as the column beside it stores moments."""
    if not isinstance(part.element, sa.BindParameter) or beside.element is None:
        return part
    return replace(part, element=sa.literal(part.element.value, beside.element.type))


def written(a: Piece, b: Piece) -> tuple[Piece, Piece]:
    """Write a number as the other side counts, so that a column is compared as it is."""
    if a.number is not None:
        return number_at(a.number, b.scale), b
    return (a, number_at(b.number, a.scale)) if b.number is not None else (a, b)


_OPERATORS = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def _among(make: SqlMaker, node: Among) -> Piece:
    left = make.made(node.left)
    if left.element is None:
        return NULL
    values = [plain for value in node.values if (plain := _plain(value, left.scale)) is not None]
    if not values:
        return Piece(unless_null(left, node.negated), left.nullable)
    made = left.element.not_in(values) if node.negated else left.element.in_(values)
    return Piece(made, left.nullable)


def _plain(value: Any, scale: int) -> Any:
    """Return a value as the column holds it; None for a number it can never be."""
    if isinstance(value, bool) or not hasattr(value, "as_integer_ratio"):
        return value
    scaled = Fraction(value) * scale
    return int(scaled) if scaled.denominator == 1 and abs(scaled) <= BIGINT else None


def _joined(make: SqlMaker, node: Joined) -> Piece:
    terms = [make.made(term) for term in node.terms]
    elements = [boolean(term) for term in terms]
    joined = (sa.and_ if node.op == "and" else sa.or_)(*elements)
    return Piece(joined, any(term.nullable for term in terms))


def _not(make: SqlMaker, node: Not) -> Piece:
    term = make.made(node.term)
    return NULL if term.element is None else replace(term, element=sa.not_(term.element))


def _known(make: SqlMaker, node: Known) -> Piece:
    term = make.made(node.term)
    if term.element is None or not term.nullable:
        return Piece(sa.true() if (term.element is None) is node.negated else sa.false(), False)
    return Piece(term.element.is_(None) if node.negated else term.element.is_not(None), False)


def _default(make: SqlMaker, node: Default) -> Piece:
    term, instead = (held_exactly(make.made(part), node) for part in (node.term, node.instead))
    if term.element is None or instead.element is None or not term.nullable:
        return instead if term.element is None else term
    if node.type.numeric:
        term, instead = even(term, instead)
    instead = stored(instead, term) if node.type.name == "moment" else instead
    return Piece(sa.func.coalesce(term.element, instead.element, type_=term.element.type), instead.nullable, term.scale)


_MAKERS: Mapping[type[Node], Callable[[Any, Any], Piece]] = {
    Const: _const,
    Name: _name,
    Compare: _compare,
    Among: _among,
    Joined: _joined,
    Not: _not,
    Known: _known,
    Default: _default,
    Call: call,
    Fold: fold,
}
