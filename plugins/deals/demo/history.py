"""Deals the demo loads like an import of finished work: in the state they had come to, with their history."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from hansa import records
from hansa.demo import at, remember
from plugins.deals.demo.cast import Cast
from plugins.deals.demo.decisions import decide_at_submission, in_force
from plugins.deals.demo.plan import PATIENCE, PROTECTION, DealPlan
from plugins.deals.demo.policies import Held
from plugins.deals.demo.step import Step
from plugins.deals.demo.writer import Writer
from plugins.deals.entities import DEAL
from plugins.deals.reasons import INCOMPLETE, NOT_FIRST

LONGER = timedelta(days=30)
TOGETHER = 4
"""Days whose deals are loaded together."""


def load_old(writer: Writer, plans: Sequence[DealPlan], cast: Cast, cutoff: datetime, held: Held) -> dict[int, uuid.UUID]:
    """Load the deals that were created before the cutoff; return their ids by number."""
    found: dict[int, uuid.UUID] = {}
    old = [(number, deal) for number, deal in enumerate(plans) if deal.created < cutoff]
    for _days, group in groupby(old, key=lambda pair: pair[1].created.toordinal() // TOGETHER):
        some = list(group)
        deals = [deal for _number, deal in some]
        with at(deals[0].created):
            made = records.create_many(DEAL, [writer.raw(deal) for deal in deals], each=[_facts(deal, cast, cutoff, held) for deal in deals])
        for (number, deal), record in zip(some, made, strict=True):
            found[number] = record.id
            _remembered(deal, record, cast, cutoff)
        decide_at_submission(zip(deals, made, strict=True), cutoff, held)
    return found


def states_of(deal: DealPlan, cutoff: datetime) -> Iterator[tuple[Step, dict[str, Any]]]:
    """Yield the steps before a moment, each with what the columns hold that the workflow sets."""
    found: dict[str, Any] = {"state": "draft"}
    for step in deal.steps:
        if step.at < cutoff:
            found = {**found, **_after(step, found)}
            yield step, found


def state_at(deal: DealPlan, cutoff: datetime) -> dict[str, Any]:
    """Return what the columns of a deal that the workflow sets held at a moment."""
    return [{"state": "draft"}, *(found for _step, found in states_of(deal, cutoff))][-1]


def _after(step: Step, before: Mapping[str, Any]) -> Mapping[str, Any]:
    first: date = step.at.date()
    decided: Mapping[str, Any] = {"decided_at": step.at, "answer": None, "asked_fields": [], "reason": None, "answer_by": None}
    results: dict[str, Mapping[str, Any]] = {
        "submit": {"state": "submitted", "submitted_at": step.at, "answer": "received", "clearance": "clear"},
        "start_review": {"state": "in_review"},
        "ask": {"state": "action_required", "answer_by": first + PATIENCE},
        "answer": {"state": "in_review", "reason": None, "asked_fields": [], "answer_by": None},
        "give_up": {**decided, "state": "closed", "reason_code": INCOMPLETE},
        "reject": {**decided, "state": "rejected"},
        "put_behind": {"state": "not_first", "reason_code": NOT_FIRST},
        "approve": {**decided, "state": "approved", "protected_from": first, "protected_until": first + PROTECTION},
        "request_extension": {"state": "extending"},
        "request_amendment": {"state": "amending"},
        "request_reinstatement": {"state": "reinstating"},
        "refuse_extension": {"state": "approved"},
        "extend": {"state": "approved", "reason": None, "extensions": 1, "protected_until": before.get("protected_until", first) + LONGER},
        "win": {"state": "won", "won_on": first},
        "lose": {"state": "lost"},
        "expire": {"state": "expired"},
    }
    return {**results[step.name], **step.values}


def _facts(deal: DealPlan, cast: Cast, cutoff: datetime, held: Held) -> dict[str, Any]:
    """Return what the record holds beside what its partner typed."""
    return {
        "partner_id": cast.partner(deal).actor.partner_id,
        "created_at": deal.created,
        "created_by": cast.partner(deal).actor.user_id,
        "updated_at": max([deal.created, *(step.at for step in deal.steps if step.at < cutoff)]),
        "revivable": bool(deal.steps) and in_force(deal.steps[0].at, held).compiled["extend_expired"] is not None,
        **state_at(deal, cutoff),
    }


def _remembered(deal: DealPlan, record: Any, cast: Cast, cutoff: datetime) -> None:
    before: dict[str, Any] = {"state": "draft"}
    for step, after in states_of(deal, cutoff):
        changes = {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}
        with at(step.at):
            remember(DEAL, record, step.name, cast.of(deal, step), changes, step.values.get("reason"))
        before = after
