"""Timers: rows written with the state, run when they are due."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from core import clock
from core.db import db, new_id
from core.entities import closing
from core.entities.entity import Entity
from core.entities.marks import WALL
from core.entities.registry import registry
from core.entities.scope import current
from core.workflow.machine import Timer, Workflow
from core.workflow.models import TimerRow

log = logging.getLogger("hansa.workflow")
ROWS = TimerRow.__table__
_DROPPED = closing.out_of(ROWS, ("program_id", "entity", "record_id"))
_SET = closing.into(ROWS, ("program_id", "id", "entity", "record_id", "partner_id", "timer", "kind", "at", "tries"))
AGAIN = timedelta(hours=1)
"""A timer whose transition was refused (a plugin's veto, a fault) is tried again after this."""


def reset(entity: Entity, flow: Workflow, record: Any, source: str) -> None:
    """Set the timers of the record's state; those of the state it left (`source`) are dropped."""
    if flow.timers_of(source):
        of_record = {"program_id": record.program_id, "entity": entity.key, "record_id": record.id}
        closing.withdraw(_SET, lambda row: row["record_id"] == record.id and row["entity"] == entity.key)
        closing.add(_DROPPED, [of_record])
    start(entity, flow, [record])


def renew(entity: Entity, record: Any) -> None:
    """Set the timers of a record anew, when what they are counted from has changed without a transition."""
    if entity.workflow is not None:
        reset(entity, entity.workflow, record, getattr(record, entity.workflow.field))


def start(entity: Entity, flow: Workflow, records: Iterable[Any]) -> None:
    """Set the timers of records that had none, as imported ones, by the state they are in."""
    found = ((record, timer) for record in records for timer in flow.timers_of(getattr(record, flow.field)))
    closing.add(_SET, [row for record, timer in found for row in _rows(entity, record, timer)])


def _rows(entity: Entity, record: Any, timer: Timer) -> list[dict[str, Any]]:
    due = timer.due(record)
    if due is None:
        return []
    owner = getattr(record, entity.owner) if entity.audience == "owner" else None
    now = clock.now()
    moments = [("due", due), *(("reminder", at) for at in timer.reminders(record) if now < at < due)]
    common = {"program_id": record.program_id, "entity": entity.key, "record_id": record.id, "partner_id": owner}
    return [{**common, "id": new_id(), "timer": timer.key, "kind": kind, "at": at, "tries": 0} for kind, at in moments]


def due(now: datetime, limit: int) -> list[Any]:
    """Return the rows that are due in the active program, oldest first, of entities whose plugin is on."""
    scope = current()
    known = [e.key for e in registry().of_plugins(scope.program.plugins) if e.workflow is not None]
    wanted = (ROWS.c.program_id == scope.program.id, ROWS.c.at <= now, ROWS.c.entity.in_(known))
    statement = sa.select(ROWS).where(*wanted).order_by(ROWS.c.at, ROWS.c.id).limit(limit).execution_options(**WALL)
    return list(db.session.connection().execute(statement).all())


def next_at(now: datetime) -> datetime | None:
    """Return the moment of the next row after `now` in the active program."""
    statement = sa.select(sa.func.min(ROWS.c.at)).where(ROWS.c.program_id == current().program.id, ROWS.c.at > now)
    found: datetime | None = db.session.connection().execute(statement.execution_options(**WALL)).scalar()
    return found


def take(row: Any) -> bool:
    """Remove a row; False when somebody else did."""
    gone = sa.delete(ROWS).where(ROWS.c.program_id == row.program_id, ROWS.c.id == row.id)
    return db.session.connection().execute(gone.execution_options(**WALL)).rowcount == 1


def put_off(row: Any, now: datetime, error: Exception) -> None:
    """Keep a row that could not be run, for later."""
    if isinstance(error, DBAPIError):
        raise error
    log.warning("timer %s of %s %s was put off: %s", row.timer, row.entity, row.record_id, error)
    later = {"at": now + AGAIN, "tries": row.tries + 1, "error": str(error)[:500]}
    own = (ROWS.c.program_id == row.program_id, ROWS.c.id == row.id)
    db.session.connection().execute(sa.update(ROWS).where(*own).values(later).execution_options(**WALL))
