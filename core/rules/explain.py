"""Why a rule came out as it did: every part with its value, parts that were not needed marked, rows one by one."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from core.rules import python
from core.rules.reading import dump_value
from core.rules.tree import Among, Call, Compare, Const, Default, Fold, If, Joined, Known, Name, Node, Not
from core.rules.types import BOOL

MOST_ROWS = 200
"""How many rows of folds an explanation lists; the value counts all."""


class Explanation:
    """A part of a rule with its value (None is unknown) and the parts it came from.

    `skipped`: it was not needed. `row`: this explains one row of a fold, counted from 1. `more`: rows not listed.
    """

    __slots__ = ("children", "more", "node", "row", "skipped", "value")

    def __init__(
        self, node: Node, value: Any, children: "tuple[Explanation, ...]" = (), skipped: bool = False, row: int = 0, more: int = 0
    ):
        self.node = node
        self.value = value
        self.children = children
        self.skipped = skipped
        self.row = row
        self.more = more

    def as_json(self) -> dict[str, Any]:
        """Return the tree as JSON holds it, without the text of the rule; `at` are its characters."""
        node = self.node
        found: dict[str, Any] = {"at": [node.start, node.end], "kind": _KINDS[type(node)], "type": node.type.name, **_words(node)}
        if self.row:
            found = {"at": found["at"], "kind": "row", "row": self.row, "type": "bool"}
        if self.skipped:
            return {**found, "skipped": True}
        kind = node.type if not self.row else BOOL
        found["value"] = [] if kind.name in ("rows", "table", "calendar") else dump_value(kind, self.value)
        if self.children:
            found["parts"] = [child.as_json() for child in self.children]
        return {**found, "more": self.more} if self.more else found


def canonical(tree: Mapping[str, Any]) -> bytes:
    """Return JSON that is the same bytes for the same tree."""
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


_KINDS: Mapping[type[Node], str] = {
    Const: "value",
    Name: "name",
    Compare: "compare",
    Among: "in",
    Joined: "joined",
    Not: "not",
    Known: "known",
    Default: "default",
    If: "if",
    Call: "call",
    Fold: "fold",
}


def _words(node: Node) -> dict[str, Any]:
    """Return what tells parts of one kind apart."""
    if isinstance(node, Name):
        return {"name": node.name} if node.row is None else {"name": node.name, "of_row": node.row}
    if isinstance(node, Among):
        return {"values": [dump_value(node.left.type, value) for value in node.values], "negated": node.negated}
    if isinstance(node, Known):
        return {"negated": node.negated}
    if isinstance(node, Compare | Joined):
        return {"op": node.op}
    if isinstance(node, Fold):
        return {"name": node.name, "rows": node.rows.name}
    return {"name": node.sign or node.name} if isinstance(node, Call) else {}


class _State:
    """One evaluation: the facts, the rows around, how many rows may still be listed."""

    __slots__ = ("facts", "left", "rows")

    def __init__(self, facts: Mapping[str, Any]):
        self.facts = facts
        self.rows: list[Mapping[str, Any]] = []
        self.left = MOST_ROWS


def explain(node: Node, facts: Mapping[str, Any]) -> Explanation:
    """Evaluate a rule and return why; its value is that of the plain evaluation."""
    return _explained(node, _State(facts))


def _explained(node: Node, state: _State) -> Explanation:
    return _EXPLAIN[node.__class__](node, state)


def _const(node: Const, state: _State) -> Explanation:
    return Explanation(node, node.value)


def _name(node: Name, state: _State) -> Explanation:
    source = state.facts if node.row is None else state.rows[node.row]
    return Explanation(node, source.get(node.name))


def _compare(node: Compare, state: _State) -> Explanation:
    left, right = _explained(node.left, state), _explained(node.right, state)
    a, b = left.value, right.value
    return Explanation(node, None if a is None or b is None else _COMPARE[node.op](a, b), (left, right))


_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def _among(node: Among, state: _State) -> Explanation:
    left = _explained(node.left, state)
    return Explanation(node, None if left.value is None else (left.value in node.values) is not node.negated, (left,))


def _joined(node: Joined, state: _State) -> Explanation:
    decides = node.op == "or"
    value: bool | None = not decides
    children = []
    for i, term in enumerate(node.terms):
        found = _explained(term, state)
        children.append(found)
        if found.value is decides:
            children += [_skipped(rest) for rest in node.terms[i + 1 :]]
            return Explanation(node, decides, tuple(children))
        if found.value is None:
            value = None
    return Explanation(node, value, tuple(children))


def _skipped(node: Node) -> Explanation:
    return Explanation(node, None, (), True)


def _not(node: Not, state: _State) -> Explanation:
    term = _explained(node.term, state)
    return Explanation(node, None if term.value is None else not term.value, (term,))


def _known(node: Known, state: _State) -> Explanation:
    term = _explained(node.term, state)
    return Explanation(node, (term.value is None) is node.negated, (term,))


def _default(node: Default, state: _State) -> Explanation:
    term = _explained(node.term, state)
    instead = _explained(node.instead, state) if term.value is None else _skipped(node.instead)
    return Explanation(node, instead.value if term.value is None else term.value, (term, instead))


def _if(node: If, state: _State) -> Explanation:
    condition = _explained(node.condition, state)
    then = _explained(node.then, state) if condition.value else _skipped(node.then)
    other = _explained(node.other, state) if condition.value is False else _skipped(node.other)
    return Explanation(node, then.value if condition.value else other.value, (condition, then, other))


def _call(node: Call, state: _State) -> Explanation:
    args = tuple([_explained(arg, state) for arg in node.args])
    values = [arg.value for arg in args]
    return Explanation(node, None if any(value is None for value in values) else node.run(*values), args)


@cache
def _built(node: Fold) -> Callable[..., Any]:
    return python.build(node, node.row)


def _fold(node: Fold, state: _State) -> Explanation:
    value = _built(node)(state.facts, *state.rows)
    source = _explained(node.rows, state).value or ()
    listed = source[: state.left]
    state.left -= len(listed)
    children = tuple([_row(node, number, row, state) for number, row in enumerate(listed, 1)])
    return Explanation(node, value, children, more=len(source) - len(listed))


def _row(node: Fold, number: int, row: Mapping[str, Any], state: _State) -> Explanation:
    state.rows.append(row)
    condition = None if node.condition is None else _explained(node.condition, state)
    parts = [] if condition is None else [condition]
    taken = True if condition is None else condition.value
    if node.value is not None:
        parts.append(_skipped(node.value) if taken is False else _explained(node.value, state))
    state.rows.pop()
    return Explanation(node, taken, tuple(parts), row=number)


_EXPLAIN: Mapping[type[Node], Callable[[Any, _State], Explanation]] = {
    Const: _const,
    Name: _name,
    Compare: _compare,
    Among: _among,
    Joined: _joined,
    Not: _not,
    Known: _known,
    Default: _default,
    If: _if,
    Call: _call,
    Fold: _fold,
}
