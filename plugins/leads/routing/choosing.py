"""Who gets a lead: ordered rules, the first that applies is final; then eligibility, territory, room, time and a method.

Pure: the same rules and facts give the same plan. What is unknown excludes nobody by itself except where a rule asks for it:
an eligibility that comes out unknown is not met.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, Literal

from plugins.leads.routing.methods import METHODS, Asked, Ranks
from plugins.leads.routing.shares import Weights
from plugins.leads.routing.targets import Ask, Asking, Facts, Kind, Split, Standing, Target, Targets
from plugins.leads.routing.territory import covering

Test = Callable[[Facts], bool | None]
Why = Literal["not_eligible", "declined", "outside_territory", "no_room", "not_in_time", "no_share"]
End = Literal["offer", "pool", "queue", "stay", "no_rule"]
Left = Sequence[Target]
RUNNERS_UP = 9
"""So many are named behind the chosen one."""
NO_SHARE = Fraction(0)
"""Weight 0 means never; so does one that comes out below."""


def ALWAYS(facts: Facts) -> bool:
    """Hold for every lead."""
    return True


@dataclass(frozen=True, slots=True)
class Waiting:
    """What happens when nobody is available now: those free within the same `width` count alike, nobody waits over `limit`."""

    width: timedelta
    limit: timedelta
    method: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One routing rule. `when` reads the lead's facts, `eligible` the lead's and the target's together; None: everybody is.

    `ladder`: fields tried in order; the first where the lead has a value somebody covers decides. `otherwise`: who has it
    when the ladder or the gates leave nobody: a target's key, "queue" or "stay". `method`: one of METHODS, "shark_tank"
    (all eligible see a teaser, the first to claim has it) or "manual". `ties`: methods that decide between equals.
    `weight` and `score` are formulas over lead and target; without one a target's own counts.
    `since`: only leads created or changed from then on; None: since the rule was switched on, or with `backfill` all of them.
    """

    name: str
    method: str
    when: Test = ALWAYS
    eligible: Ask | None = None
    ladder: tuple[str, ...] = ()
    otherwise: str = "queue"
    ties: tuple[str, ...] = ()
    gate_room: bool = True
    waiting: Waiting | None = None
    since: datetime | None = None
    targets: Kind = "partner"
    weight: Ask | None = None
    score: Ask | None = None
    backfill: bool = False

    @property
    def methods(self) -> set[str]:
        """Every method the rule may use."""
        return {self.method, *self.ties, self.waiting.method if self.waiting else ""} - {""}

    @property
    def reads(self) -> set[str]:
        """The facts of targets the rule asks for."""
        return {name for ask in (self.eligible, self.weight, self.score) if ask for name in ask.of_target}


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead as facts. `touched`: when it was created or last changed. `late`: rules that were switched on after that."""

    facts: Facts
    touched: datetime
    place: tuple[Any, Any] | None = None
    late: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """What routing decided and why. `order`: the chosen one and the runners-up; `ranks`: what the method compared.

    `end`: "offer" to `order[0]`, "pool" open to all in `order`, "queue" of unassigned leads, "stay" where it is, or
    "no_rule" applied. `step`: the ladder's field that decided. `eligible`: how many the method chose among. `excluded`: the
    places of the others, by why. `from_`: when the chosen one is available, if not now. `weights`: those of the eligible where
    shares decided.
    """

    end: End
    rule: str = ""
    method: str = ""
    step: str = ""
    order: tuple[str, ...] = ()
    ranks: Ranks = field(default_factory=dict)
    eligible: int = 0
    excluded: Mapping[Why, tuple[int, ...]] = field(default_factory=dict)
    from_: datetime | None = None
    weights: Weights | None = None

    @property
    def chosen(self) -> str | None:
        return self.order[0] if self.end == "offer" else None

    @property
    def runners_up(self) -> tuple[str, ...]:
        return self.order[1:] if self.end == "offer" else ()


def route(rules: Iterable[Rule], lead: Lead, targets: Targets, asked: Asked, now: datetime) -> Plan:
    """Return the plan of the first rule that applies to the lead."""
    rule = applying(rules, lead)
    return Plan("no_rule") if rule is None else _Routing(rule, lead, targets, asked, now).plan()


def applying(rules: Iterable[Rule], lead: Lead) -> Rule | None:
    """Return the first rule that applies; what is unknown does not apply."""
    return next((r for r in rules if (r.since is None or lead.touched >= r.since) and r.name not in lead.late and r.when(lead.facts) is True), None)


def eligible(rule: Rule, lead: Facts, targets: Targets, standing: Standing) -> Split:
    """Return those a rule finds eligible for a lead with these facts, whatever their room and time."""
    some = targets.kinds[rule.targets]
    if rule.eligible is None:
        return Split(some, ())
    asking = Asking(rule.eligible, lead, standing)

    def split() -> Split:
        held = [asking(target) is True for target in some]
        left = tuple(target for target, holds in zip(some, held, strict=True) if holds)
        return Split(left, tuple(targets.at[target.key] for target, holds in zip(some, held, strict=True) if not holds))

    found: Split = split() if standing.facts else targets.remembered(("eligible", rule.targets, asking.key), split)
    return found


class _Routing:
    """One rule at work on one lead; notes who falls out and why."""

    def __init__(self, rule: Rule, lead: Lead, targets: Targets, asked: Asked, now: datetime):
        self.rule, self.lead, self.targets, self.asked, self.now = rule, lead, targets, asked, now
        self.standing = asked.standing
        self.excluded: dict[Why, tuple[int, ...]] = {}
        self.count = 0
        self.step = ""
        self.from_: datetime | None = None
        self.weights: Weights | None = None

    def plan(self) -> Plan:
        left: Left
        left, self.excluded["not_eligible"] = eligible(self.rule, self.lead.facts, self.targets, self.standing)
        if had := self.standing.had:
            left = self._keep(left, "declined", lambda t: t.key not in had)
        left, method = self._on_ladder(left), self.rule.method
        if self.rule.waiting and method not in ("shark_tank", "manual"):
            left, method = self._in_time(left, self.rule.waiting)
        self.count = len(left)
        if method == "manual" or not left:
            return self._nobody(method)
        if method == "shark_tank":
            return self._told("pool", method, tuple(sorted(t.key for t in left)))
        return self._chosen(left, method)

    def _keep(self, targets: Left, why: Why, holds: Callable[[Target], bool]) -> Left:
        left = [target for target in targets if holds(target)]
        if len(left) < len(targets):
            kept = {target.key for target in left}
            self._leave_out(why, (target for target in targets if target.key not in kept))
        return left

    def _leave_out(self, why: Why, targets: Iterable[Target]) -> None:
        self.excluded[why] = (*self.excluded.get(why, ()), *(self.targets.at[target.key] for target in targets))

    def _with_room(self, targets: Left) -> Left:
        full = {key for key, room in self.standing.rooms.items() if room.free <= 0} if self.rule.gate_room else ()
        return self._keep(targets, "no_room", lambda t: t.key not in full) if full else targets

    def _on_ladder(self, targets: Left) -> Left:
        """Those with room on the first step that has any; the others are outside or have no room."""
        if not self.rule.ladder:
            return self._with_room(targets)
        left: Left = []
        tried: set[str] = set()
        for step, keys in self._steps():
            fresh = [t for t in targets if t.key in keys and t.key not in tried]
            tried |= {t.key for t in fresh}
            if left := self._with_room(fresh):
                self.step = step
                break
        self._leave_out("outside_territory", (t for t in targets if t.key not in tried))
        return left

    def _steps(self) -> Iterator[tuple[str, frozenset[str]]]:
        """Yield the steps of the ladder on which the lead has a value, with those who cover it, the narrowest first."""
        for step in self.rule.ladder:
            value = self.lead.facts.get(step, self.lead.facts.get(f"lead.{step}"))
            if value not in (None, ""):
                yield from ((step, keys) for keys in covering(self.targets, step, str(value)))

    def _in_time(self, targets: Left, waiting: Waiting) -> tuple[Left, str]:
        """Who is available now; else the group that is soonest, and the method declared for it."""
        free = {t.key: self.standing.free_from.get(t.key, self.now) for t in targets}
        now = {key for key, moment in free.items() if moment <= self.now}
        if now:
            return self._keep(targets, "not_in_time", lambda t: t.key in now), self.rule.method
        waits = {key: moment - self.now for key, moment in free.items()}
        soonest = min((wait // waiting.width for wait in waits.values() if wait <= waiting.limit), default=None)
        left = self._keep(targets, "not_in_time", lambda t: waits[t.key] <= waiting.limit and waits[t.key] // waiting.width == soonest)
        return left, waiting.method or self.rule.method

    def _chosen(self, targets: Left, method: str) -> Plan:
        asked = self._figures(targets)
        ranks = METHODS[method](targets, asked)
        left = self._keep(targets, "no_share", lambda t: t.key in ranks) if len(ranks) < len(targets) else targets
        self.count = len(left)
        order = _first_of(ranks, [METHODS[tie](left, asked) for tie in self.rule.ties])
        if not order:
            return self._nobody(method)
        free = self.standing.free_from.get(order[0])
        self.from_ = free if free is not None and free > self.now else None
        return self._told("offer", method, order, {key: ranks[key] for key in order})

    def _figures(self, targets: Left) -> Asked:
        """Compute what the formulas of the rule give for each target that is left."""
        asked = self.asked
        if self.rule.methods & {"weighted", "drawn"}:
            self.weights = self._weights(targets)
            asked = replace(asked, weights=self.weights)
        if self.rule.score is not None:
            score = Asking(self.rule.score, self.lead.facts, self.standing)
            found = {t.key: score(t) for t in targets}
            asked = replace(asked, scores={key: None if value is None else Fraction(value) for key, value in found.items()})
        return asked

    def _weights(self, targets: Left) -> Weights:
        if self.rule.weight is None:
            return Weights({t.key: t.weight for t in targets})
        figure = Asking(self.rule.weight, self.lead.facts, self.standing)

        def make() -> Weights:
            return Weights({t.key: max(Fraction(figure(t) or 0), NO_SHARE) for t in targets})

        if self.standing.facts:
            return make()
        found: Weights = self.targets.remembered(("weights", figure.key, tuple([t.key for t in targets])), make)
        return found

    def _nobody(self, method: str) -> Plan:
        otherwise = self.rule.otherwise
        if otherwise == "stay" or otherwise.startswith("queue"):
            return self._told("stay" if otherwise == "stay" else "queue", method)
        return self._told("queue" if method == "manual" else "offer", method, () if method == "manual" else (otherwise,))

    def _told(self, end: End, method: str, order: tuple[str, ...] = (), ranks: Ranks | None = None) -> Plan:
        left_out = {why: places for why, places in self.excluded.items() if places}
        return Plan(end, self.rule.name, method, self.step, order, ranks or {}, self.count, left_out, self.from_, self.weights)


def _first_of(ranks: Ranks, ties: Sequence[Ranks]) -> tuple[str, ...]:
    """Return the first targets: by rank, equals by the ties in order, then by key."""
    if ties:
        rows: Any = ((rank, *((key not in tie, tie.get(key)) for tie in ties), key) for key, rank in ranks.items())
    else:
        rows = ((rank, key) for key, rank in ranks.items())
    return tuple(row[-1] for row in heapq.nsmallest(1 + RUNNERS_UP, rows))
