"""Agreement before a transition: who has to agree, who has, who is still missing."""

import hashlib
import uuid
from typing import Any

import sqlalchemy as sa

from core import audit, clock
from core.db import db, new_id
from core.entities import records
from core.entities.entity import Entity
from core.entities.marks import WALL
from core.entities.scope import current
from core.errors import Conflict, Denied
from core.i18n import N_, _
from core.workflow.machine import Approval, Workflow
from core.workflow.models import Vote

VOTES = Vote.__table__
MOVED = N_("This is no longer possible: the record has changed in the meantime. Load the page again.")
LOOKED_AT = 500
"""Audit rows searched for the last editor of what is agreed to."""


def settle(entity: Entity, record: Any, rule: Approval | None) -> tuple[str, ...]:
    """Record the actor's agreement and return the roles that still have to agree, in order; () = go ahead.

    Raises Denied when the actor has no part in it, created the record or was the last to edit what is agreed to;
    Conflict when the actor has agreed already or another role comes first.
    """
    actor = current().actor
    if rule is None or actor.kind == "system" or not rule.when(record):
        return ()
    _four_eyes(entity, record, rule)
    if rule.mode == "any":
        if rule.roles:
            _role_for(rule, rule.roles)
        return ()
    # Votes of one moment must see each other, or everybody would wait for the others.
    version, record = record.version, records.get(entity, record.id, lock=True)
    if version != record.version:
        raise Conflict(MOVED, code="state-changed")
    given = votes(entity, record, rule)
    if actor.user_id in given.values():
        raise Conflict(N_("You have agreed to this already. Another person has to agree too."), code="agreed-already")
    missing = tuple(role for role in rule.roles if role not in given)
    role = _role_for(rule, missing[:1] if rule.mode == "in_order" else missing)
    _vote(entity, record, rule, role)
    return tuple(other for other in missing if other != role)


def votes(entity: Entity, record: Any, rule: Approval) -> dict[str, uuid.UUID | None]:
    """Return who agreed for which role to the record as it stands; one statement."""
    mine = (VOTES.c.program_id == record.program_id, VOTES.c.record_id == record.id, VOTES.c.entity == entity.key)
    valid = (VOTES.c.transition == rule.transition, VOTES.c.closed_at.is_(None), VOTES.c.seal == seal(record, rule))
    statement = sa.select(VOTES.c.role, VOTES.c.user_id).where(*mine, *valid).execution_options(**WALL)
    return {row.role: row.user_id for row in db.session.connection().execute(statement)}


def missing(entity: Entity, record: Any) -> tuple[str, ...]:
    """Return the roles that have not agreed yet, of the first transition that waits for several; no statement if none does."""
    flow = entity.workflow
    for move in flow.leaving(getattr(record, flow.field)) if flow else ():
        rule = flow.approval_of(move.name) if flow else None
        if rule is not None and rule.mode != "any" and rule.when(record):
            given = votes(entity, record, rule)
            return tuple(role for role in rule.roles if role not in given) if given else ()
    return ()


def close(entity: Entity, record: Any, flow: Workflow, state: str) -> None:
    """Votes were for the state the record leaves; they never count again."""
    rules = (flow.approval_of(move.name) for move in flow.leaving(state))
    if any(rule is not None and rule.mode != "any" for rule in rules):
        open_votes = (VOTES.c.program_id == record.program_id, VOTES.c.record_id == record.id, VOTES.c.closed_at.is_(None))
        db.session.connection().execute(sa.update(VOTES).where(*open_votes).values(closed_at=clock.now()).execution_options(**WALL))


def seal(record: Any, rule: Approval) -> str:
    """Return the digest of the values a vote is for."""
    text = audit.canonical([getattr(record, name) for name in rule.fields])
    return hashlib.sha256(text.encode()).hexdigest()


def _role_for(rule: Approval, wanted: tuple[str, ...]) -> str:
    own = set(current().actor.roles)
    for role in wanted:
        if own & {role, *rule.deputies.get(role, ())}:
            return role
    if own & {other for role in rule.roles for other in (role, *rule.deputies.get(role, ()))}:
        raise Conflict(N_("Somebody else has to agree first."), code="not-your-turn")
    labels = current().program.role_labels
    raise Denied(_("This has to be agreed to by: %(roles)s.", roles=", ".join(_(labels.get(role, role)) for role in rule.roles)))


def _four_eyes(entity: Entity, record: Any, rule: Approval) -> None:
    person = current().actor.user_id
    if person is not None and person in (record.created_by, _last_editor(entity, record, rule)):
        raise Denied(N_("You entered this yourself, so another person has to agree to it."), code="four-eyes")


def _last_editor(entity: Entity, record: Any, rule: Approval) -> uuid.UUID | None:
    if not rule.fields:
        return None
    table = audit.Audit.__table__
    mine = (table.c.program_id == record.program_id, table.c.entity == entity.key, table.c.record_id == record.id)
    statement = sa.select(table.c.user_id, table.c.changes).where(*mine).order_by(table.c.id.desc()).limit(LOOKED_AT)
    rows = db.session.connection().execute(statement.execution_options(**WALL))
    return next((row.user_id for row in rows if set(rule.fields) & set(row.changes)), None)


def _vote(entity: Entity, record: Any, rule: Approval, role: str) -> None:
    owner = records.owner_of(entity, record)
    row = {
        "program_id": record.program_id,
        "id": new_id(),
        "entity": entity.key,
        "record_id": record.id,
        "partner_id": owner,
        "transition": rule.transition,
        "role": role,
        "user_id": current().actor.user_id,
        "seal": seal(record, rule),
        "at": clock.now(),
    }
    db.session.connection().execute(sa.insert(VOTES).execution_options(**WALL), row)
    audit.write(entity.key, "agreed", [{"record_id": record.id, "record_version": record.version, "partner_id": owner, "changes": {}}])
