"""Leads that name who shall have them: they go straight to that person's partner, if that person may take leads; otherwise a person decides."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from hansa import N_, Member, behind, clock, current_scope, db, directory, entity_of, select
from plugins.leads.lead_moves import consent_fault
from plugins.leads.tasks import ROUTE

NOBODY = N_("It is meant for %(who)s, who cannot take leads here.")
Moved = list[tuple[Any, dict[str, Any]]]


def settled(leads: Sequence[Any]) -> tuple[Moved, Moved]:
    """Return what is set on leads that go to the person they name, and on those that are left to a person."""
    with behind(ROUTE):
        known = _takers({lead.meant_for.casefold() for lead in leads})
    now, today = clock.now(), clock.today(current_scope().program.zone)
    gone: Moved = []
    left: Moved = []
    for lead in leads:
        member, fault = known.get(lead.meant_for.casefold()), consent_fault(lead, today)
        if member is None or fault:
            left.append((lead, {"state": "queued", "routed_at": now, "reason": fault or NOBODY % {"who": lead.meant_for}}))
            continue
        plan = {"end": "offer", "by": "named", "to": [[str(member.partner_id), str(member.membership_id)]], "reason": lead.meant_for}
        values = {"state": "offered", "plan": plan, "holder_id": member.partner_id, "rounds": lead.rounds + 1, "rule": None, "routed_at": now}
        gone.append((lead, {**values, "queue_id": None}))
    return gone, left


def _takers(emails: Collection[str]) -> Mapping[str, Member]:
    """Return by address the people of active partners that may answer leads; who belongs to several partners is not guessed."""
    found: dict[str, list[Member]] = {}
    for member in directory.members(emails=emails):
        if member.partner_id and member.may("leads.assignment.answer"):
            found.setdefault(member.email.casefold(), []).append(member)
    alone = {email: some[0] for email, some in found.items() if len(some) == 1}
    active = _active({member.partner_id for member in alone.values() if member.partner_id})
    return {email: member for email, member in alone.items() if member.partner_id in active}


def _active(partners: Collection[uuid.UUID]) -> set[uuid.UUID]:
    model = entity_of("core.partner").model
    wanted = select(model.id).where(model.id.in_(partners), model.status == "active", model.archived_at.is_(None))
    return set(db.session.execute(wanted).scalars())
