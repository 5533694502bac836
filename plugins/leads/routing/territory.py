"""What a territory covers: a value itself, all that begin alike (`10*`), or all from one to another (`10000..19999`). Pure."""

from collections.abc import Iterable
from itertools import groupby

from plugins.leads.routing.targets import Target, Targets

WHOLE = 1_000
"""How narrow the value itself is: narrower than any part of it."""


def narrowness(said: str, value: str) -> int | None:
    """Return how narrowly what is said of a territory covers a value, in characters both share; None where it does not."""
    if said == value:
        return WHOLE
    if said.endswith("*"):
        return len(said) - 1 if value.startswith(said[:-1]) else None
    first, dots, last = said.partition("..")
    inside = dots and len(first) == len(value) == len(last) and first <= value <= last
    return next((at for at, (one, other) in enumerate(zip(first, last, strict=True)) if one != other), len(first)) if inside else None


def covering(targets: Targets, step: str, value: str) -> list[frozenset[str]]:
    """Return the targets that cover a value on a step of the ladder, the narrowest together first; asked once for a value."""

    def find() -> list[frozenset[str]]:
        found = [(narrow, t.key) for t in targets if (narrow := _narrowest(t, step, value)) is not None]
        found.sort(key=lambda pair: -pair[0])
        return [frozenset(key for _, key in some) for _, some in groupby(found, key=lambda pair: pair[0])]

    known: list[frozenset[str]] = targets.remembered(("covering", step, value), find)
    return known


def _narrowest(target: Target, step: str, value: str) -> int | None:
    said: Iterable[str] = target.territories.get(step, ())
    return max((narrow for one in said if (narrow := narrowness(one, value)) is not None), default=None)
