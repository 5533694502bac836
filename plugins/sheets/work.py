"""The work on an import, batch by batch: while the person waits, or by the queue."""

import time
import uuid
from typing import Any

import sqlalchemy as sa

from hansa import Entity, Job, current_scope, db, emit, enqueue, on_behalf_of, system, unit
from plugins.sheets.steps import STEPS, Outcome
from plugins.sheets.store import KEEP, counts, find, models, rows_in, writing

BATCH = 100
"""So many rows are done in one unit: others wait for the database meanwhile."""

SLICE = 2.0
"""Seconds of work before other jobs have their turn."""


def step(import_id: uuid.UUID) -> bool:
    """Do the next batch in the running unit; False when the step is over."""
    sheet, entity = find(import_id)
    advance(sheet, entity)
    return sheet.state in STEPS


def advance(sheet: Any, entity: Entity) -> None:
    """Do one batch of the step the import is at, and end the step when nothing is left of it; in the running unit."""
    if sheet.state not in STEPS:
        return
    left, step, then = STEPS[sheet.state]
    batch = rows_in(sheet, (left,), BATCH)
    outcomes = step(sheet, entity, batch) if batch else []
    _note(batch, outcomes)
    with writing():
        sheet.done += len(batch)
        if len(batch) < BATCH:
            sheet.state = then
        db.session.flush()


def _note(batch: list[Any], outcomes: list[Outcome]) -> None:
    """Write down what became of the rows: all that fared alike in one statement, each record made with its row."""
    alike: dict[tuple[str, tuple[str, ...]], list[uuid.UUID]] = {}
    with writing():
        for row, outcome in zip(batch, outcomes, strict=True):
            if outcome.record is None:
                alike.setdefault((outcome.state, tuple(outcome.problems)), []).append(row.id)
            else:
                row.state, (row.record_id, row.record_version) = outcome.state, outcome.record
        db.session.flush()
    _sheets, rows = models()
    with system(KEEP):
        for (state, problems), ids in alike.items():
            changed = sa.update(rows).where(rows.id.in_(ids)).values(state=state, problems=list(problems))
            db.session.execute(changed.execution_options(synchronize_session=False))


def queue(import_id: uuid.UUID) -> None:
    """Have the queue do the rest, on behalf of the actor."""
    actor = current_scope().actor
    whose = {"user_id": actor.user_id, "membership_id": actor.membership_id}
    enqueue(WORK, {"import_id": import_id, **whose}, lane=f"sheets:{import_id}")


def _work(program: Any, *, import_id: str, user_id: str, membership_id: str | None) -> None:
    """Do batches for a while, each in a unit of its own, then let other jobs have their turn.

    What a worker did before it was killed is kept, and nothing is done twice: rows, records and progress are one unit,
    and a second worker at the same import fails on the version of its row.
    """
    sheet, until = uuid.UUID(import_id), time.monotonic() + SLICE
    with on_behalf_of(uuid.UUID(user_id), uuid.UUID(membership_id) if membership_id else None):
        while more := unit(lambda: step(sheet)):
            if time.monotonic() > until:
                break
        unit(lambda: queue(sheet) if more else _tell(sheet))


def _tell(import_id: uuid.UUID) -> None:
    """Let the person know that a step is over; it took long."""
    sheet, _entity = find(import_id)
    found, member = counts(sheet), current_scope().actor.membership_id
    if member is None:
        return
    leads_to = {"endpoint": "sheets.show", "args": {"import_id": str(import_id)}}
    payload = {
        "membership_id": str(member), "leads_to": leads_to, "file": sheet.filename,
        **{state: found.get(state, 0) for state in ("good", "bad", "made", "removed", "kept")},
    }  # fmt: skip
    emit(f"sheets.import.{sheet.state}", "sheets.import", [{"record_id": sheet.id, "record_version": sheet.version, "payload": payload}])


WORK = Job("import", _work, atomic=False)
