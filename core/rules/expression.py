"""A rule: parsed once, evaluated often."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import core.rules.explain as explaining
from core.rules import check, python, syntax
from core.rules.errors import RuleError
from core.rules.explain import Explanation
from core.rules.facts import Facts
from core.rules.tree import Fold, Name, Node
from core.rules.types import BOOL, Type
from schemas.errors import Message


class Expression:
    """A checked rule. Call it with facts to evaluate it: the value, None for unknown.

    `text` is what was written and the only truth; `type` what comes out.
    """

    def __init__(self, text: str, tree: Node, facts: Facts):
        self.text = text
        self.tree = tree
        self.facts = facts
        self.type: Type = tree.type

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def __call__(self, values: Mapping[str, Any]) -> Any:
        """Evaluate. Raises RuleLimit when rows are too many or figures too long."""
        return self.run(values)

    @cached_property
    def run(self) -> Callable[[Mapping[str, Any]], Any]:
        """The plain function: the fastest way to evaluate over many records."""
        return python.build(self.tree)

    def explain(self, values: Mapping[str, Any]) -> Explanation:
        """Evaluate and say why, part by part."""
        return explaining.explain(self.tree, values)

    @cached_property
    def names(self) -> frozenset[str]:
        """The facts it reads; facts of rows as `<rows>.<fact>`."""
        return frozenset(_names(self.tree, ()))

    @property
    def sql_reason(self) -> Message | None:
        """Why the database cannot answer this rule; None when it can."""
        return self.tree.reason

    def part(self, node: Node) -> str:
        """Return how a part of the rule is written."""
        return self.text[node.start : node.end]


def _names(node: Node, around: tuple[str, ...]) -> set[str]:
    if isinstance(node, Name):
        return {node.name if node.row is None else f"{around[node.row]}.{node.name}"}
    inner = around
    if isinstance(node, Fold):
        rows = next(iter(_names(node.rows, around)))
        inner = (*around, rows)
    return {name for part in node.parts for name in _names(part, inner)} | _ordered(node, inner)


def _ordered(node: Node, around: tuple[str, ...]) -> set[str]:
    return {f"{around[-1]}.{node.order}"} if isinstance(node, Fold) and node.order else set()


def parse(text: str, facts: Facts, *, expect: Type | tuple[Type, ...] = BOOL, in_sql: bool = False) -> Expression:
    """Return the rule; raises RuleError with the place, what was expected and what was perhaps meant.

    `expect`: the type or types it may have; () for any. `in_sql`: refuse what the database cannot answer, with the reason.
    """
    wanted = expect if isinstance(expect, tuple) else (expect,)
    tree = check.check(syntax.read(text), facts, wanted)
    if in_sql and tree.reason is not None:
        worst = _deepest(tree)
        raise RuleError(tree.reason, worst.start, worst.end)
    return Expression(text, tree, facts)


def _deepest(node: Node) -> Node:
    """Return the innermost part that gave the reason."""
    return next((_deepest(part) for part in node.parts if part.reason is not None), node)
