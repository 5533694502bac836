"""A partner signs a program it is to take part in: by name, for the version it was shown; rules read the day of it."""

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, Denied, Unprocessable, _, behind, clock, current_scope, db, entity_of, records
from plugins.rebates.models import Enrolment
from plugins.rebates.program.programs import Program, coming
from plugins.rebates.tasks import KEEP

SIGNED = N_("This program is signed already.")
OVER = N_("This participation is over.")
CHANGED = N_("The program has changed since you opened this page: please read it again.")
OWN = N_("Only the partner itself signs.")
NAME = N_("Write your name.")
LONGEST = 120


def waiting() -> Sequence[Any]:
    """Return the participations of the partner that acts that are not signed, the first to begin at the beginning."""
    today = clock.today(current_scope().program.zone)
    lasting = sa.or_(Enrolment.left_on.is_(None), Enrolment.left_on >= today)
    own = (Enrolment.partner_id == current_scope().actor.partner_id, Enrolment.accepted_on.is_(None), Enrolment.archived_at.is_(None), lasting)
    return db.session.scalars(sa.select(Enrolment).where(*own).order_by(Enrolment.joined_on, Enrolment.id)).all()


def may_be_signed(enrolment: Any) -> bool:
    """Tell whether whoever acts may sign a participation now."""
    actor, today = current_scope().actor, clock.today(current_scope().program.zone)
    mine = actor.partner_id == enrolment.partner_id and actor.may("rebates.enrolment.sign") and not actor.read_only
    return mine and enrolment.accepted_on is None and (enrolment.left_on is None or enrolment.left_on >= today)


def terms(enrolment: Any) -> Program:
    """Return the program in the version that holds when the participation begins. Raises Conflict (code `no-policy`)."""
    return coming(enrolment.program, enrolment.joined_on)


def number(found: Program) -> int:
    """Return the number of a version; 0 for a program without one."""
    return found.version.number or 0 if found.version is not None else 0


def sign(enrolment_id: uuid.UUID, name: str, version: int) -> Any:
    """Keep the signature. Raises Denied for whoever is not of the partner, Conflict (signed, over, another version than was shown), Unprocessable without a name."""
    entity, actor = entity_of("rebates.enrolment"), current_scope().actor
    if records.get(entity, enrolment_id).partner_id != actor.partner_id or actor.read_only:
        raise Denied(_(OWN))
    with behind(KEEP):
        found = records.get(entity, enrolment_id, lock=True)
        today = clock.today(current_scope().program.zone)
        if found.accepted_on is not None or (found.left_on is not None and found.left_on < today):
            raise Conflict(_(SIGNED) if found.accepted_on is not None else _(OVER), code="signed")
        if number(terms(found)) != version:
            raise Conflict(_(CHANGED), code="changed")
        signed = name.strip()[:LONGEST]
        if not signed:
            raise Unprocessable(_(NAME), errors=[{"pointer": "/name", "code": "required", "message": _(NAME)}])
        records.apply(entity, found, {"accepted_on": today, "accepted_by": signed, "accepted_version": version}, act="signed")
        return found
