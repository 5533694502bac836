"""any, all, count, sum and their like over related rows."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.i18n import N_
from core.rules.calendars import Duration
from core.rules.calls import only_for_figures
from core.rules.errors import close_to, refuse
from core.rules.facts import Facts
from core.rules.functions import SQL_FOLDS
from core.rules.joining import traits
from core.rules.literals import mismatch
from core.rules.scanner import string_value
from core.rules.syntax import Syntax
from core.rules.tree import Call, Const, Fold, Name, Node, walk
from core.rules.types import BOOL, INTEGER, NUMBER, Type

if TYPE_CHECKING:
    from core.rules.check import Checker

_NUMERIC = frozenset({"sum", "average", "median"})
_SIZED = frozenset({"integer", "number", "percent", "money", "date", "moment"})


def fold(check: "Checker", syntax: Syntax) -> Node:
    """Return the node of a fold; raises RuleError."""
    if len(syntax.parts) != 1 or syntax.words:
        raise _form(syntax)
    inside = syntax.parts[0]
    if inside.kind != "each":
        return _made(syntax, _rows(check, inside)[0], 0, "", None, None) if syntax.word == "count" else _fail(syntax)
    rows, order, reverse = _rows(check, inside.parts[1])
    with check.rows(inside, rows.type.rows) as row:
        condition = check.condition(inside.parts[2]) if len(inside.parts) > 2 else None
        value = _value(check, syntax, inside)
    return _made(syntax, rows, row, inside.word, value, condition, order, reverse)


def _form(syntax: Syntax) -> Exception:
    example = f"{syntax.word}({'line' if syntax.word == 'count' else 'line.amount'} for line in deal.lines if line.amount > 0)"
    return refuse(N_("Write it like %(example)s."), "fold", syntax.start, syntax.end, example=example)


def _fail(syntax: Syntax) -> Node:
    raise _form(syntax)


def _rows(check: "Checker", syntax: Syntax) -> tuple[Name, str, bool]:
    """Return what is looped over, and by what it is ordered."""
    order = ""
    if syntax.kind == "call" and syntax.word == "ordered" and len(syntax.parts) == 2 and syntax.parts[1].kind == "text":
        order, source = string_value(syntax.parts[1].word), syntax.parts[0]
    else:
        source = syntax
    if source.kind != "name":
        raise refuse(N_("Here the name of related rows was expected."), "rows", source.start, source.end)
    found = check.node(source)
    if not isinstance(found, Name) or found.type.name != "rows":
        raise refuse(N_("“%(name)s” is no list of rows."), "rows", source.start, source.end, name=source.word)
    key = order.removeprefix("-")
    _check_order(found.type.rows, key, syntax.parts[1] if order else syntax)
    return found, key, order.startswith("-")


def _check_order(facts: Facts, key: str, place: Syntax) -> None:
    if key and (key not in facts or facts[key].type.name not in _SIZED | {"text"}):
        raise refuse(N_("Rows cannot be ordered by “%(name)s”."), "order", place.start, place.end, close_to(key, facts), name=key)


def _value(check: "Checker", syntax: Syntax, inside: Syntax) -> Node | None:
    element = inside.parts[0]
    if syntax.word == "count":
        if element.kind != "name" or element.word != inside.word:
            raise _form(syntax)
        return None
    found = check.condition(element) if syntax.word in ("any", "all") else check.node(element)
    if syntax.word in _NUMERIC and not found.type.numeric:
        raise mismatch(found, NUMBER)
    if syntax.word in ("min", "max") and found.type.name not in _SIZED:
        raise mismatch(found, NUMBER)
    if found.type.name in ("rows", "table", "calendar", "texts", "nothing"):
        raise mismatch(found, NUMBER)
    return found


def _made(
    syntax: Syntax, rows: Name, row: int, var: str, value: Node | None, condition: Node | None, order: str = "", reverse: bool = False
) -> Fold:
    parts = tuple(part for part in (rows, condition, value) if part is not None)
    found = traits(syntax, *parts)
    found["fixed"] = rows.fixed and all(node.fixed or _of_row(node, row) for part in parts for node in walk(part))
    reason = next((part.reason for part in parts if part.reason), None)
    found["reason"] = (
        None if found["fixed"] else reason or (None if syntax.word in SQL_FOLDS and not order else only_for_figures(syntax.word))
    )
    found["nullable"] = True
    weight = 1 + sum(_cost(node) for part in parts for node in walk(part))
    return Fold(
        type=_type(syntax.word, value), name=syntax.word, rows=rows, row=row, var=var, value=value, condition=condition,
        weight=weight, order=order, reverse=reverse, **found,
    )  # fmt: skip


_COUNTED = 1_000
"""What counting working days one by one costs."""

_COSTS: Mapping[str, int] = {
    **dict.fromkeys(("add", "subtract", "multiply", "later", "earlier", "length", "lower", "contains", "starts_with", "ends_with"), 5),
    **dict.fromkeys(("divide", "percent", "percent_of", "round", "lookup", "scale", "graduated"), 20),
    **dict.fromkeys(("business_days", "business_days_between", "business_day_from", "business_day_until"), _COUNTED),
}
"""How much more than a comparison some parts cost."""


def _cost(node: Node) -> int:
    if isinstance(node, Const) and isinstance(node.value, Duration) and node.value.business:
        return _COUNTED
    return _COSTS.get(node.name, 1) if isinstance(node, Call) else 1


def _of_row(node: Node, row: int) -> bool:
    """Parts of a row are as fixed as the rows are; only facts of the record itself are not."""
    return not isinstance(node, Name) or node.row is not None


def _type(name: str, value: Node | None) -> Type:
    if name in ("any", "all"):
        return BOOL
    if value is None or name == "distinct":
        return INTEGER
    if name in ("average", "median") and value.type.name != "money":
        return NUMBER
    return value.type
