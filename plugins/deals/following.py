"""What follows by itself: approval by the policy, and who waited comes up when the one before has ended."""

from typing import Any

import sqlalchemy as sa

from hansa import Conflict, Event, db, emit, perform, records
from plugins.deals.deciding import compared
from plugins.deals.entities import DEAL
from plugins.deals.models import Deal
from plugins.deals.rivals import Standing

FREES = ("reject", "withdraw", "lose", "expire", "give_up", "dissolve", "win", "put_behind")
"""Transitions after which somebody else may be the first."""
COMES_UP = "deals.deal.comes_up"


def follow(event: Event) -> None:
    """Do what a step of a deal brings about, as the portal; once, however often the event arrives."""
    plugin, _, step = event.type.rpartition(".")
    if plugin != DEAL.key:
        return
    if step == "submit":
        _approve_by_policy(event)
    elif step in FREES:
        _come_up(event)


def _approve_by_policy(event: Event) -> None:
    deal = _deal(event.record_id)
    if deal is None or deal.state != "submitted" or not deal.automatic or deal.verdict != "approve":
        return
    try:
        with db.session.begin_nested():
            perform(DEAL, deal, "approve_by_policy")
    except Conflict:
        return


def _come_up(event: Event) -> None:
    """The first of those that wait comes up, in the order of submission, unless somebody is still before it."""
    ended = _deal(event.record_id)
    if ended is None:
        return
    waiting = [s for s in compared(ended).rivals if s.state == "not_first" or s.waits]
    for standing in sorted(waiting, key=_place)[:1]:
        deal = _deal(standing.rival.deal_id)
        if deal is None or any(other.before(deal.seq) for other in compared(deal).rivals if other.state != "not_first"):
            continue
        if deal.state == "not_first":
            perform(DEAL, deal, "come_up")
        else:
            records.apply(DEAL, deal, {"waits": False}, act="comes up")
            told = {"record_id": deal.id, "record_version": deal.version, "payload": {}}
            emit(COMES_UP, DEAL.key, [told])


def _place(standing: Standing) -> tuple[bool, int]:
    return standing.seq is None, standing.seq or 0


def _deal(deal_id: Any) -> Any:
    return db.session.scalars(sa.select(Deal).where(Deal.id == deal_id)).one_or_none()
