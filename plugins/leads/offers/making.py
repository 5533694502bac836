"""Copies of a lead for partners: made when it is offered, kept in step while one works on it, ended when it goes elsewhere."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hansa import batch, behind, clock, db, entity_of, facts, records
from plugins.leads.models import Assignment
from plugins.leads.offers import disclosure, terms
from plugins.leads.schemas import COPIED, SHOWN_BEFORE
from plugins.leads.states import HELD, LIVE, OUT
from plugins.leads.tasks import FOLLOW
from plugins.policies.api import Compiled

ENDED = {"withdrawn": "withdrawn"}
"""How copies end when their lead comes to a state; otherwise they are taken back."""


def follow(saved: Iterable[tuple[Any, Mapping[str, Any]]], is_new: bool) -> None:
    """After leads were saved: make and end copies as their states say, and keep those that are worked on in step."""
    moved = [(lead, *changes["state"]) for lead, changes in saved if "state" in changes and not is_new]
    left = [lead for lead, before, after in moved if before in OUT and after not in ("working", *HELD, "converted", "won", "lost")]
    if left:
        end(left)
    fresh = [lead for lead, _before, after in moved if after in ("offered", "pool")]
    if fresh:
        make(fresh)
    told = [lead for lead, changes in saved if changes.keys() & set(COPIED) and lead.state in OUT and not is_new]
    if told:
        _in_step(told)


def make(leads: Sequence[Any]) -> list[Any]:
    """Make the copies the plans of these leads name, masked; one pass for all."""
    with behind(FOLLOW):
        policy, known = terms.now(), dict[str, str]()
        rows = [row for lead in leads for row in _rows(lead, _terms(policy, lead, known))]
        return records.create_many(entity_of("leads.assignment"), [{}] * len(rows), each=rows)


def _terms(policy: Compiled, lead: Any, known: dict[str, str]) -> str:
    """Return the digest of the terms a lead is offered under; those that depend on nothing are made once."""
    about = facts.values_of(entity_of("leads.lead"), lead, "lead") if any(test for _row, test in policy["limits"]) else {}
    found = terms.of(policy, about)
    key = ",".join(limit["key"] for limit in found["limits"])
    return known.get(key) or known.setdefault(key, terms.kept(found))


def _rows(lead: Any, agreed: str) -> Iterable[dict[str, Any]]:
    plan, values = lead.plan, disclosure.told(lead)
    shown: Mapping[str, Sequence[str]] = plan.get("shown", {})
    for partner, person in plan["to"]:
        before = list(shown.get(partner, SHOWN_BEFORE))
        yield {
            "partner_id": uuid.UUID(partner), "lead_id": lead.id, "state": "open" if plan["end"] == "pool" else "offered",
            "person_id": uuid.UUID(person) if person else None,
            "rule": lead.rule, "preview": before, "terms": agreed, "sent_at": clock.now(),
            "available_at": datetime.fromisoformat(plan["from"]) if plan.get("from") else None, **disclosure.preview(values, before),
        }  # fmt: skip


def end(leads: Sequence[Any], *, taken: bool = False) -> None:
    """End the copies of leads that are still live: taken back, masked for good, or (`taken`) claimed by somebody else."""
    states = {lead.id: "taken" if taken else ENDED.get(lead.state, "reclaimed") for lead in leads}
    reasons = {lead.id: lead.reason for lead in leads}
    with behind(FOLLOW):
        changes = []
        for copy in _live(list(states), ("open",) if taken else LIVE):
            state = states[copy.lead_id]
            disclosure.conceal(copy, () if state == "withdrawn" else None)
            more = (
                {"withdrawn_at": clock.now()} if state == "withdrawn" else {"reason": reasons[copy.lead_id]} if state == "reclaimed" else {}
            )
            changes.append((copy, {"state": state, "ended_at": clock.now(), **more}))
        for state, act in (("taken", "close"), ("reclaimed", "reclaim"), ("withdrawn", "mask")):
            batch.apply_many(
                entity_of("leads.assignment"), [(copy, values) for copy, values in changes if values["state"] == state], act=act
            )


def _in_step(leads: Sequence[Any]) -> None:
    """Give partners what they may know of leads that were changed."""
    values = {lead.id: disclosure.told(lead) for lead in leads}
    with behind(FOLLOW):
        found = _live(list(values), LIVE)
        for copy in found:
            told = values[copy.lead_id]
            disclosure.write(copy, told if copy.state in HELD else disclosure.preview(told, copy.preview))
        changed = [copy for copy in found if db.session.is_modified(copy)]
        batch.apply_many(entity_of("leads.assignment"), [(copy, {"synced_at": clock.now()}) for copy in changed])


def _live(ids: Sequence[uuid.UUID], states: Sequence[str]) -> list[Any]:
    wanted = sa.select(Assignment).where(Assignment.lead_id.in_(ids), Assignment.state.in_(states)).order_by(Assignment.id)
    return list(db.session.scalars(wanted.with_for_update()))
