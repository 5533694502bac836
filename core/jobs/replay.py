"""Moving a sandbox's clock on: what falls due on the way happens in order, each at its own moment."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask

from core import clock, sandbox
from core.db import db
from core.entities import acting
from core.entities.marks import WALL
from core.entities.unit import unit
from core.errors import Malformed
from core.i18n import _
from core.jobs import outbox, queue, schedule
from core.jobs.own import CORE_JOBS
from core.jobs.scopes import as_system, programs
from core.jobs.worker import drain
from core.workflow import due, timers

EVENT: Any = outbox.Outbox.__table__


def run_until(app: Flask, until: datetime) -> int:
    """Move the clock of the installation to a moment, doing what falls due; returns at how many moments something was done.

    Raises Malformed outside of a sandbox, and when the clock is past that moment.
    """
    moment, steps = _start(app, until), 0
    while True:
        with clock.moved(moment):
            steps += bool(_all_due(app, moment))
            following = _next(app, moment) if moment < until else None
        if following is None:
            return steps
        moment = min(following, until)
        _set(app, moment)


def _start(app: Flask, until: datetime) -> datetime:
    with app.app_context():
        sandbox.demand()
        now = sandbox.stands_at() or min(clock.real(), until)
        if until < now:
            raise Malformed(
                _("The clock is at %(now)s already. `hansa clock set` turns it back.", now=now.isoformat()), code="clock-is-past"
            )
    _set(app, now)
    return now


def _set(app: Flask, moment: datetime) -> None:
    with app.app_context():
        unit(lambda: sandbox.set_clock(moment))


def _all_due(app: Flask, now: datetime) -> int:
    """Run timers, then periodic jobs of plugins, then what they set off, as if this moment had just come.

    The core's own periodic jobs are timers, which are here already, and housekeeping, which can wait for an ordinary worker.
    """
    with app.app_context():
        done = sum(_timers(now))
        schedule.catch_up(now, but=CORE_JOBS)
    return done + drain(app)


def _timers(now: datetime) -> Iterator[int]:
    known = programs()
    db.session.rollback()
    for state in known:
        while found := due.run_due(state, now):
            yield found


def _next(app: Flask, now: datetime) -> datetime | None:
    """Return the next moment at which something is due."""
    with app.app_context():
        found = [schedule.next_day(now, but=CORE_JOBS), *_jobs(now)]
        known = programs()
        db.session.rollback()
        for state in known:
            with acting.entered(as_system(state)):
                found += [moment for moment in (timers.next_at(now), _events(state.id, now)) if moment]
    return min(found)


def _jobs(now: datetime) -> Iterator[datetime]:
    job = queue.TABLE.c
    wanted = sa.select(sa.func.min(job.run_at)).where(job.state.in_(("queued", "failed")), job.run_at > now)
    if (found := _scalar(wanted)) is not None:
        yield found


def _events(program_id: Any, now: datetime) -> datetime | None:
    event = EVENT.c
    return _scalar(
        sa.select(sa.func.min(event.release_at)).where(event.program_id == program_id, event.relayed_at.is_(None), event.release_at > now)
    )


def _scalar(statement: Any) -> datetime | None:
    found: datetime | None = db.session.connection().execute(statement.execution_options(**WALL)).scalar()
    return found
