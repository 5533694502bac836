"""Running one job: claimed, done in the scope of its program, its end written down; whatever happens, something is written."""

import contextlib
import logging
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

from flask import Flask, current_app

from core import clock
from core.db import db
from core.entities import acting
from core.entities.unit import unit
from core.i18n import DEFAULT, use
from core.jobs import queue, relay
from core.jobs.declare import Job
from core.jobs.scopes import as_system, program
from core.plugin_system.isolation import sealed
from core.portal import portal
from core.programs.state import ProgramState

log = logging.getLogger("hansa.jobs")

LEASE = timedelta(seconds=60)
"""How long a job is safe from others after its worker fell silent."""

LONG_WRITE = 0.2
"""Seconds after which a write unit on SQLite is complained about: everybody else waits meanwhile."""


class LeaseLost(RuntimeError):
    """Another worker has taken the job; what this one wrote is undone."""


def run_next(app: Flask, lease: timedelta = LEASE) -> bool:
    """Claim the next due job and run it; False when there was none."""
    with app.app_context():
        now, due = clock.real(), clock.now()
        found = queue.waiting(now, due)
        db.session.rollback()
        job = unit(lambda: queue.claim(now, lease, due)) if found else None
    if job is None:
        return False
    with app.app_context():
        _run(job, lease)
    return True


def _run(job: Any, lease: timedelta) -> None:
    declared = relay.DELIVERY if job.name == relay.DELIVERY.name else portal().jobs.find(job.plugin, job.name)
    state = program(job.program_id) if job.program_id else None
    db.session.rollback()
    reason = _not_run(job, declared, state)
    if reason or declared is None:
        _end(job, *(reason or ("skipped", "")))
        return
    try:
        (_atomic if declared.atomic else _loose)(job, declared, state, lease)
    except LeaseLost:
        log.warning("job %s %s.%s: the lease was lost", job.id, job.plugin, job.name)
    except (Exception, SystemExit) as error:
        log.warning("job %s %s.%s failed, try %s of %s", job.id, job.plugin, job.name, job.attempts, job.max_attempts, exc_info=True)
        text = "".join(traceback.format_exception(error))
        db.session.rollback()
        unit(lambda: queue.fail(job, text))


def _not_run(job: Any, declared: Job | None, state: ProgramState | None) -> tuple[str, str] | None:
    """Return the state and the reason when a job is not to be run."""
    if job.attempts > job.max_attempts:
        return "dead", "The worker stopped without a word each time it ran this job."
    if job.program_id and (state is None or job.plugin not in state.plugins):
        return "skipped", "The plugin is switched off."
    if declared is None:
        return "skipped", "No active plugin knows this job."
    return None


def _end(job: Any, state: str, reason: str) -> None:
    unit(lambda: queue.finish(job, state, reason))


def _atomic(job: Any, declared: Job, state: ProgramState | None, lease: timedelta) -> None:
    """The function's writes and the end of the job are one transaction, which holds the row of the job from its start."""

    def work() -> float:
        start = time.monotonic()
        if not queue.hold(job):
            raise LeaseLost
        with _scope(state), _watched(job), sealed(db.session()):
            declared.func(state, **job.payload)
        if not queue.finish(job):
            raise LeaseLost
        return time.monotonic() - start

    seconds = unit(work)
    if seconds > LONG_WRITE and db.engine.dialect.name == "sqlite":
        log.warning("job %s.%s kept the database to itself for %.0f ms", job.plugin, job.name, seconds * 1000)


def _loose(job: Any, declared: Job, state: ProgramState | None, lease: timedelta) -> None:
    """The function opens its own units; its lease is prolonged meanwhile."""
    with _heartbeat(job, lease), _scope(state):
        declared.func(state, **job.payload)
    if not unit(lambda: queue.finish(job)):
        raise LeaseLost


@contextlib.contextmanager
def _scope(state: ProgramState | None) -> Iterator[None]:
    with use(state.locale if state else DEFAULT), acting.entered(as_system(state)) if state else nullcontext():
        yield


def _watched(job: Any) -> contextlib.AbstractContextManager[None]:
    """A plugin's job that hangs while it holds SQLite's only write lock ends the process, as a hook would."""
    if job.plugin == "core" or db.engine.dialect.name != "sqlite":
        return nullcontext()
    return portal().plugins.watchdog.running(job.plugin, f"job {job.name}")


@contextlib.contextmanager
def _heartbeat(job: Any, lease: timedelta) -> Iterator[None]:
    app, done = current_app._get_current_object(), threading.Event()  # type: ignore[attr-defined]

    def beat() -> None:
        while not done.wait(lease.total_seconds() / 3):
            with app.app_context():
                unit(lambda: queue.extend(job, clock.real() + lease))

    thread = threading.Thread(target=beat, name="hansa-heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
