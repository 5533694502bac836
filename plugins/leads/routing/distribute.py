"""Routing leads: the engine asked for each in turn, what it decided written for all together."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hansa import batch, behind, clock, current_scope, db, entity_of, facts, select, serialised
from plugins.leads.lead_moves import consent_fault
from plugins.leads.models import Assignment, Queue
from plugins.leads.offers import terms
from plugins.leads.routing import accounts, editions, packing, switched, turns
from plugins.leads.routing import market as markets
from plugins.leads.routing.choosing import Plan
from plugins.leads.routing.engine import lead_facts, rule_for
from plugins.leads.routing.live import Live
from plugins.leads.routing.looking import look
from plugins.leads.routing.shares import EMPTY, credited
from plugins.leads.routing.targets import Standing
from plugins.leads.states import BACK
from plugins.leads.tasks import LOCK, ROUTE
from plugins.policies.api import HOLIDAYS, Compiled, Decision, calendar, chosen, decide_many, kind_of, try_out

ENDS = {"offer": "offered", "pool": "pool", "queue": "queued", "stay": "queued", "no_rule": "queued"}
"""What a lead becomes."""

ACTS = {"offered": "offer", "pool": "open", "queued": "queue"}
"""The act that makes it so."""


@dataclass
class Round:
    """One pass over some leads: policy and market read once, what changes from lead to lead kept up in memory."""

    policy: Compiled
    live: Live
    now: datetime
    holidays: Any
    on: Mapping[str, datetime] = field(default_factory=dict)
    had: Mapping[uuid.UUID, set[str]] = field(default_factory=dict)
    turns: dict[int, str] = field(default_factory=dict)
    last: int = 0
    books: set[str] = field(default_factory=set)

    @property
    def market(self) -> markets.Market:
        return self.live.market

    def facts(self, lead: Any) -> dict[str, Any]:
        """Return what the engine is asked with for a lead."""
        values = facts.values_of(entity_of("leads.lead"), lead, "lead")
        found: dict[str, Any] = {
            "lead": {name: value for name, value in values.items() if _plain(value)}, "touched": lead.touched_at, "now": self.now,
            "seed": f"{lead.id}/{lead.rounds}", "place": _place(lead), "targets": self.market.targets, HOLIDAYS: self.holidays,
        }  # fmt: skip
        if late := switched.late(self.policy, self.on, lead):
            found["late"] = late
        if (lead.plan or {}).get("then") == "pool":
            found["method"] = "shark_tank"
        rule = rule_for(self.policy, found)
        had = self.had.get(lead.id, ())
        standing = self.live.standing(rule, lead_facts(found), lead.product, had) if rule is not None else Standing()
        return {**found, "standing": standing}

    def chosen(self, plan: Plan) -> str | None:
        """Return the target that was chosen; a partner the rule names for the last step is one like others."""
        if plan.chosen is None or plan.chosen in self.market.targets.at:
            return plan.chosen
        named = _partner(self, plan.chosen)
        return str(named) if named else None

    def credit(self, made: Decision) -> None:
        """Keep up what the next lead depends on."""
        outcome: Any = made.outcome
        plan = outcome.plan
        key = self.chosen(plan)
        if key is None:
            return
        if "rule" in self.policy["turns"]:
            self.last = max(turns.stamp(self.now), (self.last or self.live.latest()) + 1)
            self.turns[self.last] = key
            self.live.turns[key] = self.last
        self.live.give(key)
        if plan.weights is not None and plan.method == "weighted" and plan.chosen in plan.weights.whole:
            self.live.books[plan.rule] = credited(self.live.books.get(plan.rule, EMPTY), plan.weights, plan.chosen)
            self.books.add(plan.rule)


def begin(leads: Sequence[Any], *, keep: bool = False) -> Round:
    """Return a round for some leads. `keep`: to distribute them, within the lock; otherwise nothing is kept."""
    now = clock.now()
    policy = chosen(kind_of(terms.KIND), now).compiled
    looked = look()
    live = Live(markets.market(policy, looked.changes), now, looked, keep)
    return Round(policy, live, now, calendar(policy.calendar), switched.on_since(policy, now), _had([lead.id for lead in leads if lead.rounds]))


def route(ids: Sequence[uuid.UUID]) -> list[Decision]:
    """Load some leads, behind the wall from the first statement on, and route those that wait for it."""
    with behind(ROUTE):
        return distribute(batch.load(entity_of("leads.lead"), ids, lock=True))


def distribute(leads: Sequence[Any]) -> list[Decision]:
    """Route leads that wait for it, in their order, in the running unit; each one's decision is stored with why."""
    with behind(ROUTE):
        serialised(LOCK)
        waiting = [lead for lead in leads if lead.state == "matching"]
        today = clock.today(current_scope().program.zone)
        unlawful = [lead for lead in waiting if consent_fault(lead, today)]
        lawful = [lead for lead in waiting if lead not in unlawful]
        changes: list[tuple[Any, Mapping[str, Any], str]]
        changes = [(lead, {"state": "queued", "holder_id": None}, "queue") for lead in unlawful]
        work = begin(lawful, keep=True)
        editions.kept(work.market.targets.digest, lambda: packing.columns(work.market.targets.rows))
        entity = entity_of("leads.lead")
        decisions = decide_many(terms.KIND, _asked(work, lawful), entity=entity, at=work.now, told=work.credit)
        for lead, made in zip(lawful, decisions, strict=True):
            values = _values(work, lead, made)
            changes.append((lead, values, ACTS[values["state"]]))
        _keep(work)
        for act in dict.fromkeys(act for *_, act in changes):
            batch.apply_many(entity, [(lead, values) for lead, values, name in changes if name == act], act=act)
    return decisions


def _asked(work: Round, leads: Sequence[Any]) -> Iterator[tuple[Any, Mapping[str, Any]]]:
    """Yield the facts of each lead once the one before is decided, as they depend on it."""
    for lead in leads:
        yield lead, work.facts(lead)


def trial(lead: Any) -> tuple[Round, Any]:
    """Return what would happen with a lead, and store nothing."""
    with behind(ROUTE):
        work = begin([lead])
        return work, try_out(terms.KIND, None, work.facts(lead), work.now)


def _values(work: Round, lead: Any, made: Decision) -> dict[str, Any]:
    """Return what a lead holds after its routing."""
    plan, end = made.outcome.values, made.outcome.result
    to = _receivers(work, plan["order"] if end == "pool" else plan["order"][:1]) if end in ("offer", "pool") else {}
    state = ENDS[end] if to else "queued"
    told = {
        "end": end if to else "queue", "by": "rule", "decision": str(made.id), "method": plan["method"], "to": list(to.values()),
        "from": plan["from"].isoformat() if plan["from"] else None, "shown": {one[0]: shown_before(work, lead, key) for key, one in to.items()},
    }  # fmt: skip
    holder = uuid.UUID(next(iter(to.values()))[0]) if state == "offered" else None
    return {
        "state": state, "plan": told, "holder_id": holder, "rule": plan["rule"] or None, "routed_at": work.now,
        "rounds": lead.rounds + bool(to), "queue_id": _queue(_queue_of(work, plan)) if state == "queued" else None,
    }  # fmt: skip


def _receivers(work: Round, keys: Iterable[str]) -> dict[str, list[str | None]]:
    """Return by target the partner that gets a copy, each once, and the person it is meant for; queues get none."""
    found: dict[str, list[str | None]] = {}
    partners: set[str] = set()
    for key in keys:
        partner = _partner(work, key)
        if partner is not None and str(partner) not in partners:
            partners.add(str(partner))
            target = work.market.targets.get(key)
            found[key] = [str(partner), key if target is not None and target.kind == "person" else None]
    return found


def _queue_of(work: Round, plan: Mapping[str, Any]) -> str:
    """Return the queue a lead waits in: the one that was chosen, or the one the rule names for the last step."""
    first = work.market.targets.get(plan["order"][0]) if plan["order"] else None
    return first.key if first is not None and first.kind == "queue" else plan["otherwise"].partition(":")[2]


def shown_before(work: Round, lead: Any, key: str) -> list[str]:
    """Return the fields a target sees before it accepts."""
    if all(test is None for _, test in work.policy["mask"]):
        return sorted(shown_to(work.policy, {}))
    target = work.market.targets.get(key)
    values = {**facts.values_of(entity_of("leads.lead"), lead, "lead"), **(target.facts if target else {})}
    return sorted(shown_to(work.policy, values))


def shown_to(policy: Compiled, values: Mapping[str, Any]) -> set[str]:
    """Return the fields the mask shows where lead and partner are as the values say."""
    return {name for shows, test in policy["mask"] if test is None or test(values) is True for name in shows}


def _partner(work: Round, key: str) -> uuid.UUID | None:
    """Return the partner of a target's key; `partner:<number>` names one that no rule had to find."""
    if key in work.market.partner_of:
        return work.market.partner_of[key]
    if not key.startswith("partner:"):
        return None
    model = entity_of("core.partner").model
    found: uuid.UUID | None = db.session.execute(select(model.id).where(model.number == key.removeprefix("partner:"))).scalar_one_or_none()
    return found


def _queue(key: str) -> uuid.UUID | None:
    if not key:
        return None
    found: uuid.UUID | None = db.session.execute(select(Queue.id).where(Queue.key == key)).scalar_one_or_none()
    return found


def _had(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, set[str]]:
    """Return the partners that had a lead and no longer do."""
    found: dict[uuid.UUID, set[str]] = {}
    if not ids:
        return found
    rows = select(Assignment.lead_id, Assignment.partner_id).where(Assignment.lead_id.in_(ids), Assignment.state.in_(BACK))
    for row in db.session.execute(rows):
        found.setdefault(row.lead_id, set()).add(str(row.partner_id))
    return found


def _keep(work: Round) -> None:
    """Write the turns and accounts the round has changed."""
    if work.turns:
        turns.put(work.turns)
    for key in sorted(work.books):
        accounts.write(key, work.live.books[key], work.live.looked.accounts)


def _place(lead: Any) -> tuple[Any, Any] | None:
    return (lead.latitude, lead.longitude) if lead.latitude is not None and lead.longitude is not None else None


def _plain(value: Any) -> bool:
    return value is not None and not isinstance(value, dict)
