"""Ways to put eligible targets in order; the first gets the lead. Each is a pure function with its ties by `key`.

A method returns what it compared with each target, the better the smaller, so that a plan can say why and tie-breaks
declared by the policy can decide between equals.
"""

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from plugins.leads.routing.shares import Weights
from plugins.leads.routing.shares import order as by_share
from plugins.leads.routing.targets import Standing, Target

Place = tuple[Any, Any]
"""Latitude and longitude in degrees."""

EARTH_KM = 6371.0088
"""Mean radius of the earth (IUGG)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a method may look at beside the targets.

    How they stand, the lead's place, the seed stored with the decision; weights and scores the rule's formulas gave.
    """

    standing: Standing = field(default_factory=Standing)
    place: Place | None = None
    seed: str = ""
    weights: Weights | None = None
    scores: Mapping[str, Fraction | None] = field(default_factory=dict)


Ranks = dict[str, Any]
"""By target: what decides, the smaller the better. Targets that are left out cannot be chosen by this method."""

NEVER = (False, 0)


def longest_wait(targets: Sequence[Target], asked: Asked) -> Ranks:
    """Who never had a turn comes first, then who waits longest."""
    turns = asked.standing.turns
    return {t.key: (True, turns[t.key]) if t.key in turns else NEVER for t in targets}


def weighted(targets: Sequence[Target], asked: Asked) -> Ranks:
    """By exact shares: see `shares`. Targets of weight 0 are left out."""
    return dict(by_share(asked.standing.book, asked.weights or own_weights(targets)))


def own_weights(targets: Sequence[Target]) -> Weights:
    return Weights({t.key: t.weight for t in targets})


def drawn(targets: Sequence[Target], asked: Asked) -> Ranks:
    """Draw with the weights as chances, from the seed stored with the decision: the same seed draws the same order.

    Each target gets the key u^(1/w) of Efraimidis and Spirakis, "Weighted random sampling with a reservoir" (2006), as
    the time -ln(u)/w, with u taken from a hash of seed and target.
    """
    weights = asked.weights or own_weights(targets)
    return {key: -math.log(_uniform(asked.seed, key)) / weight for key, weight in weights.whole.items()}


def _uniform(seed: str, key: str) -> float:
    digest = hashlib.sha256(f"{seed}\0{key}".encode()).digest()
    return (int.from_bytes(digest[:8]) + 1) / (2**64 + 1)


def most_room(targets: Sequence[Target], asked: Asked) -> Ranks:
    """The most free capacity first; those without a limit before all."""
    rooms = asked.standing.rooms
    return {t.key: (True, -rooms[t.key].free) if t.key in rooms else NEVER for t in targets}


def best_score(targets: Sequence[Target], asked: Asked) -> Ranks:
    """The highest score first; an unknown score is no score, and comes last."""
    found = ((t.key, asked.scores.get(t.key)) for t in targets)
    return {key: (score is None, -(score or Fraction(0))) for key, score in found}


def nearest(targets: Sequence[Target], asked: Asked) -> Ranks:
    """The shortest way over the earth first; without a place on both sides there is no distance, and it comes last."""
    return {t.key: (d is None, d or 0.0) for t in targets for d in [nearest_km(asked.place, t.places)]}


def nearest_km(here: Place | None, places: Sequence[Place]) -> float | None:
    """Return the distance to the nearest of some places; None when here or they are unknown."""
    return min((distance_km(here, place) for place in places), default=None) if here is not None else None


def distance_km(a: Place, b: Place) -> float:
    """Return the great-circle distance (haversine formula)."""
    (lat1, lon1), (lat2, lon2) = [(math.radians(lat), math.radians(lon)) for lat, lon in (a, b)]
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


METHODS: Mapping[str, Callable[[Sequence[Target], Asked], Ranks]] = {
    "longest_wait": longest_wait,
    "weighted": weighted,
    "drawn": drawn,
    "most_room": most_room,
    "best_score": best_score,
    "nearest": nearest,
}
"""By name in the policy. `shark_tank` and `manual` choose nobody: see `routing`."""
