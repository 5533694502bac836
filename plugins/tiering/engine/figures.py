"""What a partner has: the figures a policy names, its points, and every formula its criteria ask for, each computed once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from plugins.tiering.engine.points import Score, score
from plugins.tiering.engine.ready import Ready

FIGURE = "figure."
"""How figures are called in rules. One that stands in the facts goes before its formula: measures, and what a simulator assumes."""


@dataclass(frozen=True, slots=True)
class Sight:
    """`named` figures by name, `figures` by the text of the formula criteria ask."""

    named: Mapping[str, Any]
    score: Score
    figures: Mapping[str, Any]


def sight(made: Ready, facts: Mapping[str, Any]) -> Sight:
    """Return the figures of a partner. What is not known stays None."""
    known = dict(facts)
    if "people" in made.reads:
        known["people"] = people(known.get("partner.certificates") or ())
    named: dict[str, Any] = {}
    for name, formula in made.figures.items():
        key = FIGURE + name
        if key not in known:
            known[key] = None if formula is None else formula.run(known)
        named[name] = known[key]
    found = score(made.categories, made.earnings, known)
    known |= _points(found)
    return Sight(named, found, {text: formula.run(known) for text, formula in made.formulas.items()})


def _points(found: Score) -> dict[str, Any]:
    """Return what rules know of the points."""
    counted = {f"points.{name}": value for name, value in found.counted.items()}
    tracks = {f"points.track_{name}": value for name, value in found.tracks.items()}
    return {"points": found.total, "points.best": found.best, **counted, **tracks}


def people(certificates: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return who holds how many different certificates: the first step of counting those who hold enough of them."""
    held: dict[str, list[str]] = {}
    for one in certificates:
        names = held.setdefault(str(one["person"]).casefold(), [])
        if one["name"] not in names:
            names.append(one["name"])
    return [{"person": person, "certificates": len(names), "names": names} for person, names in held.items()]
