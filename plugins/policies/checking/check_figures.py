"""Finds figures that tell partners of one another: what compares one with all of them, where partners read their own decisions.

Whoever knows its share and its own sum knows the sum of the others, and with few partners what one of them has. The pages of figures
keep such a figure from partners; an engine reads it behind the wall and tells it, so the program's owner has to say that this is meant.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from hansa import N_
from plugins.policies.checking.findings import Finding
from plugins.policies.document.compiled import Compiled, names_in
from plugins.policies.metrics.facts import metric_facts
from plugins.policies.metrics.formula import measures_in, parsed, reads_everybody
from plugins.policies.metrics.known import known

TELLS = N_("“%(name)s” compares a partner with all others. Partners read their own figures here, and with few partners it tells what the others have.")


def check(ready: Compiled) -> Iterator[Finding]:
    """Warn of every measure a policy reads that compares partners with all of them, where they read what it decides about them."""
    if ready.kind.partner_results:
        read = {name.partition(".")[2].rpartition(".")[0] for name in names_in(ready) & metric_facts().keys()}
        for key in sorted(read | _texts(ready.document)):
            if _tells(key):
                yield Finding("warning", "tells-of-others", TELLS, params={"name": key})


def _tells(key: str) -> bool:
    """Tell whether a measure reads what everybody has, by its formula or by one that formula reads."""
    found, waiting, met = known(), [key], set[str]()
    while waiting:
        one = waiting.pop()
        if one in found.derived and one not in met:
            met.add(one)
            formula = parsed(found.derived[one].formula, found.keys)
            if reads_everybody(formula):
                return True
            waiting += measures_in(formula)
    return False


def _texts(part: Any) -> set[str]:
    """Return all texts of a document: rows name measures as they are."""
    if isinstance(part, str):
        return {part}
    inner = part.values() if isinstance(part, Mapping) else part if isinstance(part, list | tuple) else ()
    return {text for one in inner for text in _texts(one)}
