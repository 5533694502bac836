"""The tiering engine: a policy and facts in, the level with what is missing out. Pure."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from hansa import N_
from plugins.policies.api import Compiled, Outcome, Reason, Step
from plugins.tiering.engine.advice import Lack, Path, cheapest, failing, paths
from plugins.tiering.engine.climbing import Stand, climb, rank_of
from plugins.tiering.engine.figures import Sight, sight
from plugins.tiering.engine.ladder import Rung
from plugins.tiering.engine.promises import broken, owed, paused
from plugins.tiering.engine.ready import Ready, ready

ENGINE_VERSION = 1
NONE, OUTSIDE = "none", "outside"
EARNED, KEPT, LOST, NO_LEVEL = N_("Earned %(level)s"), N_("Keeps %(level)s"), N_("Loses %(level)s"), N_("No level yet")
LACKS, UNKNOWN, NOT_HERE = N_("Missing: %(what)s"), N_("Not known: %(what)s; a person is asked"), N_("The program is not for this partner")
NOT_JOINED = N_("The partner has not joined this program, or its membership is over")
OWED = N_("The vendor owes: %(what)s")
INVITED = N_("%(level)s takes an invitation")


def engine(policy: Compiled, facts: Mapping[str, Any]) -> Outcome:
    """Return the level of a partner. `facts` may hold its present one (`level`) and the levels it is invited to (`invited`).

    The result is the level's key, `none`, or `outside`. `values`: before, earned, direction, next, what is missing for it by every way,
    the cheapest way up, what fails to keep the present one, figures and points.
    """
    known = {**policy.fixed, **facts}
    applies = policy["applies"]
    if applies is not None and applies(known) is not True:
        return _outside(known, OUTSIDE, NOT_HERE, "/applies")
    if policy["by_application"] and known.get("enrolled") is not True:
        return _outside(known, "not_enrolled", NOT_JOINED, "/by_application")
    made = ready(policy)
    seen = sight(made, known)
    stand = climb(made.ladder, seen.figures, known.get("level"), known.get("invited") or ())
    found = _Found(made, seen, stand, known.get("invited") or ())
    return Outcome(stand.at.key if stand.at else NONE, tuple(_reasons(found)), _values(found), tuple(_steps(made, seen)))


def _outside(known: Mapping[str, Any], code: str, message: str, place: str) -> Outcome:
    before = known.get("level")
    values = {"level": None, "before": before, "direction": "down" if before else "stay", "failing": []}
    return Outcome(OUTSIDE, (Reason(code, "info", message, rule=place),), values)


class _Found:
    """Where a partner stands, with the ways up and what it fails to keep."""

    def __init__(self, made: Ready, seen: Sight, stand: Stand, invited: Any):
        self.seen, self.stand = seen, stand
        self.next: Rung | None = next(iter(made.ladder.above(rank_of(stand.at))), None)
        self.ways: list[Path] = [] if self.next is None else paths(made.ladder, self.next, seen.figures, invited)
        self.cheapest: Path | None = cheapest(made.ladder, rank_of(stand.at), seen.figures, invited)
        lost = stand.before is not None and stand.direction == "down"
        self.owed = owed(made.promises, made.ranks, max(rank_of(stand.at), rank_of(stand.before)), seen.figures)
        self.failing: tuple[Lack, ...] = failing(stand.before, made.ladder, seen.figures) if lost and stand.before else ()


def _values(found: _Found) -> dict[str, Any]:
    stand, score = found.stand, found.seen.score
    promised = {"owed": [one.as_json() for one in found.owed], "paused": paused(found.owed)} if found.owed else {}
    return {
        **promised,
        "level": _key(stand.at), "rank": rank_of(stand.at), "before": _key(stand.before), "earned": _key(stand.earned),
        "direction": stand.direction, "next": _key(found.next), "ways": [path.as_json() for path in found.ways[:3]],
        "cheapest": {"level": found.cheapest.level, "way": found.cheapest.way} if found.cheapest else None, "failing": [lack.as_json() for lack in found.failing],
        "asks": [one.code for one in stand.unsure], "figures": dict(found.seen.named),
        "earned_points": dict(score.earned), "points": dict(score.counted), "counted": _whole(score.total),
    }  # fmt: skip


def _whole(value: Fraction) -> int | Fraction:
    return value.numerator if value.denominator == 1 else value


def _key(rung: Rung | None) -> str | None:
    return rung.key if rung else None


def _reasons(found: _Found) -> Iterator[Reason]:
    stand = found.stand
    if stand.at is None:
        yield Reason("no_level", "info", NO_LEVEL)
    elif stand.direction == "up" or stand.earned is stand.at:
        yield Reason("earned", "pass", EARNED, {"level": stand.at.label}, stand.at.place)
    else:
        yield Reason("kept", "pass", KEPT, {"level": stand.at.label}, stand.at.place)
    if stand.direction == "down" and stand.before is not None:
        yield Reason("lost", "block", LOST, {"level": stand.before.label}, stand.before.place)
    for lack in found.failing:
        yield Reason(f"fails_{lack.criterion.code}", "block", LACKS, {"what": lack.criterion.label}, lack.criterion.place)
    for promise in broken(found.owed):
        yield Reason(f"owed_{promise.promise.criterion.code}", "warn", OWED, {"what": promise.promise.criterion.label}, promise.promise.criterion.place)
    for one in stand.unsure:
        yield Reason(f"unknown_{one.code}", "warn", UNKNOWN, {"what": one.label}, one.place)
    if found.next is not None and found.ways and found.ways[0].blocked:
        yield Reason("invitation", "info", INVITED, {"level": found.next.label}, found.next.place)
    for lack in found.ways[0].lacks if found.ways else ():
        yield Reason(f"missing_{lack.criterion.code}", "info", LACKS, {"what": lack.criterion.label}, lack.criterion.place)


def _steps(made: Ready, seen: Sight) -> Iterator[Step]:
    """Every figure that was asked, with its formula."""
    for text, place in made.places.items():
        yield Step(place, seen.figures.get(text), note=text)
