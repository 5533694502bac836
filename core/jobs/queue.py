"""The queue: a row is a piece of work, written in the transaction that wants it, claimed by one worker at a time."""

import random
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm as so
from sqlalchemy.dialects import postgresql, sqlite

from core import clock
from core.audit import jsonable
from core.db import Model, db, new_id
from core.entities.marks import WALL
from core.entities.scope import peek
from core.jobs.declare import Job
from core.portal import portal

OPEN = ("queued", "failed", "running")
"""Not at their end: `failed` is tried again at `run_at`; `done`, `skipped` (plugin off) and `dead` (given up) are at it."""

FIRST_WAIT, LAST_WAIT = timedelta(seconds=10), timedelta(hours=6)


class QueuedJob(Model):
    """A piece of work. `lane`: jobs of one lane run one after the other, in the order of their ids; None = on its own.

    `payload` holds ids and plain values, never a partner's data: the queue is not behind the wall.
    """

    __tablename__ = "core_job"
    id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True, default=new_id)
    program_id: so.Mapped[uuid.UUID | None]
    plugin: so.Mapped[str]
    name: so.Mapped[str]
    payload: so.Mapped[dict[str, Any]]
    dedupe_key: so.Mapped[str | None] = so.mapped_column(unique=True)
    lane: so.Mapped[str | None]
    state: so.Mapped[str] = so.mapped_column(sa.String(10), default="queued")
    run_at: so.Mapped[datetime]
    lease: so.Mapped[uuid.UUID | None]
    locked_until: so.Mapped[datetime | None]
    attempts: so.Mapped[int] = so.mapped_column(default=0)
    max_attempts: so.Mapped[int]
    error: so.Mapped[str | None] = so.mapped_column(sa.Text())
    created_at: so.Mapped[datetime]
    finished_at: so.Mapped[datetime | None]
    __table_args__ = (
        sa.Index(
            "ix_core_job_open",
            "run_at",
            "id",
            postgresql_where=sa.text("state IN ('queued', 'failed', 'running')"),
            sqlite_where=sa.text("state IN ('queued', 'failed', 'running')"),
        ),
        sa.Index(
            "ix_core_job_lane",
            "lane",
            "id",
            postgresql_where=sa.text("state IN ('queued', 'failed', 'running')"),
            sqlite_where=sa.text("state IN ('queued', 'failed', 'running')"),
        ),
        sa.Index(None, "program_id", "state", "id"),
    )


TABLE: Any = QueuedJob.__table__


def is_open(state: Any) -> Any:
    """Return the condition of the partial indexes, in so many words: a database that is given values later cannot use them."""
    return state.in_(sa.bindparam("open_states", OPEN, expanding=True, literal_execute=True))


def enqueue(
    job: Job,
    payload: Mapping[str, Any] | None = None,
    *,
    run_at: datetime | None = None,
    dedupe_key: str | None = None,
    lane: str | None = None,
) -> uuid.UUID | None:
    """Queue a registered job in the running unit, for the program of the scope (none outside of one).

    Returns its id, or None when the dedupe key was used before: that work is queued, or was done lately.
    """
    scope = peek()
    made = row(
        portal().jobs.plugin_of(job), job, scope.program.id if scope else None, payload, run_at=run_at, dedupe_key=dedupe_key, lane=lane
    )
    return made["id"] if insert([made]) else None


def row(
    plugin: str,
    job: Job,
    program_id: uuid.UUID | None,
    payload: Mapping[str, Any] | None = None,
    *,
    run_at: datetime | None = None,
    dedupe_key: str | None = None,
    lane: str | None = None,
) -> dict[str, Any]:
    """Return the row of a job to be queued."""
    moment = clock.now()
    return {
        "id": new_id(), "program_id": program_id, "plugin": plugin, "name": job.name, "payload": jsonable(dict(payload or {})),
        "dedupe_key": dedupe_key, "lane": lane, "state": "queued", "run_at": run_at or moment, "attempts": 0,
        "max_attempts": job.retries + 1, "created_at": moment,
    }  # fmt: skip


def insert(rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert rows whose dedupe keys are new and return how many were."""
    connection = db.session.connection()
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = make(TABLE).on_conflict_do_nothing(index_elements=["dedupe_key"]).returning(TABLE.c.id)
    return len(connection.execute(statement.execution_options(**WALL), rows).all()) if rows else 0


def _due(job: Any, earlier: Any) -> Any:
    """Select the id of the oldest due job. Built once: the worker asks before every job, and building took longer than asking."""
    ready = sa.and_(job.c.state.in_(("queued", "failed")), job.c.run_at <= sa.bindparam("due_at"))
    left = sa.and_(job.c.state == "running", job.c.locked_until < sa.bindparam("silent_since"))
    first = ~sa.exists().where(earlier.c.lane == job.c.lane, earlier.c.id < job.c.id, is_open(earlier.c.state))
    return sa.select(job.c.id).where(is_open(job.c.state), sa.or_(ready, left), first).order_by(job.c.run_at, job.c.id).limit(1)


_DUE = _due(TABLE.alias("job"), TABLE.alias("earlier"))
_WAITING = _DUE.execution_options(**WALL)
_CLAIM = (
    sa.update(TABLE)
    .where(TABLE.c.id == _DUE.with_for_update(skip_locked=True).scalar_subquery())
    .values(state="running", lease=sa.bindparam("new_lease"), locked_until=sa.bindparam("leased_until"), attempts=TABLE.c.attempts + 1)
    .returning(*TABLE.c)
    .execution_options(**WALL)
)


def waiting(now: datetime, at: datetime | None = None) -> bool:
    """Tell whether a job could be claimed; reads only. See `claim`."""
    return db.session.connection().execute(_WAITING, _moments(now, at)).first() is not None


def claim(now: datetime, lease: timedelta, at: datetime | None = None) -> Any | None:
    """Take the oldest due job, in the running unit, and return its row; None when there is none.

    `at`: the moment by which jobs are due, where a sandbox's clock is not the machine's.
    A job whose worker stopped without a word is taken again once its lease is over, until its attempts are used up.
    """
    values = {**_moments(now, at), "new_lease": uuid.uuid4(), "leased_until": now + lease}
    return db.session.connection().execute(_CLAIM, values).one_or_none()


def _moments(now: datetime, at: datetime | None) -> dict[str, datetime]:
    return {"silent_since": now, "due_at": at or now}


def hold(job: Any) -> bool:
    """Lock the claimed row for the running transaction: while it lives, nobody takes the job again. False when the lease was lost."""
    statement = sa.select(TABLE.c.id).where(TABLE.c.id == job.id, TABLE.c.lease == job.lease).with_for_update()
    return db.session.connection().execute(statement.execution_options(**WALL)).first() is not None


def extend(job: Any, until: datetime) -> bool:
    """Prolong the lease of a running job; False when it was lost."""
    return _change(job, locked_until=until)


def finish(job: Any, state: str = "done", error: str | None = None) -> bool:
    """Write down the end of a claimed job: `done`, `skipped` or `dead`; False when the lease was lost."""
    return _change(job, state=state, error=error, lease=None, locked_until=None, finished_at=clock.now())


def fail(job: Any, error: str) -> bool:
    """Write down a failure: the job is tried again later, or dead when its attempts are used up."""
    if job.attempts >= job.max_attempts:
        return finish(job, "dead", error)
    return _change(job, state="failed", error=error, lease=None, locked_until=None, run_at=clock.now() + wait_after(job.attempts))


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many tries: 10 s, 30 s, 90 s, … at most 6 h, each a little off."""
    wait: timedelta = min(FIRST_WAIT * 3 ** min(attempts - 1, 10), LAST_WAIT)
    return wait * random.uniform(0.9, 1.1)


def replay(job_id: uuid.UUID, program_id: uuid.UUID | None) -> bool:
    """Try a dead or skipped job of the program again from the start; False when there is none of that id."""
    mine = (TABLE.c.id == job_id, TABLE.c.program_id.is_not_distinct_from(program_id), TABLE.c.state.in_(("dead", "skipped")))
    values = {"state": "queued", "attempts": 0, "run_at": clock.now(), "finished_at": None}
    return bool(db.session.connection().execute(sa.update(TABLE).where(*mine).values(values).execution_options(**WALL)).rowcount)


def _change(job: Any, **values: Any) -> bool:
    mine = (TABLE.c.id == job.id, TABLE.c.lease == job.lease)
    return bool(db.session.connection().execute(sa.update(TABLE).where(*mine).values(values).execution_options(**WALL)).rowcount)
