"""From the outbox to those who listen: one job for each event and subscriber, in the order of a record's events."""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core import clock
from core.db import db
from core.entities import acting
from core.entities.marks import WALL
from core.entities.unit import unit
from core.jobs import queue
from core.jobs.declare import Event, Job
from core.jobs.hearing import hearers
from core.jobs.outbox import Outbox
from core.jobs.scopes import as_system, exclusive, program
from core.portal import portal
from core.programs.state import ProgramState

BATCH = 200
TABLE: Any = Outbox.__table__


def relay(now: datetime | None = None) -> int:
    """Queue the deliveries of all events that are due; returns how many events there were."""
    moment = now or clock.now()
    waiting = unrelayed(moment)
    return sum(unit(lambda program_id=program_id: _relay(program_id, moment)) for program_id in waiting)  # type: ignore[misc]


def unrelayed(now: datetime) -> list[uuid.UUID]:
    """Return the programs with events to relay; reads only. On PostgreSQL a function looks over the wall."""
    connection = db.session.connection()
    found: Any = sa.select(sa.func.hansa_unrelayed(now, type_=sa.Uuid()).column_valued("program_id"))
    if connection.dialect.name != "postgresql":
        found = sa.select(TABLE.c.program_id).where(TABLE.c.relayed_at.is_(None), TABLE.c.release_at <= now).distinct()
    ids = list(connection.execute(found.execution_options(**WALL)).scalars())
    db.session.rollback()
    return ids


def _relay(program_id: uuid.UUID, now: datetime) -> int:
    state = program(program_id)
    if state is None or not exclusive(f"relay {program_id}"):
        return 0
    with acting.entered(as_system(state)):
        events = _due(program_id, now)
        hearing = hearers(state)
        queue.insert([_delivery(state, event, plugin) for event in events for plugin in hearing(event.type)])
        of_months = TABLE.c.month.in_({event.month for event in events})
        done = sa.update(TABLE).where(TABLE.c.program_id == program_id, of_months, TABLE.c.id.in_([event.id for event in events]))
        db.session.connection().execute(done.values(relayed_at=now).execution_options(**WALL))
    return len(events)


def _due(program_id: uuid.UUID, now: datetime) -> Any:
    """An event waits for the earlier ones of its record that are still held back."""
    event, earlier = TABLE.alias("event"), TABLE.alias("earlier")
    held = sa.exists().where(
        earlier.c.program_id == program_id, earlier.c.record_id == event.c.record_id, earlier.c.id < event.c.id,
        earlier.c.relayed_at.is_(None), earlier.c.release_at > now,
    )  # fmt: skip
    due = (event.c.program_id == program_id, event.c.relayed_at.is_(None), event.c.release_at <= now, ~held)
    statement = sa.select(event.c.id, event.c.type, event.c.month, event.c.record_id).where(*due).order_by(event.c.id).limit(BATCH)
    return db.session.connection().execute(statement.execution_options(**WALL)).all()


def _delivery(state: ProgramState, event: Any, plugin: str) -> dict[str, Any]:
    payload = {"plugin": plugin, "month": event.month, "event": event.id}
    lane = f"{plugin}/{event.record_id}" if event.record_id else None
    return queue.row(plugin, DELIVERY, state.id, payload, dedupe_key=f"{event.id}/{plugin}", lane=lane)


def deliver(state: ProgramState, plugin: str, month: int, event: str) -> None:
    """Tell one plugin of one event, in the unit of the job."""
    found = sa.select(TABLE).where(TABLE.c.program_id == state.id, TABLE.c.month == month, TABLE.c.id == uuid.UUID(event))
    row = db.session.connection().execute(found.execution_options(**WALL)).mappings().one_or_none()
    if row is None:
        raise LookupError("the event was purged before it was delivered")
    kept = {
        name: row[name] for name in ("id", "type", "program_id", "entity", "record_id", "record_version", "actor", "occurred_at", "payload")
    }
    portal().plugins.call_one("on_event", plugin, event=Event(version=row["schema_version"], **kept))


DELIVERY = Job("core:event", deliver, retries=8)
"""Its name cannot be that of a plugin's job."""
