"""Routing leads: the engine asked for each in turn, what it decided written for all together."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hansa import batch, clock, current_scope, db, entity_of, facts, select, serialised, system
from plugins.leads import market as markets
from plugins.leads import terms, turns
from plugins.leads.engine import Routed, rule_for
from plugins.leads.lead_moves import consent_fault
from plugins.leads.models import Account, Assignment, Queue
from plugins.leads.packing import book_in, book_out
from plugins.leads.shares import EMPTY, Book, credited
from plugins.leads.states import BACK
from plugins.leads.tasks import ROUTE
from plugins.policies.api import Compiled, Decision, chosen, decide, kind_of, try_out

ENDS = {
    "offer": ("offered", "offer"),
    "pool": ("pool", "open"),
    "queue": ("queued", "queue"),
    "stay": ("queued", "queue"),
    "no_rule": ("queued", "queue"),
}
"""What a lead becomes, and the act that makes it so."""


@dataclass
class Round:
    """One pass over some leads: policy and market read once, what changes from lead to lead kept up in memory."""

    policy: Compiled
    market: markets.Market
    now: datetime
    standing: markets.Standing = field(default_factory=markets.Standing)
    had: Mapping[uuid.UUID, set[str]] = field(default_factory=dict)
    turns: dict[str, int] = field(default_factory=dict)
    last: int = 0
    books: set[str] = field(default_factory=set)

    def facts(self, lead: Any) -> dict[str, Any]:
        """Return what the engine is asked with for a lead."""
        values = facts.values_of(entity_of("leads.lead"), lead, "lead")
        rule = rule_for(self.policy, values, lead.touched_at)
        if rule is not None:
            self.standing.need(self.market, rule, self.now)
        out = self.had.get(lead.id, set())
        found = {
            "lead": {name: value for name, value in values.items() if _plain(value)}, "touched": lead.touched_at, "now": self.now,
            "seed": f"{lead.id}/{lead.rounds}", "place": _place(lead),
            "targets": markets.targets(self.market, self.standing, rule, out, lead.product, self.now),
            "packed": self.market.packed(), "book": self.standing.books.get(rule.name, EMPTY) if rule else EMPTY,
        }  # fmt: skip
        return {**found, "method": "shark_tank"} if (lead.plan or {}).get("then") == "pool" else found

    def credit(self, outcome: Routed) -> None:
        """Keep up what the next lead depends on."""
        plan = outcome.plan
        if plan.chosen is None:
            return
        if "rule" in self.policy["turns"]:
            self.last = max(turns.stamp(self.now), self.last + 1, max(self.standing.turns.values(), default=0) + 1 if not self.last else 0)
            self.turns[plan.chosen] = self.standing.turns[plan.chosen] = self.last
        partner = str(self.market.partner_of.get(plan.chosen, plan.chosen))
        for counts in (self.standing.open, self.standing.week):
            counts[partner] = counts.get(partner, 0) + 1
        if plan.weights is not None and plan.method == "weighted":
            book = self.standing.books.get(plan.rule, EMPTY)
            self.standing.books[plan.rule] = credited(book, plan.weights, plan.chosen)
            self.books.add(plan.rule)


def begin(leads: Sequence[Any]) -> Round:
    """Return a round for some leads."""
    now = clock.now()
    policy = chosen(kind_of(terms.KIND), now).compiled
    return Round(policy, markets.market(policy, now), now, had=_had([lead.id for lead in leads]))


def distribute(leads: Sequence[Any]) -> list[Decision]:
    """Route leads that wait for it, in their order, in the running unit; each one's decision is stored with why."""
    with system(ROUTE):
        serialised("leads.routing")
        leads = [lead for lead in leads if lead.state == "matching"]
        work, decisions = begin(leads), []
        entity = entity_of("leads.lead")
        changes: list[tuple[Any, Mapping[str, Any], str]] = []
        for lead in leads:
            if consent_fault(lead, clock.today(current_scope().program.zone)):
                changes.append((lead, {"state": "queued", "holder_id": None}, "queue"))
                continue
            made = decide(terms.KIND, work.facts(lead), record=lead, entity=entity, at=work.now)
            outcome: Any = made.outcome
            work.credit(outcome)
            decisions.append(made)
            state, act = ENDS[outcome.result]
            changes.append((lead, {"state": state, **_values(work, lead, made)}, act))
        _keep(work)
        for act in dict.fromkeys(act for *_, act in changes):
            batch.apply_many(entity, [(lead, values) for lead, values, name in changes if name == act], act=act)
    return decisions


def trial(lead: Any) -> tuple[Round, Any]:
    """Return what would happen with a lead, and store nothing."""
    with system(ROUTE):
        work = begin([lead])
        return work, try_out(terms.KIND, None, work.facts(lead), work.now)


def _values(work: Round, lead: Any, made: Decision) -> dict[str, Any]:
    """Return what a lead holds after its routing."""
    plan = made.outcome.values
    first = plan["order"][0] if made.outcome.result == "offer" else None
    holder = _partner(work, first) if first else None
    told = {
        "end": made.outcome.result, "by": "rule", "decision": str(made.id), "order": plan["order"], "method": plan["method"],
        "from": plan["from"].isoformat() if plan["from"] else None, "terms": terms.of(work.policy),
    }  # fmt: skip
    if made.outcome.result == "pool":
        told["shown"] = {key: shown_before(work, lead, key) for key in plan["order"]}
    elif first:
        told["shown"] = {first: shown_before(work, lead, first)}
        told["partner"] = str(holder)
    queue = _queue(plan["otherwise"]) if ENDS[made.outcome.result][0] == "queued" else None
    rounds = lead.rounds + (made.outcome.result in ("offer", "pool"))
    return {"plan": told, "holder_id": holder, "rule": plan["rule"] or None, "routed_at": work.now, "rounds": rounds, "queue_id": queue}


def shown_before(work: Round, lead: Any, key: str) -> list[str]:
    """Return the fields a target sees before it accepts."""
    target = next((target for target in work.market.targets if target.key == key), None)
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


def _queue(otherwise: str) -> uuid.UUID | None:
    key = otherwise.partition(":")[2]
    if not key:
        return None
    found: uuid.UUID | None = db.session.execute(select(Queue.id).where(Queue.key == key)).scalar_one_or_none()
    return found


def _had(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, set[str]]:
    """Return the partners that had a lead and no longer do."""
    found: dict[uuid.UUID, set[str]] = {}
    rows = select(Assignment.lead_id, Assignment.partner_id).where(Assignment.lead_id.in_(ids), Assignment.state.in_(BACK))
    for row in db.session.execute(rows):
        found.setdefault(row.lead_id, set()).add(str(row.partner_id))
    return found


def _keep(work: Round) -> None:
    """Write the turns and accounts the round has changed."""
    if work.turns:
        turns.put(work.turns)
    rows = {row.key: row for row in db.session.scalars(sa.select(Account).where(Account.key.in_(work.books)))} if work.books else {}
    for key in sorted(work.books):
        row = rows.get(key) or Account(program_id=current_scope().program.id, key=key)
        row.book = book_out(work.standing.books[key])
        db.session.add(row)


def _place(lead: Any) -> tuple[Any, Any] | None:
    return (lead.latitude, lead.longitude) if lead.latitude is not None and lead.longitude is not None else None


def _plain(value: Any) -> bool:
    return value is not None and not isinstance(value, dict)


def books(keys: Iterable[str] = ()) -> dict[str, Book]:
    """Return the accounts of the program's distributions by weights; staff and reports."""
    rows = db.session.execute(select(Account.key, Account.book))
    return {row.key: book_in(row.book) for row in rows if not keys or row.key in keys}
