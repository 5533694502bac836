"""Who gets a lead: ordered rules, the first that applies is final; then eligibility, territory, room, time and a method.

Pure: the same rules and facts give the same plan. What is unknown excludes nobody by itself except where a rule asks for it:
an eligibility that comes out unknown is not met.
"""

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, Literal

from plugins.leads.methods import METHODS, Asked, Ranks
from plugins.leads.shares import Weights
from plugins.leads.targets import Kind, Target

Facts = Mapping[str, Any]
Test = Callable[[Facts], bool | None]
Figure = Callable[[Facts], Any]
Why = Literal["declined", "not_eligible", "outside_territory", "no_room", "not_in_time", "no_share"]
End = Literal["offer", "pool", "queue", "stay", "no_rule"]
RUNNERS_UP = 9
"""So many are named behind the chosen one."""


def ALWAYS(facts: Facts) -> bool:
    """Hold for everybody."""
    return True


@dataclass(frozen=True, slots=True)
class Waiting:
    """What happens when nobody is available now: those free within the same `width` count alike, nobody waits over `limit`."""

    width: timedelta
    limit: timedelta
    method: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One routing rule. `when` reads the lead's facts, `eligible` the lead's and the target's together.

    `ladder`: fields tried in order; the first where the lead has a value somebody covers decides. `otherwise`: who has it
    when the ladder or the gates leave nobody: a target's key, "queue" or "stay". `method`: one of METHODS, "shark_tank"
    (all eligible see a teaser, the first to claim has it) or "manual". `ties`: methods that decide between equals.
    `weight` and `score` are formulas over lead and target; without one a target's own counts.
    `since`: only leads created or changed after the rule was switched on; None when it was back-filled on purpose.
    `reads`: the facts of a target the rule's own conditions read; where it is given, targets alike are judged once.
    """

    name: str
    method: str
    when: Test = ALWAYS
    eligible: Test = ALWAYS
    ladder: tuple[str, ...] = ()
    otherwise: str = "queue"
    ties: tuple[str, ...] = ()
    gate_room: bool = True
    waiting: Waiting | None = None
    since: datetime | None = None
    targets: Kind = "partner"
    weight: Figure | None = None
    score: Figure | None = None
    reads: tuple[str, ...] | None = None

    @property
    def methods(self) -> set[str]:
        """Every method the rule may use."""
        return {self.method, *self.ties, self.waiting.method if self.waiting else ""} - {""}


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead as facts. `touched`: when it was created or last changed."""

    facts: Facts
    touched: datetime
    place: tuple[Any, Any] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What routing decided and why. `order`: the chosen one and the runners-up; `ranks`: what the method compared.

    `end`: "offer" to `order[0]`, "pool" open to all in `order`, "queue" of unassigned leads, "stay" where it is, or
    "no_rule" applied. `step`: the ladder's field that decided. `from_`: when the chosen one is available, if not now.
    `weights`: those of the eligible where shares decided.
    """

    end: End
    rule: str = ""
    method: str = ""
    step: str = ""
    order: tuple[str, ...] = ()
    ranks: Ranks = field(default_factory=dict)
    excluded: Mapping[str, Why] = field(default_factory=dict)
    from_: datetime | None = None
    weights: Weights | None = None

    @property
    def chosen(self) -> str | None:
        return self.order[0] if self.end == "offer" else None

    @property
    def runners_up(self) -> tuple[str, ...]:
        return self.order[1:] if self.end == "offer" else ()


def route(rules: Iterable[Rule], lead: Lead, targets: Sequence[Target], asked: Asked, now: datetime) -> Plan:
    """Return the plan of the first rule that applies to the lead."""
    rule = applying(rules, lead)
    return Plan("no_rule") if rule is None else _Routing(rule, lead, asked, now).plan(targets)


def applying(rules: Iterable[Rule], lead: Lead) -> Rule | None:
    """Return the first rule that applies; what is unknown does not apply."""
    return next((r for r in rules if (r.since is None or lead.touched >= r.since) and r.when(lead.facts) is True), None)


class _Routing:
    """One rule at work on one lead; notes who falls out and why."""

    def __init__(self, rule: Rule, lead: Lead, asked: Asked, now: datetime):
        self.rule, self.lead, self.asked, self.now = rule, lead, asked, now
        self.excluded: dict[str, Why] = {}
        self.step = ""
        self.from_: datetime | None = None
        self.weights: Weights | None = None

    def plan(self, targets: Sequence[Target]) -> Plan:
        left = [t for t in targets if t.kind == self.rule.targets]
        left = self._keep(left, "declined", lambda t: not t.declined)
        if self.rule.eligible is not ALWAYS:
            eligible = self._asking(self.rule.eligible)
            left = self._keep(left, "not_eligible", lambda t: eligible(t) is True)
        left = self._on_ladder(left)
        method = self.rule.method
        if self.rule.waiting and method not in ("shark_tank", "manual"):
            left, method = self._in_time(left, self.rule.waiting)
        if method == "manual" or not left:
            return self._nobody(method)
        if method == "shark_tank":
            return self._told("pool", method, tuple(sorted(t.key for t in left)))
        return self._chosen(left, method)

    def _asking(self, figure: Figure) -> Callable[[Target], Any]:
        """Return the function of a target; those that do not differ in what the rule reads are judged once."""
        known: dict[Any, Any] = {}
        facts, reads = dict(self.lead.facts), self.rule.reads
        if reads is None:
            return lambda t: figure({**facts, **t.facts})

        def ask(target: Target) -> Any:
            values = tuple(map(target.facts.get, reads))
            try:
                return known[values]
            except KeyError:
                known[values] = found = figure({**facts, **target.facts})
                return found
            except TypeError:  # rows and lists of texts cannot be compared so cheaply
                return figure({**facts, **target.facts})

        return ask

    def _keep(self, targets: Iterable[Target], why: Why, holds: Callable[[Target], bool]) -> list[Target]:
        left = []
        for target in targets:
            if holds(target):
                left.append(target)
            else:
                self.excluded[target.key] = why
        return left

    def _with_room(self, targets: Sequence[Target]) -> list[Target]:
        if not self.rule.gate_room:
            return list(targets)
        return self._keep(targets, "no_room", lambda t: t.capacity is None or t.capacity > t.open)

    def _on_ladder(self, targets: Sequence[Target]) -> list[Target]:
        """Those with room on the first step that has any; the others are outside or have no room."""
        if not self.rule.ladder:
            return self._with_room(targets)
        for step in self.rule.ladder:
            value = self.lead.facts.get(step, self.lead.facts.get(f"lead.{step}"))
            covering = [t for t in targets if value not in (None, "") and str(value) in t.territories.get(step, ())]
            if left := self._with_room(covering):
                self.step = step
                break
        else:
            left = []
        kept = {t.key for t in left}
        for target in targets:
            if target.key not in kept:
                self.excluded.setdefault(target.key, "outside_territory")
        return left

    def _in_time(self, targets: Sequence[Target], waiting: Waiting) -> tuple[list[Target], str]:
        """Who is available now; else the group that is soonest, and the method declared for it."""
        now = {t.key for t in targets if t.free_from is None or t.free_from <= self.now}
        if now:
            return self._keep(targets, "not_in_time", lambda t: t.key in now), self.rule.method
        waits = {t.key: t.free_from - self.now for t in targets if t.free_from is not None}
        soonest = min((wait // waiting.width for wait in waits.values() if wait <= waiting.limit), default=None)
        left = self._keep(targets, "not_in_time", lambda t: waits[t.key] <= waiting.limit and waits[t.key] // waiting.width == soonest)
        return left, waiting.method or self.rule.method

    def _chosen(self, targets: Sequence[Target], method: str) -> Plan:
        asked = self._figures(targets)
        ranks = METHODS[method](targets, asked)
        left = self._keep(targets, "no_share", lambda t: t.key in ranks) if len(ranks) < len(targets) else targets
        ties = [METHODS[tie](left, asked) for tie in self.rule.ties]
        last = (float("inf"), 0)
        keyed: Callable[[str], Any] = (
            (lambda key: (ranks[key], *(tie.get(key, last) for tie in ties), key)) if ties else (lambda key: (ranks[key], key))
        )
        order = heapq.nsmallest(1 + RUNNERS_UP, ranks, key=keyed)
        if not order:
            return self._nobody(method)
        first = next(t for t in left if t.key == order[0])
        self.from_ = first.free_from if first.free_from is not None and first.free_from > self.now else None
        return self._told("offer", method, tuple(order), {key: ranks[key] for key in order})

    def _figures(self, targets: Sequence[Target]) -> Asked:
        """Compute what the formulas of the rule give for each target that is left."""
        rule, asked = self.rule, self.asked
        if rule.methods & {"weighted", "drawn"}:
            figure = rule.weight
            weight = self._asking(lambda facts: Fraction(figure(facts) or 0)) if figure else lambda t: t.weight
            self.weights = Weights({t.key: weight(t) for t in targets})
            asked = replace(asked, weights=self.weights)
        if rule.score is not None:
            score = self._asking(rule.score)
            found = {t.key: score(t) for t in targets}
            asked = replace(asked, scores={key: None if value is None else Fraction(value) for key, value in found.items()})
        return asked

    def _nobody(self, method: str) -> Plan:
        otherwise = self.rule.otherwise
        if otherwise == "stay" or otherwise.startswith("queue"):
            return self._told("stay" if otherwise == "stay" else "queue", method)
        return self._told("queue" if method == "manual" else "offer", method, () if method == "manual" else (otherwise,))

    def _told(self, end: End, method: str, order: tuple[str, ...] = (), ranks: Ranks | None = None) -> Plan:
        return Plan(end, self.rule.name, method, self.step, order, ranks or {}, dict(self.excluded), self.from_, self.weights)
