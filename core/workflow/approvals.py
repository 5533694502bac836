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
from core.identity import deputies, directory
from core.workflow.machine import Approval, Workflow
from core.workflow.models import Vote

VOTES = Vote.__table__
MOVED = N_("This is no longer possible: the record has changed in the meantime. Load the page again.")


def settle(entity: Entity, record: Any, rule: Approval | None) -> tuple[str, ...]:
    """Record the actor's agreement and return the roles that still have to agree, in order; () = go ahead.

    Raises Denied when the actor has no part in it, created the record or was the last to edit what is agreed to;
    Conflict when the actor has agreed already or another role comes first.
    """
    actor = current().actor
    if rule is None or actor.kind == "system" or not rule.when(record):
        return ()
    rule = rule.of(record)
    barred = _four_eyes(entity, record, rule)
    if rule.mode == "any":
        _agree_alone(entity, record, rule, barred)
        return ()
    # Votes of one moment must see each other, or everybody would wait for the others.
    version, record = record.version, records.get(entity, record.id, lock=True)
    if version != record.version:
        raise Conflict(MOVED, code="state-changed")
    given = votes(entity, record, rule)
    if actor.user_id in given.values():
        raise Conflict(N_("You have agreed to this already. Another person has to agree too."), code="agreed-already")
    missing = tuple(role for role in rule.roles if role not in given)
    wanted = missing[:1] if rule.mode == "in_order" else missing
    role = _role_for(entity, record, rule, wanted, barred | set(given.values()))
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
        declared = flow.approval_of(move.name) if flow else None
        rule = declared.of(record) if declared is not None else None
        if rule is not None and rule.mode != "any" and rule.when(record):
            given = votes(entity, record, rule)
            return tuple(role for role in rule.roles if role not in given) if given else ()
    return ()


def close(entity: Entity, record: Any, flow: Workflow, state: str) -> None:
    """Votes were for the state the record leaves; they never count again."""
    rules = (flow.approval_of(move.name) for move in flow.leaving(state))
    if any(rule is not None and rule.of(record).mode != "any" for rule in rules):
        open_votes = (VOTES.c.program_id == record.program_id, VOTES.c.record_id == record.id, VOTES.c.closed_at.is_(None))
        db.session.connection().execute(sa.update(VOTES).where(*open_votes).values(closed_at=clock.now()).execution_options(**WALL))


def seal(record: Any, rule: Approval) -> str:
    """Return the digest of the values a vote is for."""
    text = audit.canonical([getattr(record, name) for name in rule.fields])
    return hashlib.sha256(text.encode()).hexdigest()


def _agree_alone(entity: Entity, record: Any, rule: Approval, barred: set[Any]) -> None:
    """One agreement is enough: for one of the roles, or, where the rule names none, by the right to make the transition."""
    if rule.roles:
        _role_for(entity, record, rule, rule.roles, barred)
        return
    flow = entity.workflow
    right = entity.permission(flow.transition(rule.transition).right) if flow else ""
    if current().actor.may(right):
        return
    _as_deputy(entity, record, [member for member in _represented(entity, record, barred) if member.may(right)])


def _role_for(entity: Entity, record: Any, rule: Approval, wanted: tuple[str, ...], barred: set[Any]) -> str:
    """Return the first wanted role the actor holds, or somebody holds for whom the actor stands in and who is not barred."""
    own, away = set(current().actor.roles), _represented(entity, record, barred)
    for role in wanted:
        fits = {role, *rule.deputies.get(role, ())}
        if own & fits:
            return role
        if found := [member for member in away if fits & set(member.roles)]:
            _as_deputy(entity, record, found)
            return role
    held = own.union(*(member.roles for member in away))
    if held & {other for role in rule.roles for other in (role, *rule.deputies.get(role, ()))}:
        raise Conflict(N_("Somebody else has to agree first."), code="not-your-turn")
    labels = current().program.role_labels
    raise Denied(_("This has to be agreed to by: %(roles)s.", roles=", ".join(_(labels.get(role, role)) for role in rule.roles)))


def _represented(entity: Entity, record: Any, barred: set[Any]) -> list[directory.Member]:
    """Return for whom the actor may agree to this record: those who see it themselves, and are not barred."""
    found, owner = deputies.represented(barred), records.owner_of(entity, record)
    if not any(member.region for member in found):
        return found
    company = directory.company(owner) if owner else None
    return [member for member in found if not member.region or (company is not None and company.region == member.region)]


def _as_deputy(entity: Entity, record: Any, members: list[directory.Member]) -> None:
    """Write down for whom the actor agrees. What a creator or a former voter may do is lent to nobody: four eyes are two people."""
    if not members:
        raise Denied(N_("Whom you stand in for entered this or has agreed to it, so another person has to agree."), code="four-eyes")
    entry = {"record_id": record.id, "record_version": record.version, "partner_id": records.owner_of(entity, record)}
    audit.write(entity.key, "agreed as deputy", [{**entry, "changes": {"deputy_of": [None, members[0].name]}}])


def _four_eyes(entity: Entity, record: Any, rule: Approval) -> set[Any]:
    """Return the users who may not agree: who created the record, who edited last what is agreed to. Denied when the actor is one."""
    barred = {record.created_by, _last_editor(entity, record, rule)} - {None}
    if current().actor.user_id in barred:
        raise Denied(N_("You entered this yourself, so another person has to agree to it."), code="four-eyes")
    return barred


def _last_editor(entity: Entity, record: Any, rule: Approval) -> uuid.UUID | None:
    if not rule.fields:
        return None
    table = audit.Audit.__table__
    mine = (table.c.program_id == record.program_id, table.c.entity == entity.key, table.c.record_id == record.id)
    changed = sa.or_(*(table.c.changes[name].as_string().is_not(None) for name in rule.fields))
    statement = sa.select(table.c.user_id).where(*mine, changed).order_by(table.c.id.desc()).limit(1)
    found: uuid.UUID | None = db.session.connection().scalar(statement.execution_options(**WALL))
    return found


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
