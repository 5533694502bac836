"""Conditions read symbolically: their tests become variables over cells, three-valued like the rules themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hansa import rules
from plugins.policies.checking.cells import UNKNOWN, Space, Variable

tree = rules.tree
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
_LEAST = {"count": 0, "distinct": 0, "length": 0, "abs": 0, "day": 1, "month": 1, "quarter": 1, "weekday": 1}
_MOST = {"day": 31, "month": 12, "quarter": 4, "weekday": 7}
_ORDERED = frozenset({"integer", "number", "percent", "money", "date", "moment"})
_STEPPED = frozenset({"integer", "date"})
Mask = tuple[int, int]
"""The inputs for which a condition is true, and those for which it is false; in the rest it is unknown."""


@dataclass
class Condition:
    """A condition of the document with its place, and what a missing fact gives."""

    rule: rules.Expression
    place: str
    missing: str = "ask"


@dataclass
class Reading:
    """The variables of some conditions. `read` collects them, `mask` then tells where a condition holds."""

    steps: Mapping[str, Decimal] = field(default_factory=dict)
    variables: dict[str, Variable] = field(default_factory=dict)

    def read(self, condition: Condition) -> "Reading":
        self._collect(condition.rule, condition.rule.tree)
        return self

    def space(self) -> Space:
        return Space(list(self.variables.values()))

    def holds(self, condition: Condition, space: Space) -> int:
        """Return the inputs for which it holds, with what a missing fact gives."""
        true, false = self.mask(condition, space)
        return true | (space.full & ~(true | false)) if condition.missing == "yes" else true

    def stops(self, condition: Condition, space: Space) -> int:
        """Return the inputs for which nothing after it counts: it holds, or a person is asked whether it does."""
        true, false = self.mask(condition, space)
        return true if condition.missing == "no" else space.full & ~false

    def mask(self, condition: Condition, space: Space) -> Mask:
        return self._mask(condition.rule, condition.rule.tree, space)

    def _collect(self, rule: rules.Expression, node: Any) -> None:
        if isinstance(node, tree.Joined | tree.Not):
            for part in node.parts:
                self._collect(rule, part)
        elif (found := _test(rule, node)) is not None:
            known = self.variables.setdefault(found.variable.key, found.variable)
            if not known.points >= found.points:
                known.points |= found.points
                known.__dict__.pop("cells", None)
            if known.key in self.steps:
                known.step = self.steps[known.key]

    def _mask(self, rule: rules.Expression, node: Any, space: Space) -> Mask:
        if isinstance(node, tree.Not):
            true, false = self._mask(rule, node.term, space)
            return false, true
        if isinstance(node, tree.Joined):
            return self._joined(rule, node, space)
        if isinstance(node, tree.Const):
            return (space.full, 0) if node.value else (0, space.full)
        found = _test(rule, node)
        assert found is not None
        variable = self.variables[found.variable.key]
        verdicts = [found.verdict(cell) for cell in variable.cells]
        return (
            space.where(variable, [i for i, verdict in enumerate(verdicts) if verdict is True]),
            space.where(variable, [i for i, verdict in enumerate(verdicts) if verdict is False]),
        )

    def _joined(self, rule: rules.Expression, node: Any, space: Space) -> Mask:
        masks = [self._mask(rule, term, space) for term in node.terms]
        true, false = masks[0]
        for other_true, other_false in masks[1:]:
            if node.op == "and":
                true, false = true & other_true, false | other_false
            else:
                true, false = true | other_true, false & other_false
        return true, false


@dataclass
class Asked:
    """One test over one variable. `op` compares with `value`; `in` with `values`; `is` asks a yes-or-no; `known`."""

    variable: Variable
    op: str
    value: Any = None
    values: tuple[Any, ...] = ()
    negated: bool = False

    @property
    def points(self) -> set[Any]:
        return {self.value} if self.op in _TURNED else set(self.values)

    def verdict(self, cell: Any) -> bool | None:
        """Return what the test says in a cell; None is unknown."""
        if self.op == "known":
            return (cell == UNKNOWN) is self.negated
        if cell == UNKNOWN:
            return None
        low, high = cell
        if self.op == "is":
            return bool(low) is not self.negated
        if self.op == "in":
            return (low == high and low is not None and low in self.values) is not self.negated
        return _compared(self.op, low, high, self.value)


def _compared(op: str, low: Any, high: Any, value: Any) -> bool:
    """A single value, or an open interval that never holds the value itself."""
    if low == high and low is not None:
        order = (low > value) - (low < value)
    else:
        order = 1 if low is not None and low >= value else -1 if high is not None and high <= value else 2
    verdicts: Mapping[str, bool] = {"<": order == -1, "<=": order in (-1, 0), ">": order == 1, ">=": order in (0, 1), "==": order == 0, "!=": order != 0}
    return verdicts[op]


def _test(rule: rules.Expression, node: Any) -> Asked | None:
    """Return the test a node is; anything that is not understood is a yes-or-no of its own."""
    if isinstance(node, tree.Const):
        return None
    if isinstance(node, tree.Compare) and (node.op in ("==", "!=") or node.left.type.name in _ORDERED):
        return _comparison(rule, node)
    if isinstance(node, tree.Among):
        return Asked(_variable(rule, node.left), "in", values=tuple(_exact(value) for value in node.values), negated=node.negated)
    if isinstance(node, tree.Known):
        return Asked(_variable(rule, node.term), "known", negated=node.negated)
    return Asked(_yes_or_no(rule, node), "is", values=(True, False))


def _comparison(rule: rules.Expression, node: Any) -> Asked:
    if isinstance(node.right, tree.Const):
        return Asked(_variable(rule, node.left), node.op, _exact(node.right.value))
    if isinstance(node.left, tree.Const):
        return Asked(_variable(rule, node.right), _TURNED[node.op], _exact(node.left.value))
    left, right = _text(rule, node.left), _text(rule, node.right)
    op = node.op if left <= right else _TURNED[node.op]
    if node.left.type.name not in _ORDERED:
        return Asked(_yes_or_no(rule, node), "is", values=(True, False))
    first, second = sorted((left, right))
    made = Variable(f"{first} ⋚ {second}", True, _names(node), plain=False, nullable=node.nullable, shown=f"{first} − {second}")
    return Asked(made, op, Decimal(0))


def _variable(rule: rules.Expression, node: Any) -> Variable:
    kind, name = node.type.name, _text(rule, node)
    plain = isinstance(node, tree.Name)
    words = node.fact.words if plain and node.fact.words else None
    if kind == "bool":
        words = frozenset({True, False})
    function = getattr(node, "name", "") if isinstance(node, tree.Call | tree.Fold) else ""
    least, most = _LEAST.get(function), _MOST.get(function)
    step = Decimal(1) if kind in _STEPPED else None
    return Variable(
        name, kind in _ORDERED, _names(node), plain=plain, step=step, nullable=node.nullable and not (plain and node.fact.required),
        least=None if least is None else Decimal(least), most=None if most is None else Decimal(most), words=words, shown=name,
    )  # fmt: skip


def _yes_or_no(rule: rules.Expression, node: Any) -> Variable:
    plain = isinstance(node, tree.Name) or (isinstance(node, tree.Call) and node.sign == "in" and isinstance(node.args[0], tree.Const))
    nullable = node.nullable and not (isinstance(node, tree.Name) and node.fact.required)
    name = _text(rule, node)
    return Variable(name, False, _names(node), plain=plain, nullable=nullable, words=frozenset({True, False}), points={True, False}, shown=name)


def _names(node: Any) -> frozenset[str]:
    return frozenset(part.name for part in tree.walk(node) if isinstance(part, tree.Name))


def _text(rule: rules.Expression, node: Any) -> str:
    return node.name if isinstance(node, tree.Name) and node.row is None else " ".join(rule.part(node).split())


def _exact(value: Any) -> Any:
    """Numbers of all kinds compare with each other; yes and no stay what they are."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else value
