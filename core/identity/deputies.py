"""Deputies: who of the vendor's people stands in for whom in approvals, and for how long. They stand in for nothing else."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from core import audit, clock
from core.db import db
from core.entities.scope import current
from core.entities.system import system
from core.errors import Conflict, Denied, NotFound, Unprocessable
from core.i18n import N_, _
from core.identity import directory
from core.identity.directory import Member
from core.identity.models import Deputy
from core.programs.revisions import bump

REASON = "deputies in approvals"
"""Staff who see one region only still have to see their colleagues here."""
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One deputyship as both sides see it; `until` is the first day after it."""

    id: uuid.UUID
    person: str
    deputy: str
    starts_on: date
    until: date
    own: bool
    """True for the person who is away."""


def represented(but: Collection[uuid.UUID | None] = ()) -> list[Member]:
    """Return whom the actor stands in for today, without the users named in `but`. Asks the database only for deputies.

    Whoever has left is represented by nobody, and a token represents nobody.
    """
    program, actor = current().program, current().actor
    if actor.kind != "user" or actor.read_only or not actor.staff or actor.membership_id is None or not program.deputies:
        return []
    ids = program.standing_in().get(actor.membership_id)
    if not ids:
        return []
    with system(REASON):
        found = directory.members(ids=ids)
    return [member for member in found if member.staff and member.user_id not in but]


def candidates() -> list[Member]:
    """Return who can stand in for the actor: the vendor's other people."""
    with system(REASON):
        found = directory.members(staff=True)
    return [member for member in found if member.membership_id != current().actor.membership_id]


def arrangements() -> list[Arrangement]:
    """Return those of the actor, as the one who is away and as the deputy, that are not over."""
    program, me, today = current().program, current().actor.membership_id, clock.today(current().program)
    rows = [row for row in program.deputies if me in (row.membership_id, row.deputy_id) and row.until > today]
    if not rows:
        return []
    with system(REASON):
        people = directory.members(ids={id for row in rows for id in (row.membership_id, row.deputy_id)})
    names = {member.membership_id: member.name for member in people}
    gone = _("A person who is gone")
    return [
        Arrangement(
            row.id, names.get(row.membership_id, gone), names.get(row.deputy_id, gone), row.starts_on, row.until, row.membership_id == me
        )
        for row in sorted(rows, key=lambda row: (row.starts_on, row.id))
    ]


def appoint(deputy: uuid.UUID, first: date, last: date) -> None:
    """Have somebody stand in for the actor from the first day to the last; Denied, Unprocessable, Conflict."""
    program, me = current().program, _myself()
    chosen = next((member for member in candidates() if member.membership_id == deputy), None)
    if chosen is None:
        raise _wrong("deputy", "unknown-reference", _("Choose one of the vendor's people."))
    if last < first:
        raise _wrong("last", "before-first", _("The last day is before the first."))
    if last < clock.today(program):
        raise _wrong("last", "in-the-past", _("These days are over."))
    if last - first > LONGEST:
        raise _wrong("last", "too-long", _("A deputy stands in for a year at most."))
    until = last + timedelta(days=1)
    if any(row.membership_id == me and row.starts_on < until and first < row.until for row in program.deputies):
        raise Conflict(N_("You have a deputy on some of these days already. Take that one back first."), code="overlap")
    db.session.add(Deputy(program_id=program.id, membership_id=me, deputy_id=deputy, starts_on=first, until=until))
    bump(program.id)
    _tell("deputy named", {"deputy": [None, str(deputy)], "starts_on": [None, first.isoformat()], "until": [None, until.isoformat()]})


def dismiss(arrangement: uuid.UUID) -> None:
    """Take an arrangement of one's own back, as the person or as the deputy; NotFound."""
    program, me = current().program, _myself()
    found = next((row for row in program.deputies if row.id == arrangement and me in (row.membership_id, row.deputy_id)), None)
    if found is None:
        raise NotFound()
    db.session.execute(sa.delete(Deputy).where(Deputy.program_id == program.id, Deputy.id == arrangement))
    bump(program.id)
    _tell("deputy dismissed", {"deputy": [str(found.deputy_id), None]}, found.membership_id)


def _myself() -> uuid.UUID:
    actor = current().actor
    if not actor.staff or actor.membership_id is None or actor.read_only:
        raise Denied(N_("Deputies are for the vendor's people."))
    return actor.membership_id


def _tell(action: str, changes: dict[str, Any], about: uuid.UUID | None = None) -> None:
    entry = {"record_id": about or current().actor.membership_id, "record_version": None, "partner_id": None, "changes": changes}
    audit.write("core.membership", action, [entry])


def _wrong(field: str, code: str, message: str) -> Unprocessable:
    return Unprocessable(errors=[{"pointer": f"/{field}", "code": code, "message": message}])
