"""Background work: routing, closing what others hold of a claimed lead, protecting converted deals, consents that end."""

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from hansa import Conflict, Job, Unprocessable, batch, clock, current_scope, db, enqueue, entity_of, perform, records
from plugins.leads.intake import alike, meant
from plugins.leads.models import Change, Lead
from plugins.leads.offers import making
from plugins.leads.reports import replay
from plugins.leads.routing import turns
from plugins.leads.routing.distribute import route

TOGETHER = 200
KEPT_MARKS = 200


def _route(program: Any, leads: Sequence[str]) -> None:
    route([uuid.UUID(one) for one in leads])


def _begin(program: Any, leads: Sequence[str]) -> None:
    """Leads whose legal basis is confirmed go to who they are meant for, or are distributed without anybody's doing where the policy says so.

    What came in with another one about the same company waits for a person, so that two partners never get one customer.
    """
    entity = entity_of("leads.lead")
    ready = [lead for lead in batch.load(entity, [uuid.UUID(one) for one in leads], lock=True) if lead.state == "ready"]
    twins = {lead.id: hits for lead in ready if (hits := alike.met_since(lead))}
    batch.apply_many(entity, [(lead, {"alike": twins[lead.id]}) for lead in ready if lead.id in twins])
    found = [lead for lead in ready if lead.id not in twins]
    named = [lead for lead in found if lead.meant_for]
    gone, left = meant.settled(named) if named else ([], [])
    for some, act in ((gone, "assign"), (left, "queue")):
        batch.apply_many(entity, some, act=act)
    batch.apply_many(entity, [(lead, {"state": "matching"}) for lead in found if not lead.meant_for], act="distribute")


def _close(program: Any, lead: str) -> None:
    """A lead was claimed: it is gone for the others."""
    found = records.get(entity_of("leads.lead"), uuid.UUID(lead), lock=True)
    if found.state != "pool":
        making.end([found], taken=True)


def _protect(program: Any, deal: str, protects: bool, won: bool) -> None:
    """A deal made of a lead is registered, and protected, for its partner; whoever forbids it leaves it to a person."""
    entity = entity_of("deals.deal")
    for name, wanted in (("submit", True), ("approve", protects or won), ("win", won)):
        record = records.get(entity, uuid.UUID(deal))
        flow = entity.workflow
        if wanted and flow and record.state in flow.transition(name).sources:
            _try(entity, record, name)


def _try(entity: Any, record: Any, name: str) -> None:
    try:
        with db.session.begin_nested():
            perform(entity, record, name, {"evidence": record.need or record.title} if name == "win" else {})
    except (Conflict, Unprocessable):
        return


def _expire(program: Any) -> None:
    """Consents whose last day is over: nobody may work on these leads any more."""
    today = clock.today(current_scope().program.zone)
    entity = entity_of("leads.lead")
    open_states = [state.key for state in entity.workflow.states if state.kind != "done"] if entity.workflow else []
    wanted = sa.select(Lead).where(Lead.consent_expires < today, Lead.state.in_(open_states)).order_by(Lead.id).limit(TOGETHER)
    for lead in db.session.scalars(wanted.with_for_update()):
        perform(entity, lead, "withdraw_consent", {"reason": f"The consent held until {lead.consent_expires}."})


def _replay(program: Any) -> None:
    """Prove anew, night by night, that nobody is starved; so many decisions in one unit."""
    if replay.replayed():
        enqueue(REPLAY_ON)


def _forget(program: Any) -> None:
    """Marks of changes are needed only to notice the next, and of turns only the last."""
    turns.forget()
    newest = sa.select(Change.id).order_by(Change.id.desc()).offset(KEPT_MARKS).limit(1)
    last = db.session.scalar(newest)
    if last is not None:
        for mark in db.session.scalars(sa.select(Change).where(Change.id < last).limit(KEPT_MARKS)):
            db.session.delete(mark)


ROUTE_LEADS = Job("route", _route)
BEGIN = Job("begin", _begin)
CLOSE = Job("close", _close)
PROTECT = Job("protect", _protect)
EXPIRE = Job("consents", _expire, every="15 1 * * *")
REPLAY_ON = Job("replay_on", _replay)
REPLAY = Job("replay", _replay, every="30 2 * * *")
FORGET = Job("marks", _forget, every="45 2 * * *")
JOBS = [ROUTE_LEADS, BEGIN, CLOSE, PROTECT, EXPIRE, REPLAY, REPLAY_ON, FORGET]
