"""Letting go of what has served its time: finished jobs, delivered events, sent mail, old slots and answers."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from core import clock
from core.db import db
from core.entities.marks import WALL
from core.idempotency import Idempotency
from core.jobs.declare import Job
from core.jobs.outbox import Outbox
from core.jobs.queue import OPEN, QueuedJob
from core.jobs.schedule import ScheduleSlot
from core.mail import Mail
from core.programs.state import ProgramState

KEPT = {"done": timedelta(days=7), "skipped": timedelta(days=30), "dead": timedelta(days=90)}
"""How long jobs stay visible after their end; dead ones can be replayed until then."""
EVENTS = MAIL = timedelta(days=90)
SLOTS = timedelta(days=35)
ANSWERS = timedelta(days=2)


def purge_program(program: ProgramState) -> None:
    """Delete old events, mail and kept answers of a program. An event stays while a delivery of it is neither done nor given up."""
    now = clock.now()
    outbox, mail, job, answer = _table(Outbox), _table(Mail), _table(QueuedJob), _table(Idempotency)
    open_jobs = sa.exists().where(job.c.program_id == program.id, job.c.state.in_((*OPEN, "dead")), job.c.created_at < now - EVENTS)
    _delete(outbox, outbox.c.program_id == program.id, outbox.c.relayed_at < now - EVENTS, ~open_jobs)
    _delete(mail, mail.c.program_id == program.id, mail.c.created_at < now - MAIL, mail.c.state == "sent")
    _delete(answer, answer.c.program_id == program.id, answer.c.created_at < clock.real() - ANSWERS)


def purge_site(program: None) -> None:
    """Delete finished jobs, old slots, and answers that pages outside of programs kept for repeated requests."""
    now = clock.now()
    job, slot, answer = _table(QueuedJob), _table(ScheduleSlot), _table(Idempotency)
    for state, kept in KEPT.items():
        _delete(job, job.c.state == state, job.c.finished_at < now - kept)
    _delete(slot, slot.c.slot < now - SLOTS, ~_newest(slot))
    _delete(answer, answer.c.created_at < clock.real() - ANSWERS)


def _newest(slot: Any) -> Any:
    """The newest slot of a job says where to go on."""
    other = slot.alias("other")
    last = sa.select(sa.func.max(other.c.slot)).where(other.c.program_id == slot.c.program_id, other.c.job == slot.c.job)
    return slot.c.slot == last.scalar_subquery()


def _table(model: Any) -> Any:
    return model.__table__


def _delete(table: Any, *where: Any) -> None:
    db.session.connection().execute(sa.delete(table).where(*where).execution_options(**WALL))


PROGRAM = Job("purge", purge_program, every="day")
SITE = Job("purge-site", purge_site, every="day", site=True)
