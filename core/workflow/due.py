"""Running what is due: transitions when time is up, events that remind."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core import clock
from core.db import db
from core.entities.acting import entered
from core.entities.registry import registry
from core.entities.scope import Scope
from core.entities.unit import unit
from core.identity.actor import SYSTEM
from core.jobs import outbox
from core.jobs.declare import Job
from core.jobs.queue import enqueue
from core.programs.state import ProgramState
from core.workflow import timers
from core.workflow.perform import perform

BATCH = 50
"""Timers run by one call; the job goes on at once with what is left over."""


def run_due(program: ProgramState, now: datetime, limit: int = BATCH) -> int:
    """Run the timers of a program that are due at `now`, as the system; return how many were looked at.

    Each is a unit of its own, or a savepoint when the caller is in one. One that fails is put off and does not stop the others.
    """
    with entered(Scope(program, SYSTEM)):
        found = timers.due(now, limit)
        for row in found:
            unit(lambda row=row: _run(row, now))  # type: ignore[misc]
    return len(found)


def _run(row: Any, now: datetime) -> None:
    try:
        with db.session.begin_nested():
            if timers.take(row):
                _fire(row)
    except Exception as error:
        timers.put_off(row, now, error)


def _fire(row: Any) -> None:
    entity = registry()[row.entity]
    flow = entity.workflow
    record = db.session.scalars(sa.select(entity.model).where(entity.model.id == row.record_id)).one_or_none()
    if flow is None or record is None:
        return
    timer = next((t for t in flow.timers_of(getattr(record, flow.field)) if t.key == row.timer), None)
    if timer is None:
        return
    if row.kind == "due":
        perform(entity, record, timer.on_expiry)
    else:
        due = timer.due(record)
        payload = {"due": due.isoformat() if due else None}
        told = {"record_id": record.id, "record_version": record.version, "payload": payload}
        outbox.emit(f"{entity.key}.{timer.reminder}", entity.key, [told])


def _timers(program: ProgramState) -> None:
    if run_due(program, clock.now(), BATCH) == BATCH:
        unit(lambda: enqueue(TIMERS_ON))


# Not atomic: fifty transitions in one unit would keep SQLite's only write lock for half a second.
TIMERS = Job("timers", _timers, every="*/5 * * * *", atomic=False)
"""The core's periodic job; the schedule runs it in every program."""
TIMERS_ON = Job("timers_on", _timers, atomic=False)
