"""Written values take the type of what they stand beside: 5000 becomes an amount, "2026-01-31" a date."""

import uuid
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from core.i18n import N_
from core.rules.errors import close_to, refuse
from core.rules.tree import Const, Name, Node
from core.rules.types import Type
from schemas.errors import Message

SCALE = 10_000
BIGINT = 2**63 - 1


def number(text: str) -> int | Decimal:
    """Return the exact value of a number as written."""
    plain = text.replace("_", "")
    return Decimal(plain) if "." in plain else int(plain)


def fit(node: Node, wanted: Type) -> Node:
    """Return the node, with a written value turned into the wanted type; RuleError when it is none of it."""
    if node.type == wanted:
        return node
    if isinstance(node, Const):
        if wanted.numeric and node.type.plain_number and _whole_enough(node.value, wanted):
            return replace(node, type=wanted)
        if node.type.name == "text" and wanted.name in _READ:
            return replace(node, type=wanted, value=_read(node, wanted))
    if wanted.name in ("number", "percent") and node.type.plain_number:
        return node
    raise mismatch(node, wanted)


def mismatch(node: Node, wanted: Type) -> Exception:
    """Return the error for a part of another type."""
    if wanted.name == node.type.name == "money":
        text = N_("This is an amount in %(found)s; an amount in %(wanted)s was expected.")
        own = N_("the currency beside it")
        return refuse(text, "type", node.start, node.end, found=node.type.currency or own, wanted=wanted.currency or own)
    text = N_("This is of the type %(found)s; here %(wanted)s was expected.")
    return refuse(text, "type", node.start, node.end, found=node.type.label, wanted=wanted.label)


def _whole_enough(value: Any, wanted: Type) -> bool:
    return wanted.name != "integer" or value == int(value)


def _read(node: Const, wanted: Type) -> Any:
    try:
        return _READ[wanted.name](node.value)
    except ValueError:
        raise refuse(_SHOULD[wanted.name], "value", node.start, node.end) from None


def _date(text: str) -> date:
    if len(text) != 10:
        raise ValueError(text)
    return date.fromisoformat(text)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found


_READ: dict[str, Any] = {"date": _date, "moment": _moment, "id": uuid.UUID}
_SHOULD = {
    "date": N_("A date is written year-month-day, like 2026-01-31."),
    "moment": N_("A moment is written with its difference from UTC, like 2026-01-31T09:00:00+08:00."),
    "id": N_("This is not a reference."),
}


def check_choice(asked: Node, value: Const) -> None:
    """Refuse a text that the fact beside it can never be."""
    words = asked.fact.words if isinstance(asked, Name) else frozenset()
    if words and value.type.name == "text" and value.value not in words:
        text = N_("“%(value)s” is none of the values of %(name)s.")
        near = close_to(value.value, words) or tuple(sorted(words)[:3])
        raise refuse(text, "choice", value.start, value.end, near, value=value.value, name=asked.name)  # type: ignore[attr-defined]


TOO_FINE = Message(N_("In a sum, the database knows numbers of at most four decimals and fifteen digits before them."), "not-in-sql")


def too_fine(*nodes: Node) -> Message | None:
    """Return why a written number cannot take part in a computation of the database; None when all can."""
    return None if all(_storable(node) for node in nodes) else TOO_FINE


def _storable(node: Node) -> bool:
    if not isinstance(node, Const) or not node.type.numeric:
        return True
    scaled = Fraction(node.value) * SCALE
    return scaled.denominator == 1 and abs(scaled) <= BIGINT
