"""Lookup tables that lack a line for a value there is, or have one for a value there is not."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from hansa import N_, rules
from plugins.policies.checking.findings import Finding
from plugins.policies.document.compiled import Compiled, rules_of

NO_LINE = N_("The table has no line for %(values)s, and no default is declared: nothing is known there.")
NO_VALUE = N_("“%(value)s” is none of the values of %(fact)s: the line is never used.")
MOST = 500
"""More combinations of values are not looked through."""


def check(ready: Compiled) -> Iterator[Finding]:
    """Look at each `lookup` over facts of which all values are known."""
    told = set()
    for name, part in ready.items():
        for rule in rules_of(part):
            for node in rules.tree.walk(rule.tree):
                for found in _looked_up(node, ready.fixed, f"/{name}"):
                    if found.key not in told:
                        told.add(found.key)
                        yield found


def _looked_up(node: Any, fixed: Mapping[str, Any], place: str) -> Iterator[Finding]:
    if not isinstance(node, rules.tree.Call) or node.name != "lookup":
        return
    held = node.args[0]
    table = fixed.get(held.name) if isinstance(held, rules.tree.Name) else getattr(held, "value", None)
    width = len(held.type.keys)
    keys = node.args[-width:]
    words = [key.fact.words if isinstance(key, rules.tree.Name) else None for key in keys]
    if not isinstance(table, Mapping):
        return
    lines = {key if width > 1 else (key,) for key in table}
    for at, known in enumerate(words):
        for value in sorted({str(line[at]) for line in lines} - known) if known else ():
            yield Finding("warning", "no-value", NO_VALUE, place, params={"value": value, "fact": keys[at].name})
    if all(words) and len(node.args) == width + 1 and _count(words) <= MOST:
        gone = [", ".join(line) for line in product(*(sorted(known or ()) for known in words)) if line not in lines]
        if gone:
            yield Finding("warning", "no-line", NO_LINE, place, params={"values": "; ".join(gone[:10])})


def _count(words: list[Any]) -> int:
    found = 1
    for known in words:
        found *= len(known)
    return found
