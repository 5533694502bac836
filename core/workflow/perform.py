"""Making a transition: checked, agreed to, done in one unit with its audit row, event and timers."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from core.entities import batch, records
from core.entities.entity import Entity
from core.entities.scope import current
from core.errors import Conflict, NotFound, Problem, Stale
from core.i18n import N_, _
from core.workflow import approvals, rights, timers
from core.workflow.approvals import MOVED
from core.workflow.inputs import load, read_input
from core.workflow.machine import Transition, Workflow

MOVED_ON = N_("This is not possible: it is “%(state)s” now.")
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
        raise Conflict(moved_on(entity, record), code="state-changed")
    if version is not None and version != record.version:
        raise Stale()
    values = read_input(entity, record, move, raw or {})
    if reason := move.guard(record):
        raise Conflict(reason, code="not-now")
    move.check(record, values)
    records.hooks("before_transition", entity=entity, record=record, transition=name, actor=current().actor)
    waits_for = approvals.settle(entity, record, flow.approval_of(name))
    if not waits_for:
        _move(entity, flow, record, move, values)
    return Outcome(record, waits_for)


def moved_on(entity: Entity, record: Any) -> str:
    """Return why a transition from another state is not possible any more, in the reader's language: where the record is now."""
    flow = entity.workflow
    assert flow is not None
    return _(MOVED_ON, state=_(flow.state_of(record).look.label))


def apply_many(
    entity: Entity, ids: Sequence[uuid.UUID], name: str, raw: Mapping[str, Any] | None = None
) -> dict[uuid.UUID, Problem | None]:
    """Make a transition of many records, those it is not refused for; return what was refused and why (None = done).

    Raises NotFound (no such transition) and Unprocessable (input) before any record is touched.
    """
    if entity.workflow is None:
        raise NotFound()
    move = entity.workflow.transition(name)
    if move.input is not None:
        load(move.input, raw or {})

    def make(some: Sequence[uuid.UUID]) -> None:
        for record in batch.load(entity, some):
            perform(entity, record, name, raw)

    known = {record.id for record in batch.load(entity, ids)}
    refused = batch.by_halves([i for i in ids if i in known], make)
    return {i: refused.get(i) if i in known else NotFound() for i in ids}


def _move(entity: Entity, flow: Workflow, record: Any, move: Transition, values: Mapping[str, Any]) -> None:
    source = getattr(record, flow.field)
    reason = str(values["reason"]) if values.get("reason") else None
    try:
        records.apply(entity, record, {**move.effects(record, values), flow.field: move.target}, act=move.name, reason=reason)
    except Stale:
        raise Conflict(MOVED, code="state-changed") from None
    except IntegrityError:
        raise Conflict(COLLIDED, code="state-changed") from None
    approvals.close(entity, record, flow, source)
    timers.reset(entity, flow, record, source)
