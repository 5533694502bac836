"""A compiled policy as the engine climbs it: ladder, figures, points; put together once for a version."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hansa import rules
from plugins.policies.api import Compiled
from plugins.tiering.engine.cadence import Cadence, Terms
from plugins.tiering.engine.ladder import Criterion, Group, Ladder, Rung, Way
from plugins.tiering.engine.points import Category, Earning
from plugins.tiering.engine.promises import Promise


@dataclass(frozen=True, eq=False)
class Asked:
    """A criterion of the document: of which level, on which way, in which group, to earn it, to keep it or both."""

    level: str
    way: str
    group: str
    counts: str
    earn: Criterion
    keep: Criterion
    formula: rules.Expression
    factor: rules.Expression | None = None


@dataclass(frozen=True, eq=False)
class Ready:
    """`measures` are figures that are measured, as key and window. `formulas` are those of criteria by their text, `places` where
    each stands first, `reads` every fact that is asked."""

    ladder: Ladder
    figures: Mapping[str, rules.Expression | None]
    measures: Mapping[str, tuple[str, str]]
    categories: Sequence[Category]
    earnings: Sequence[Earning]
    formulas: Mapping[str, rules.Expression]
    places: Mapping[str, str]
    terms: Terms
    reads: frozenset[str]
    promises: Sequence[Promise] = ()

    @property
    def ranks(self) -> Mapping[str, int]:
        return {rung.key: rung.rank for rung in self.ladder.rungs}


@lru_cache(maxsize=200)
def ready(policy: Compiled) -> Ready:
    """Return a compiled policy ready to climb, put together once."""
    asked: Sequence[Asked] = policy["criteria"] or ()
    needs = {row["name"]: need(row["need"]) for row in policy["groups"] or ()}
    rungs = tuple(_rung(at, row, asked, needs) for at, row in enumerate(policy["levels"]))
    figures = {name: formula for name, formula, _row in policy["figures"] or ()}
    measures = {name: (row["measure"], row["window"]) for name, formula, row in policy["figures"] or () if formula is None}
    categories: Sequence[Category] = policy["categories"] or ()
    earnings: Sequence[Earning] = policy["earning"] or ()
    places: dict[str, str] = {}
    promises: Sequence[Promise] = policy["promises"] or ()
    formulas = {one.criterion.figure: one.formula for one in promises} | {one.earn.figure: one.formula for one in asked}
    formulas |= {one.factor.text: one.factor for one in asked if one.factor is not None}
    for criterion in (*(one.earn for one in asked), *(one.criterion for one in promises)):
        places.setdefault(criterion.figure, criterion.place)
    for one in asked:
        if one.earn.times:
            places.setdefault(one.earn.times, f"{one.earn.place}/times")
    return Ready(
        Ladder(rungs, policy["ladder"] == "every_lower"), figures, measures, categories, earnings, formulas, places,
        terms(policy), _reads(policy, formulas.values(), figures, categories), promises,
    )  # fmt: skip


def need(written: str) -> int | None:
    """Return how many criteria of a group must hold; None for all of them."""
    return None if written == "all" else 1 if written == "any" else int(written)


def terms(policy: Mapping[str, Any]) -> Terms:
    """Return how changes are made under a policy."""
    up = Cadence(policy["up_check"], _months(policy["up_months"]), policy["up_effective"])
    down = Cadence(policy["down_check"], _months(policy["down_months"]), policy["down_effective"])
    names = ("notice_days", "cure_days", "protected_months", "approve_up", "approve_down", "waiver_days")
    return Terms(up, down, *(policy[name] for name in names))


def _months(listed: Iterable[Any] | None) -> tuple[int, ...]:
    return tuple(int(month) for month in listed or ())


def _rung(at: int, row: Mapping[str, Any], asked: Sequence[Asked], needs: Mapping[str, int | None]) -> Rung:
    own = [one for one in asked if one.level == row["key"]]
    earn = _ways([(one, one.earn) for one in own if one.counts in ("both", "earn")], needs)
    keep = _ways([(one, one.keep) for one in own if one.counts in ("both", "keep")], needs)
    return Rung(row["key"], row["label"], at + 1, earn, keep, bool(row.get("invitation")), f"/levels/{at}")


def _ways(pairs: Sequence[tuple[Asked, Criterion]], needs: Mapping[str, int | None]) -> tuple[Way, ...]:
    """Return the ways to a level; criteria of no way belong to all of them."""
    names = list(dict.fromkeys(one.way for one, _test in pairs if one.way)) or [""]
    return tuple(Way(name, _groups([pair for pair in pairs if pair[0].way in ("", name)], needs)) for name in names)


def _groups(pairs: Sequence[tuple[Asked, Criterion]], needs: Mapping[str, int | None]) -> tuple[Group, ...]:
    names = dict.fromkeys(one.group for one, _test in pairs)
    return tuple(Group(name, tuple(test for one, test in pairs if one.group == name), needs.get(name)) for name in names)


def _reads(
    policy: Compiled, judged: Iterable[rules.Expression], figures: Mapping[str, rules.Expression | None], categories: Sequence[Category]
) -> frozenset[str]:
    """Return the facts a policy asks for; rows by the name of all of them."""
    formulas = [*judged] + [one for one in figures.values() if one] + [one.of for one in categories if one.of]
    tests = [policy["applies"].rule] if policy["applies"] is not None else []
    names = {name for one in (*formulas, *tests) for name in one.names}
    rows = {name.rpartition(".")[0] for name in names}
    events = {"events", "day"} if categories else set()
    return frozenset(names | rows | events | ({"partner.certificates"} if any(name.startswith("people") for name in names) else set()))
