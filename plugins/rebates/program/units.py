"""Units of formulas: amounts of money and pieces are both numbers to rules, and adding or comparing them is a mistake."""

from collections.abc import Iterator, Mapping
from typing import Any

from hansa import N_, rules
from plugins.policies.api import Finding, metric_facts
from plugins.rebates.program.parts import Made

MONEY, PIECES = "money", "pieces"
WORDS = {MONEY: N_("an amount"), PIECES: N_("a number of pieces")}
MIXED = N_("“%(text)s” takes %(one)s and %(other)s together: that says nothing.")
OF = {"amount": MONEY, "quantity": PIECES, "lines": PIECES}
ALIKE = frozenset({"+", "-", "highest", "lowest", "percent"})
"""Calls whose arguments are of one unit, by their sign or name."""
ROWS = ("targets", "components", "bands", "factors")
Units = Mapping[str, str | None]
tree = rules.tree


def mixed(policy: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield each sum, comparison or proportion of an amount with pieces. What is weighted has a unit of its own, which nobody knows."""
    units = _known(policy)
    for row in (row for name in ROWS for row in policy[name] or ()):
        for part, rule in row.formulas.items():
            for node, one, other in _meeting(rule.tree, units):
                named = {"text": rule.part(node), "one": WORDS[one], "other": WORDS[other]}
                yield Finding("warning", "units", MIXED, f"{row.place}/{part}", params={"at": node.start}, named=named)


def _known(policy: Mapping[str, Any]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for one in policy["measures"] or ():
        found[f"measure.{one['name']}"] = None if "weight" in one.formulas else _of_metric(one) if one["of"] == "metric" else OF[one["of"]]
    for one in policy["targets"] or ():
        found[f"target.{one['name']}"] = _unit(one.formulas["of"].tree, found) if "of" in one.formulas else None
    return found


def _of_metric(one: Made) -> str | None:
    fact = metric_facts().get(f"metric.{one['metric']}.ever")
    return MONEY if fact is not None and fact.type == rules.MONEY else None


def _meeting(node: Any, units: Units) -> Iterator[tuple[Any, str, str]]:
    """Yield the places where two units meet that cannot."""
    found = [unit for part in _alike(node) if (unit := _unit(part, units)) is not None]
    if len(set(found)) > 1:
        yield node, MONEY, PIECES
    for part in node.parts:
        yield from _meeting(part, units)


def _alike(node: Any) -> tuple[Any, ...]:
    """Return the parts of a node that have to be of one unit."""
    if isinstance(node, tree.Compare):
        return (node.left, node.right)
    if isinstance(node, tree.If):
        return (node.then, node.other)
    if isinstance(node, tree.Default):
        return (node.term, node.instead)
    return node.args if isinstance(node, tree.Call) and (node.sign or node.name) in ALIKE else ()


def _unit(node: Any, units: Units) -> str | None:
    """Return the unit of a part; None where it is a plain number, or cannot be told."""
    if isinstance(node, tree.Name):
        return units.get(node.name, MONEY if node.fact.type == rules.MONEY else None)
    if isinstance(node, tree.Call) and node.sign in ("*", "/"):
        return _product(node.sign, [_unit(part, units) for part in node.args])
    same = {unit for part in _alike(node) if (unit := _unit(part, units)) is not None}
    if isinstance(node, tree.Compare) or (isinstance(node, tree.Call) and node.name == "percent"):
        return None
    if isinstance(node, tree.Call) and node.name == "round":
        return _unit(node.args[0], units)
    return same.pop() if len(same) == 1 else None


def _product(sign: str, found: list[str | None]) -> str | None:
    """A number of times an amount is an amount; an amount over an amount is a number; an amount over pieces is a price."""
    known = [unit for unit in found if unit is not None]
    if len(known) != 1:
        return None
    return known[0] if sign == "*" or found[0] is not None else None
