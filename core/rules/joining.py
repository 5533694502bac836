"""What a part takes over from its parts, and how two parts come to one type."""

from typing import Any

from core.i18n import N_
from core.rules.errors import refuse
from core.rules.literals import fit
from core.rules.tree import Call, Const, Node
from core.rules.types import NUMBER, Type, comparable


def together(left: Node, right: Node) -> tuple[Node, Node]:
    """Return both as values that can be compared; a written one takes the type of the other."""
    if comparable(left.type, right.type):
        return left, right
    return (fit(left, right.type), right) if isinstance(left, Const) and not isinstance(right, Const) else (left, fit(right, left.type))


def fit_beside(node: Node, kind: Type) -> Node:
    """Return the node as something that can be compared with values of a type."""
    return node if comparable(node.type, kind) else fit(node, kind)


def wider(a: Node, b: Node) -> Type:
    """Return the type that holds both; a written number takes the type of the other."""
    if a.type == b.type or (isinstance(b, Const) and a.type.name == "percent"):
        return a.type
    return b.type if isinstance(a, Const) and b.type.name == "percent" else NUMBER


def traits(syntax: Any, *parts: Node) -> dict[str, Any]:
    """Return place, unknown or not, fixed or not, and why not SQL, as the parts of a strict node make them."""
    fixed = all(part.fixed for part in parts)
    reason = None if fixed else next((part.reason for part in parts if part.reason), None)
    nullable = any(part.nullable for part in parts)
    return {"start": syntax.start, "end": syntax.end, "nullable": nullable, "fixed": fixed, "reason": reason}


def folded(node: Node) -> Node:
    """Compute at once what depends on written values only."""
    if not isinstance(node, Call) or not all(isinstance(arg, Const) for arg in node.args):
        return node
    value = node.run(*(arg.value for arg in node.args))  # type: ignore[attr-defined]
    if value is None:
        raise refuse(N_("This gives no value."), "no-value", node.start, node.end)
    return Const(type=node.type, value=value, start=node.start, end=node.end, nullable=False, fixed=True)
