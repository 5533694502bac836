"""What follows by itself: approval by the policy, and who waited comes up when the one before has ended."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from hansa import Conflict, Event, db, emit, perform, records, renew_timers
from plugins.deals import moves
from plugins.deals.entities import DEAL
from plugins.deals.models import Deal
from plugins.deals.registration.deciding import compared, rule_on
from plugins.deals.states import IN_CHECK

FREES = ("reject", "withdraw", "lose", "expire", "give_up", "dissolve", "win", "put_behind")
"""Transitions after which somebody else may be the first."""
COMES_UP = "deals.deal.comes_up"


def follow(event: Event) -> None:
    """Do what a step of a deal brings about, as the portal; once, however often the event arrives."""
    plugin, _, step = event.type.rpartition(".")
    if plugin != DEAL.key:
        return
    deal = db.session.scalars(sa.select(Deal).where(Deal.id == event.record_id)).one_or_none()
    if deal is None:
        return
    if step == "submit":
        _approve_by_policy(deal)
    elif step in FREES:
        for freed in _freed(deal):
            _come_up(freed)
            _approve_by_policy(freed)


def _freed(ended: Any) -> Iterator[Any]:
    """Those that waited and are the first now, in the order of submission; two are when what they are registered for differs."""
    taken: set[str | None] = set()
    for deal in _waiting(ended):
        if deal.unique_key not in taken and rule_on(deal, "submit", store=False).is_first:
            taken.add(deal.unique_key)
            yield deal


def _waiting(ended: Any) -> list[Any]:
    """Whoever waited for it: for the same customer, or for a free place among the protections of its partner."""
    met = [standing.rival.deal_id for standing in compared(ended).rivals]
    own = sa.and_(Deal.partner_id == ended.partner_id, Deal.waits, Deal.state.in_(IN_CHECK))
    behind = sa.and_(Deal.id.in_(met), sa.or_(Deal.waits, Deal.state == "not_first"))
    found = db.session.scalars(sa.select(Deal).where(sa.or_(behind, own), Deal.id != ended.id).order_by(Deal.seq, Deal.id))
    return list(found)


def _come_up(deal: Any) -> None:
    if deal.state == "not_first":
        perform(DEAL, deal, "come_up")
        return
    records.apply(DEAL, deal, moves.came_up_unseen(deal), act="comes up", unseen=True)
    renew_timers(DEAL, deal)
    emit(COMES_UP, DEAL.key, [{"record_id": deal.id, "record_version": deal.version, "payload": {}}])


def _approve_by_policy(deal: Any) -> None:
    if deal.state not in ("submitted", "in_review") or not deal.automatic or deal.verdict != "approve":
        return
    try:
        with db.session.begin_nested():
            perform(DEAL, deal, "approve_by_policy")
    except Conflict:
        return
