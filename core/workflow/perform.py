"""Making a transition: checked, agreed to, done in one unit with its history, audit, event and timers."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from marshmallow import ValidationError
from sqlalchemy.exc import IntegrityError

from core import audit, clock
from core.db import db, new_id
from core.entities import records
from core.entities.entity import Entity
from core.entities.marks import WALL
from core.entities.scope import current
from core.errors import Conflict, NotFound, Problem, Stale, Unprocessable
from core.i18n import N_, say
from core.workflow import approvals, rights, timers
from core.workflow.approvals import MOVED
from core.workflow.machine import Transition, Workflow
from core.workflow.models import StateChange
from schemas.errors import flatten

COLLIDED = N_("Something this depends on was decided at the same moment. Load the page again.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. `waits_for` names the roles that still have to agree; empty when the transition was made."""

    record: Any
    waits_for: tuple[str, ...] = ()


def perform(entity: Entity, record: Any, name: str, raw: Mapping[str, Any] | None = None, *, version: int | None = None) -> Outcome:
    """Make a transition of a record in the running unit.

    Raises NotFound (no such transition), Denied, Conflict (the state does not fit, the guard or an approval says no,
    or somebody was quicker), Stale (`version` is not the stored one), Unprocessable (input), Veto.
    """
    flow = entity.workflow
    if flow is None:
        raise NotFound()
    move = flow.transition(name)
    rights.require(entity, move, record)
    if getattr(record, flow.field) not in move.sources:
        raise Conflict(MOVED, code="state-changed")
    if version is not None and version != record.version:
        raise Stale()
    values = read_input(move, raw or {})
    if reason := move.guard(record):
        raise Conflict(reason, code="not-now")
    move.check(record, values)
    records.hooks("before_transition", entity=entity, record=record, transition=name, actor=current().actor)
    waits_for = approvals.settle(entity, record, flow.approval_of(name))
    if not waits_for:
        _move(entity, flow, record, move, values)
    return Outcome(record, waits_for)


def apply_many(
    entity: Entity, ids: Iterable[uuid.UUID], name: str, raw: Mapping[str, Any] | None = None
) -> dict[uuid.UUID, Problem | None]:
    """Make a transition of many records, each in its own savepoint; return what was refused and why (None = done)."""
    answers: dict[uuid.UUID, Problem | None] = {}
    for record_id in ids:
        try:
            with db.session.begin_nested():
                perform(entity, records.get(entity, record_id), name, raw)
            answers[record_id] = None
        except Problem as problem:
            answers[record_id] = problem
    return answers


def read_input(move: Transition, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the validated input of a transition; raises Unprocessable with every error, field by field."""
    try:
        return dict(move.input().load(raw)) if move.input else {}
    except ValidationError as error:
        raise Unprocessable(errors=[{"pointer": p, "code": c, "message": say(m)} for p, c, m in flatten(error.messages)]) from None


def _move(entity: Entity, flow: Workflow, record: Any, move: Transition, values: Mapping[str, Any]) -> None:
    source = getattr(record, flow.field)
    reason = str(values["reason"]) if values.get("reason") else None
    try:
        records.apply(entity, record, {**move.effects(record, values), flow.field: move.target}, act=move.name, reason=reason)
    except Stale:
        raise Conflict(MOVED, code="state-changed") from None
    except IntegrityError:
        raise Conflict(COLLIDED, code="state-changed") from None
    _remember(entity, record, move, source, values, reason)
    approvals.close(entity, record, flow, source)
    timers.reset(entity, flow, record, source)


def _remember(entity: Entity, record: Any, move: Transition, source: str, values: Mapping[str, Any], reason: str | None) -> None:
    actor = current().actor
    row = {
        "program_id": record.program_id,
        "id": new_id(),
        "entity": entity.key,
        "record_id": record.id,
        "partner_id": records.owner_of(entity, record),
        "name": move.name,
        "source": source,
        "target": move.target,
        "actor_kind": actor.kind,
        "user_id": actor.user_id,
        "reason": reason,
        "values": {key: audit.jsonable(value) for key, value in values.items()},
        "at": clock.now(),
    }
    db.session.connection().execute(sa.insert(StateChange.__table__).execution_options(**WALL), row)
