"""The schedule: which slots of a job are due, and each of them queued once, however many workers look."""

import uuid
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from cronsim import CronSim
from sqlalchemy import orm as so
from sqlalchemy.dialects import postgresql, sqlite

from core import clock
from core.db import Model, db
from core.entities.marks import WALL
from core.entities.unit import unit
from core.jobs import queue
from core.jobs.declare import LINES, Job
from core.jobs.scopes import programs
from core.portal import portal
from core.programs.state import ProgramState

CATCH_UP = timedelta(days=1)
"""Slots missed for longer than this are done once for all."""
DAILY = timedelta(hours=20)
"""A job whose slots lie so far apart runs once a day, on the short days of the change to summer time too."""
SITE = uuid.UUID(int=0)


class ScheduleSlot(Model):
    """A slot that was queued. The first slot of a job is only noted: what lies before its first look is not caught up."""

    program_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    job: so.Mapped[str] = so.mapped_column(primary_key=True)
    slot: so.Mapped[datetime] = so.mapped_column(primary_key=True)


TABLE: Any = ScheduleSlot.__table__


def slots(every: str, zone: str, since: datetime) -> Iterator[datetime]:
    """Yield the moments, in UTC, at which a schedule is due after `since`, in order and without end.

    A time of day the change to summer time leaves out is due at its end; one that comes twice is due the first time.
    Schedules of whole hours or minutes follow elapsed time.
    """
    last = since
    for local in CronSim(LINES.get(every, every), since.astimezone(ZoneInfo(zone))):
        moment = local.astimezone(UTC)
        if moment > last:
            last = moment
            yield moment


def missed(every: str, zone: str, since: datetime, now: datetime) -> list[datetime]:
    """Return the slots after `since` until `now`: every one of the last day, else the newest."""
    found: list[datetime] = []
    for slot in slots(every, zone, max(since, now - timedelta(days=400))):
        if slot > now:
            return found
        found = [*(one for one in found if one > now - CATCH_UP), slot]
    return found


class Scheduler:
    """Looks for due slots; remembers when each job is next due, so that a look without work asks only for the programs."""

    def __init__(self) -> None:
        self._next: dict[tuple[Any, ...], datetime] = {}

    def look(self, now: datetime | None = None) -> int:
        """Queue what is due and return how many jobs that were."""
        moment = now or clock.now()
        return sum(self._one(state, plugin, job, moment) for state, plugin, job in _schedules())

    def _one(self, state: ProgramState | None, plugin: str, job: Job, now: datetime) -> int:
        zone, every = (state.zone if state else "UTC"), str(job.every)
        key = (state.id if state else SITE, f"{plugin}.{job.name}", every, zone)
        if self._next.get(key, now) > now:
            return 0
        made = unit(lambda: _queue(state, plugin, job, zone, missed, now))
        self._next[key] = next(slots(every, zone, now))
        return made


def _schedules() -> list[tuple[ProgramState | None, str, Job]]:
    periodic = list(portal().jobs.periodic())
    found: list[tuple[ProgramState | None, str, Job]] = [(None, plugin, job) for plugin, job in periodic if job.site]
    known = programs()
    db.session.rollback()
    return found + [(state, plugin, job) for state in known for plugin, job in periodic if not job.site and plugin in state.plugins]


def catch_up(now: datetime, but: Collection[Job] = ()) -> int:
    """Queue every job a slot of which has passed, once for all its slots: for a clock that was moved on."""
    found, last = _schedules(), _latest()
    return sum(_catch_up(state, plugin, job, now, last.get(_key(state, plugin, job))) for state, plugin, job in found if job not in but)


def _catch_up(state: ProgramState | None, plugin: str, job: Job, now: datetime, last: datetime | None) -> int:
    zone = state.zone if state else "UTC"
    if last is not None and next(slots(str(job.every), zone, last)) > now:
        return 0
    return unit(lambda: _queue(state, plugin, job, zone, _newest_missed, now))


def _latest() -> dict[tuple[uuid.UUID, str], datetime]:
    """Return the newest slot of every job that was looked at; one statement."""
    newest = sa.select(TABLE.c.program_id, TABLE.c.job, sa.func.max(TABLE.c.slot)).group_by(TABLE.c.program_id, TABLE.c.job)
    found = {(program_id, job): slot for program_id, job, slot in db.session.connection().execute(newest.execution_options(**WALL))}
    db.session.rollback()
    return found


def _key(state: ProgramState | None, plugin: str, job: Job) -> tuple[uuid.UUID, str]:
    return (state.id if state else SITE), f"{plugin}.{job.name}"


def next_day(now: datetime, but: Collection[Job] = ()) -> datetime:
    """Return when a job that runs once a day, or less often, is due next; the same hour tomorrow when there is none."""
    found = []
    for state, _plugin, job in _schedules():
        if job in but:
            continue
        following = slots(str(job.every), state.zone if state else "UTC", now)
        first, second = next(following), next(following)
        if second - first >= DAILY:
            found.append(first)
    return min(found, default=now + CATCH_UP)


def _newest_missed(every: str, zone: str, since: datetime, now: datetime) -> list[datetime]:
    return missed(every, zone, since, now)[-1:]


def _queue(
    state: ProgramState | None, plugin: str, job: Job, zone: str, chosen: Callable[[str, str, datetime, datetime], list[datetime]], now: datetime
) -> int:
    program_id, name = _key(state, plugin, job)
    last = sa.select(sa.func.max(TABLE.c.slot)).where(TABLE.c.program_id == program_id, TABLE.c.job == name)
    since = db.session.connection().execute(last.execution_options(**WALL)).scalar()
    if since is None:
        _note(program_id, name, now)
        return 0
    return sum(_queue_slot(state, plugin, job, slot) for slot in chosen(str(job.every), zone, since, now))


def _queue_slot(state: ProgramState | None, plugin: str, job: Job, slot: datetime) -> int:
    program_id, name = _key(state, plugin, job)
    if not _note(program_id, name, slot):
        return 0
    key = f"{program_id}/{name}/{slot:%Y-%m-%dT%H:%M:%SZ}"
    return queue.insert([queue.row(plugin, job, state.id if state else None, dedupe_key=key)])


def _note(program_id: uuid.UUID, name: str, slot: datetime) -> bool:
    """Write a slot down; False when another worker was first."""
    connection = db.session.connection()
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = make(TABLE).values(program_id=program_id, job=name, slot=slot).on_conflict_do_nothing()
    return bool(connection.execute(statement.execution_options(**WALL)).rowcount)
