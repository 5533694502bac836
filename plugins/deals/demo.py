"""Deals for the demo. What is older than a month is loaded like an import of finished work; all since is done by its people."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from hansa import Conflict, clock, current_scope, entity_of, perform, records
from hansa.demo import Scope, acting_as, at, customers, people
from plugins.deals.demo_plan import COUNT, PROTECTION, DealPlan, Step, plan
from plugins.deals.demo_words import CHINESE, ENGLISH
from plugins.deals.demo_writer import Writer
from plugins.deals.matching import Registration, grant_key
from plugins.deals.settings import settings
from plugins.deals.states import PROTECTED

DEAL = "deals.deal"
RECENT = timedelta(days=30)
LONGER = timedelta(days=30)
Crowd = Mapping[uuid.UUID | None, list[Scope]]


def load(count: int = COUNT) -> None:
    """Create the deals of the active program."""
    program, crowd = current_scope().program, people()
    texts = CHINESE if program.locale.startswith("zh") else ENGLISH
    owners = [partner for partner in crowd if partner is not None]
    plans = plan(program.slug, clock.now(), program.zone, program.fiscal_start_month, len(owners), len(customers()), texts.words, count)
    writer, cutoff = Writer(texts), clock.now() - RECENT
    known = dict(_imported(writer, plans, owners, cutoff))
    _lived(writer, plans, known, [crowd[owner][-1] for owner in owners], crowd[None], cutoff)


def state_at(deal: DealPlan, cutoff: datetime) -> dict[str, Any]:
    """Return what the columns of a deal that the workflow sets held at a moment."""
    found: dict[str, Any] = {"state": "draft"}
    for step in deal.steps:
        if step.at < cutoff:
            found |= _after(step, found)
    return found


def _after(step: Step, before: Mapping[str, Any]) -> Mapping[str, Any]:
    decided = {"decided_at": step.at, "answer": None, "asked_fields": [], "reason": None}
    first: date = step.at.date()
    results: dict[str, Mapping[str, Any]] = {
        "submit": {"state": "submitted", "submitted_at": step.at, "answer": "received", "clearance": "clear"},
        "start_review": {"state": "in_review"},
        "ask": {"state": "action_required"},
        "answer": {"state": "in_review", "reason": None, "asked_fields": []},
        "reject": {**decided, "state": "rejected"},
        "approve": {**decided, "state": "approved", "protected_from": first, "protected_until": first + PROTECTION},
        "request_extension": {"state": "extending"},
        "refuse_extension": {"state": "approved"},
        "extend": {"state": "approved", "reason": None, "extensions": 1, "protected_until": before.get("protected_until", first) + LONGER},
        "win": {"state": "won"},
        "lose": {"state": "lost"},
        "expire": {"state": "expired"},
    }
    return {**results[step.name], **step.values}


def _imported(writer: Writer, plans: Sequence[DealPlan], owners: Sequence[uuid.UUID], cutoff: datetime) -> Iterable[tuple[int, uuid.UUID]]:
    """Load the older deals week by week in the state they had at the cutoff; yield (number, id)."""
    old = [(number, deal) for number, deal in enumerate(plans) if deal.created < cutoff]
    for _week, group in groupby(old, key=lambda pair: pair[1].created.isocalendar()[:2]):
        weekly = list(group)
        with at(weekly[-1][1].created):
            raws = [writer.raw(deal) for _number, deal in weekly]
            facts = [_facts(deal, raw, owners[deal.partner], cutoff) for (_number, deal), raw in zip(weekly, raws, strict=True)]
            made = records.create_many(entity_of(DEAL), raws, each=facts)
            yield from ((number, record.id) for (number, _deal), record in zip(weekly, made, strict=True))


def _facts(deal: DealPlan, raw: Mapping[str, Any], owner: uuid.UUID, cutoff: datetime) -> dict[str, Any]:
    facts = {
        "partner_id": owner,
        "created_at": deal.created,
        "updated_at": max([deal.created, *(s.at for s in deal.steps if s.at < cutoff)]),
        **state_at(deal, cutoff),
    }
    if facts["state"] in PROTECTED:
        customer = (raw.get(f"customer_{name}") for name in ("name", "country", "domain", "registration_no"))
        registration = Registration(uuid.UUID(int=0), owner, *customer, title=raw["title"])  # type: ignore[arg-type]
        facts["grant_key"] = grant_key(registration, settings()["uniqueness"])
    return facts


def _lived(
    writer: Writer,
    plans: Sequence[DealPlan],
    known: dict[int, uuid.UUID],
    partners: Sequence[Scope],
    staff: Sequence[Scope],
    cutoff: datetime,
) -> None:
    """Let people and timers do what was done since the cutoff, in the order of time."""
    manager = next(scope for scope in staff if "manager" in scope.actor.roles)
    system = current_scope()
    refused: set[int] = set()
    for moment, number, step in sorted(_since(plans, cutoff), key=lambda event: (event[0], event[1])):
        deal = plans[number]
        who = partners[deal.partner]
        if number in refused:
            continue
        with at(moment):
            if step is None:
                with acting_as(who):
                    known[number] = records.create(entity_of(DEAL), writer.raw(deal)).id
            else:
                with acting_as({"partner": who, "staff": manager, "system": system}[step.by]):
                    if not _done(known[number], step, writer.texts.words.duplicate):
                        refused.add(number)


def _since(plans: Sequence[DealPlan], cutoff: datetime) -> Iterable[tuple[datetime, int, Step | None]]:
    for number, deal in enumerate(plans):
        if deal.created >= cutoff:
            yield deal.created, number, None
        yield from ((step.at, number, step) for step in deal.steps if step.at >= cutoff)


def _done(deal_id: uuid.UUID, step: Step, duplicate: str) -> bool:
    """Make a transition; a registration that meets a protected one is rejected instead, and False is returned."""
    entity = entity_of(DEAL)
    deal = records.get(entity, deal_id)
    try:
        perform(entity, deal, step.name, step.values)
    except Conflict:
        if step.name != "approve":
            raise
        perform(entity, deal, "reject", {"reason_code": "duplicate-other-partner", "reason": duplicate})
        return False
    return True
