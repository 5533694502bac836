"""What a partner does with its copy moves the lead: accepted, given up, run out of time, closed."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from hansa import behind, clock, db, enqueue, entity_of, records, select
from plugins.leads.jobs import CLOSE, PROTECT
from plugins.leads.models import Assignment
from plugins.leads.offers import deadlines, profile, terms
from plugins.leads.states import BACK, CLOSED, LIVE
from plugins.leads.tasks import FOLLOW

ANSWERED = ("accepted", *BACK, *CLOSED)


def follow(saved: Iterable[tuple[Any, Mapping[str, Any]]], is_new: bool) -> None:
    """After copies were saved: move the leads of those a partner answered, lost or closed."""
    for copy, changes in saved:
        if not is_new and "state" in changes and copy.state in ANSWERED:
            before = changes["state"][0]
            if before != copy.state:
                with behind(FOLLOW):
                    _follow(copy, before)


def _follow(copy: Any, before: str) -> None:
    entity = entity_of("leads.lead")
    lead = records.get(entity, copy.lead_id, lock=True)
    holds = lead.holder_id == copy.partner_id
    if copy.state == "accepted" and lead.state in ("offered", "pool"):
        records.apply(entity, lead, {"state": "working", "holder_id": copy.partner_id}, act="begin")
        profile.count(copy, lead.product, "accepts")
        if before == "open":
            enqueue(CLOSE, {"lead": str(lead.id)})
    elif copy.state in BACK and lead.state in ("offered", "working") and holds:
        profile.count(copy, lead.product, "declines" if copy.state == "declined" else "", copy.reason_code)
        _go_on(entity, lead, copy)
    elif copy.state in BACK and lead.state == "pool":
        _empty_pool(entity, lead)
    elif copy.state in CLOSED and lead.state == "working" and holds:
        _close(entity, lead, copy)


def _go_on(entity: Any, lead: Any, copy: Any) -> None:
    """Send a lead on as the limit that ran out says, until it was offered often enough."""
    agreed = terms.read(copy.terms)
    limit = deadlines.running_out(copy) if copy.state in ("timed_out", "reclaimed") else None
    then = limit["then"] if limit else "next"
    if lead.rounds >= agreed.get("most_rounds", 1) and then == "next":
        then = agreed.get("then", "queue")
    if then == "queue":
        records.apply(entity, lead, {"state": "queued", "holder_id": None}, act="queue")
        return
    plan = {**lead.plan, "then": then}
    records.apply(entity, lead, {"state": "matching", "holder_id": None, "plan": plan}, act="go_on")


def _empty_pool(entity: Any, lead: Any) -> None:
    """Nobody is left who could claim it: a person decides."""
    left = select(sa.func.count(Assignment.id)).where(Assignment.lead_id == lead.id, Assignment.state.in_(LIVE))
    if not db.session.execute(left).scalar_one():
        records.apply(entity, lead, {"state": "queued", "holder_id": None}, act="queue")


def _close(entity: Any, lead: Any, copy: Any) -> None:
    state = "lost" if copy.state == "lost" else "converted" if copy.deal_id else "won"
    values = {"state": state, "deal_id": copy.deal_id, "outcome": copy.outcome, "reason_code": copy.reason_code, "closed_at": clock.now()}
    records.apply(entity, lead, values, act={"lost": "lose", "converted": "convert", "won": "win"}[state])
    if copy.outcome == "won":
        profile.count(copy, lead.product, "wins")
    protects = bool(terms.read(copy.terms).get("protects"))
    if copy.deal_id and (protects or copy.outcome == "won"):
        enqueue(PROTECT, {"deal": str(copy.deal_id), "protects": protects, "won": copy.outcome == "won"})


def deal_closed(deal_id: Any, outcome: str) -> None:
    """A deal that was a lead is won or lost: the lead and its partner's copy know it."""
    with behind(FOLLOW):
        for key in ("leads.lead", "leads.assignment"):
            entity = entity_of(key)
            wanted = sa.select(entity.model).where(entity.model.deal_id == deal_id).with_for_update()
            for record in db.session.scalars(wanted):
                records.apply(entity, record, {"outcome": outcome}, act="deal closed")
