"""Gates that can never or always hold, and gates that almost repeat each other."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Any, NamedTuple

from hansa import N_, rules
from plugins.policies.checking.check_clauses import possible
from plugins.policies.checking.conditions import Condition, Reading
from plugins.policies.checking.findings import Finding
from plugins.policies.document.outcome import plain

NEVER = N_("This can never hold.")
ALWAYS = N_("This always holds, whatever is known.")
ALMOST = N_("“%(one)s” and “%(other)s” differ only at %(value)s: one lets it pass, the other does not.")
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


class Bound(NamedTuple):
    """One comparison with a written value: `upward` for more than and at least; `inclusive` for at least and at most."""

    term: str
    value: Any
    upward: bool
    inclusive: bool
    whole: bool
    text: str


def check_rule(condition: Condition) -> Iterator[Finding]:
    """Find out whether a gate says nothing: it never holds, or always."""
    verdict = possible(condition)
    if verdict is False:
        yield Finding("error", "never", NEVER, f"{condition.place}/when")
    elif verdict and _always(condition):
        yield Finding("warning", "always", ALWAYS, f"{condition.place}/when")


def _always(condition: Condition) -> bool:
    reading = Reading().read(condition)
    space = reading.space()
    return bool(reading.variables) and not space.known & ~reading.mask(condition, space)[0] and not _asks_known(condition.rule.tree)


def _asks_known(node: Any) -> bool:
    return any(isinstance(part, rules.tree.Known) for part in rules.tree.walk(node))


def check_pairs(conditions: Sequence[Condition]) -> Iterator[Finding]:
    """Find gates of different rules that test the same thing at the same value, one strictly and one not."""
    found = [(condition, bound) for condition in conditions for bound in _bounds(condition.rule)]
    told = set()
    for (a, one), (b, other) in combinations(found, 2):
        same = one.term == other.term and one.value == other.value and one.upward == other.upward
        if a.place == b.place or not same or one.inclusive == other.inclusive:
            continue
        key = (a.place, b.place, one.term, one.value)
        if key not in told:
            told.add(key)
            params = {"term": one.term, "value": str(plain(one.value))}
            yield Finding("warning", "almost", ALMOST, f"{a.place}/when", f"{b.place}/when", params, {"one": one.text, "other": other.text})


def _bounds(rule: rules.Expression) -> Iterator[Bound]:
    tree = rules.tree
    for node in tree.walk(rule.tree):
        if not isinstance(node, tree.Compare) or node.op not in _TURNED:
            continue
        for asked, held, op in ((node.left, node.right, node.op), (node.right, node.left, _TURNED[node.op])):
            if isinstance(held, tree.Const) and not isinstance(asked, tree.Const):
                value = Decimal(held.value) if isinstance(held.value, int) else held.value
                term = " ".join(rule.part(asked).split())
                yield Bound(term, value, op[0] == ">", op.endswith("="), asked.type.name == "integer", rule.part(node))
