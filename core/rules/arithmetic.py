"""The signs + - * / over types: what may be added to what, and what comes out."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from core.i18n import N_
from core.rules import calendars, exact
from core.rules.errors import refuse
from core.rules.joining import folded, traits
from core.rules.literals import fit, too_fine
from core.rules.syntax import Syntax
from core.rules.tree import Call, Const, Name, Node, walk
from core.rules.types import INTEGER, NUMBER, Type, comparable
from schemas.errors import Message

MOST_FACTOR = 1_000_000
"""The largest whole number an amount is multiplied by in the database, so that nothing overflows."""

_TO_BE_DIVIDED = Message(N_("A division is only for figures: the database would round it."), "python-only")
_MULTIPLIED = Message(
    N_("In the database an amount is multiplied only by a written whole number up to 1,000,000, or a fact that is at most that."),
    "python-only",
)
_OF_MOMENTS = Message(N_("Moments are moved only for figures: databases differ in it."), "python-only")


def in_list(text: str, texts: list[str]) -> bool:
    return text in texts


def combine(syntax: Syntax, left: Node, right: Node) -> Node:
    """Return the node for `left sign right`; RuleError when the types do not go together."""
    made = _SIGNS[syntax.word](syntax, left, right)
    if made is None:
        raise refuse(
            _HINTS.get(_kinds(left, right), _CANNOT),
            "type",
            syntax.start,
            syntax.end,
            sign=syntax.word,
            left=left.type.label,
            right=right.type.label,
        )
    return folded(made)


_CANNOT = N_("“%(sign)s” does not go between %(left)s and %(right)s.")
_PERCENT = N_("To take a percentage of an amount, write percent_of(rate, amount).")
_HINTS = {frozenset({"money", "percent"}): _PERCENT}


def _kinds(*nodes: Node) -> frozenset[str]:
    return frozenset(node.type.name for node in nodes)


def _made(
    syntax: Syntax, kind: Type, run: Callable[..., Any], left: Node, right: Node, reason: Message | None = None, *, partial: bool = False
) -> Call:
    found = traits(syntax, left, right)
    found["nullable"] = found["nullable"] or partial
    found["reason"] = found["reason"] or (None if found["fixed"] else reason or too_fine(left, right))
    return Call(type=kind, name=run.__name__, run=run, args=(left, right), sign=syntax.word, **found)


def _add(syntax: Syntax, left: Node, right: Node) -> Node | None:
    if right.type.name in ("date", "moment") and left.type.name == "duration":
        left, right = right, left
    if left.type.name in ("date", "moment") and right.type.name == "duration":
        return _moved(syntax, calendars.later, left, right)
    if _kinds(left, right) == {"duration"}:
        return _made(syntax, left.type, calendars.combined, left, right, partial=True)
    return _summed(syntax, exact.add, left, right)


def _subtract(syntax: Syntax, left: Node, right: Node) -> Node | None:
    if left.type.name in ("date", "moment") and right.type.name == "duration":
        return _moved(syntax, calendars.earlier, left, right)
    if _kinds(left, right) == {"date"}:
        return _made(syntax, INTEGER, calendars.difference, left, right)
    return _summed(syntax, exact.subtract, left, right)


def _moved(syntax: Syntax, run: Callable[..., Any], left: Node, right: Node) -> Node:
    moment = _OF_MOMENTS if left.type.name == "moment" else None
    return _made(syntax, left.type, run, left, right, moment or _movable(right), partial=True)


def _movable(length: Node) -> Message | None:
    """A duration that depends on the record must be a single number of days, weeks, months or years for SQL."""
    if any(_counted(node) for node in walk(length)):
        return COUNTED
    if length.fixed or (isinstance(length, Call) and length.name in ("days", "weeks", "months", "years")):
        return None
    return _ONE_BY_ONE


COUNTED = Message(N_("The database counts neither working days nor hours from a date of the record."), "python-only")
_ONE_BY_ONE = Message(N_("The database adds one duration at a time."), "python-only")


def _counted(node: Node) -> bool:
    if isinstance(node, Call):
        return node.name in ("business_days", "hours")
    return isinstance(node, Const) and isinstance(node.value, calendars.Duration) and bool(node.value.business or node.value.hours)


def _summed(syntax: Syntax, run: Callable[..., Any], left: Node, right: Node) -> Node | None:
    if not (left.type.numeric and right.type.numeric):
        return None
    if not comparable(left.type, right.type):
        written = isinstance(left, Const) or isinstance(right, Const)
        if not written and left.type.name != right.type.name:
            return None
        left, right = (fit(left, right.type), right) if isinstance(left, Const) else (left, fit(right, left.type))
    return _made(syntax, left.type if left.type == right.type else NUMBER, run, left, right)


def _multiply(syntax: Syntax, left: Node, right: Node) -> Node | None:
    if not (left.type.numeric and right.type.numeric) or _kinds(left, right) == {"money"}:
        return None
    if _kinds(left, right) == {"money", "percent"}:
        return None
    bounded = any(_bounded(node) for node in (left, right))
    return _made(syntax, _product(left.type, right.type), exact.multiply, left, right, None if bounded else _MULTIPLIED)


def _product(a: Type, b: Type) -> Type:
    if "money" in (a.name, b.name):
        return a if a.name == "money" else b
    return INTEGER if a == b == INTEGER else NUMBER


def _bounded(node: Node) -> bool:
    if isinstance(node, Const):
        return type(node.value) is int and abs(node.value) <= MOST_FACTOR
    return isinstance(node, Name) and node.type == INTEGER and node.fact.most is not None and node.fact.most <= MOST_FACTOR


def _divide(syntax: Syntax, left: Node, right: Node) -> Node | None:
    if not (left.type.numeric and right.type.numeric):
        return None
    if left.type.name == right.type.name == "money":
        return _made(syntax, NUMBER, exact.divide, *_same(left, right), _TO_BE_DIVIDED, partial=True)
    if right.type.name == "money" or _kinds(left, right) == {"money", "percent"}:
        return None
    kind = left.type if left.type.name == "money" else NUMBER
    return _made(syntax, kind, exact.divide, left, right, _TO_BE_DIVIDED, partial=True)


def _same(left: Node, right: Node) -> tuple[Node, Node]:
    return left, fit(right, left.type)


def negative(term: Node, syntax: Syntax) -> Node:
    """Return `-term`."""
    if isinstance(term, Const) and term.type.numeric:
        return replace(term, value=exact.negate(term.value), start=syntax.start)
    if term.type.numeric:
        return Call(type=term.type, name="negate", run=exact.negate, args=(term,), sign="-", **traits(syntax, term))
    if term.type.name == "duration":
        found = traits(syntax, term)
        return Call(type=term.type, name="negative", run=calendars.negative, args=(term,), sign="-", **found)
    raise refuse(N_("“-” does not go before %(found)s."), "type", syntax.start, syntax.end, found=term.type.label)


_SIGNS: dict[str, Callable[[Syntax, Node, Node], Node | None]] = {"+": _add, "-": _subtract, "*": _multiply, "/": _divide}
