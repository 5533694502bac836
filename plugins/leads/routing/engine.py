"""The routing engine: a policy and facts in, an outcome with its reasons out. Pure; see `routing` for the plan itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from hansa import N_
from plugins.leads.routing import packing
from plugins.leads.routing.choosing import Lead, Plan, Rule, Why, applying, route
from plugins.leads.routing.methods import Asked, nearest_km
from plugins.leads.routing.targets import Standing, Target, Targets
from plugins.policies.api import HOLIDAYS, Compiled, Outcome, Reason, Step

ENGINE_VERSION = 1
RESULTS = (
    ("offer", N_("Offered")),
    ("pool", N_("In the pool")),
    ("queue", N_("Unassigned")),
    ("stay", N_("Stays where it is")),
    ("no_rule", N_("No rule applies")),
)
NO_ANSWERS = {"fit.offers": 0, "fit.accepts": 0, "fit.declines": 0, "fit.wins": 0}
"""How often a partner answered offers of a product that was never offered to it."""

EXCLUDED: Mapping[Why, str] = {
    "declined": N_("Had it already, or declined: %(n)s"),
    "not_eligible": N_("Not eligible: %(n)s"),
    "outside_territory": N_("Outside of the territory: %(n)s"),
    "no_room": N_("No free capacity: %(n)s"),
    "not_in_time": N_("Not available in time: %(n)s"),
    "no_share": N_("Weight 0: %(n)s"),
}
CHOSEN: Mapping[str, str] = {
    "longest_wait": N_("Waits longest of %(n)s eligible"),
    "weighted": N_("Is owed most by its weight, of %(n)s eligible"),
    "drawn": N_("Drawn by weight among %(n)s eligible"),
    "most_room": N_("Has most free capacity of %(n)s eligible"),
    "best_score": N_("Has the best score of %(n)s eligible"),
    "nearest": N_("Is nearest of %(n)s eligible"),
    "shark_tank": N_("Open to %(n)s eligible partners: the first to claim has it"),
    "manual": N_("The rule leaves it to a person"),
}
RULE = N_("Rule “%(rule)s” applies")
NO_RULE = N_("No rule applies to this lead")
OLDER = N_("Rules that were switched on after the lead was created or changed: %(n)s")
STEP = N_("Decided by %(step)s")
LATER = N_("Available from %(moment)s")
OTHERWISE = N_("Nobody is left, so the rule's last step decides")


@dataclass(frozen=True, slots=True)
class Routed(Outcome):
    """The outcome with the plan it was made of, for whoever keeps the accounts; the plan is not stored."""

    plan: Plan = field(default=Plan("no_rule"), compare=False)


def engine(policy: Compiled, facts: Mapping[str, Any]) -> Routed:
    """Return who should have a lead. `values`: rule, method, order (the chosen one and runners-up), figures, excluded.

    Beside the lead, the targets and how they stand `facts` hold `touched`, `now`, `seed`, and may hold `place`, `late` (rules
    switched on after the lead was touched), and `method`, which goes before that of the rule.
    """
    rules = policy["rules"]
    if facts.get("method"):
        rules = [replace(rule, method=facts["method"]) for rule in rules]
    lead = _lead(facts)
    targets: Targets = facts["targets"]
    plan = route(rules, lead, targets, Asked(facts["standing"], lead.place, facts["seed"]), facts["now"])
    rule = next((rule for rule in policy["rules"] if rule.name == plan.rule), None)
    steps = _steps(tuple(row["name"] for row in policy.document["rules"]), plan.rule)
    return Routed(plan.end, tuple(_reasons(plan, facts.get("late", ()))), _values(plan, facts, rule), steps, plan)


def lead_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what rules know of the lead, and of the calendar of the policy."""
    return {**NO_ANSWERS, HOLIDAYS: facts.get(HOLIDAYS), **facts["lead"]}


def rule_for(policy: Compiled, facts: Mapping[str, Any]) -> Rule | None:
    """Return the rule that applies to a lead, so that only what it asks for is loaded."""
    return applying(policy["rules"], _lead(facts))


def _lead(facts: Mapping[str, Any]) -> Lead:
    return Lead(lead_facts(facts), facts["touched"], facts.get("place"), frozenset(facts.get("late", ())))


def _values(plan: Plan, facts: Mapping[str, Any], rule: Rule | None) -> dict[str, Any]:
    targets: Targets = facts["targets"]
    return {
        "rule": plan.rule, "method": plan.method, "step": plan.step, "order": list(plan.order),
        "figures": {key: _figure(plan, target, facts) for key in plan.order if (target := targets.get(key))},
        "eligible": plan.eligible, "excluded": {why: packing.spans(places) for why, places in plan.excluded.items()},
        "from": plan.from_, "otherwise": rule.otherwise if rule and plan.end in ("queue", "stay") else "", "seed": facts["seed"],
    }  # fmt: skip


def _figure(plan: Plan, target: Target, facts: Mapping[str, Any]) -> Any:
    """Return what the method compared, as people read it."""
    standing: Standing = facts["standing"]
    if plan.method == "weighted" and plan.weights is not None and plan.weights.total:
        return standing.book.deviation(target.key) + Fraction(plan.weights.whole.get(target.key, 0), plan.weights.total)
    if plan.method == "nearest":
        far = nearest_km(facts.get("place"), target.places)
        return None if far is None else Decimal(round(far * 10)).scaleb(-1)
    if plan.method == "best_score":
        known = plan.ranks.get(target.key)
        return None if known is None or known[0] else -known[1]
    if plan.method == "most_room":
        return standing.rooms[target.key].free if target.key in standing.rooms else None
    return standing.turns.get(target.key) if plan.method == "longest_wait" else None


def _reasons(plan: Plan, late: Sequence[str]) -> Iterator[Reason]:
    if plan.end == "no_rule":
        yield Reason("no_rule", "warn", NO_RULE)
        if late:
            yield Reason("older", "info", OLDER, {"n": len(late)})
        return
    yield Reason("rule", "info", RULE, {"rule": plan.rule})
    if plan.step:
        yield Reason("ladder", "info", STEP, {"step": plan.step})
    if (plan.order and plan.eligible) or plan.method == "manual":
        yield Reason(plan.method, "pass", CHOSEN[plan.method], {"n": plan.eligible})
    else:
        yield Reason("otherwise", "warn", OTHERWISE)
    if plan.from_ is not None:
        yield Reason("later", "info", LATER, {"moment": plan.from_})
    for why in EXCLUDED:
        if places := plan.excluded.get(why):
            yield Reason(why, "block", EXCLUDED[why], {"n": len(places)})


@lru_cache(maxsize=256)
def _steps(names: tuple[str, ...], applied: str) -> tuple[Step, ...]:
    """Return every rule that was asked, in order, until the one that applied; made once for all leads it applies to."""
    asked = names[: names.index(applied) + 1] if applied in names else names
    return tuple(Step(f"/rules/{at}", name == applied, note=name) for at, name in enumerate(asked))
