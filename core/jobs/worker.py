"""The worker: looks at the clock, relays events, seals the audit trail and runs jobs, until it is told to stop."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta

from flask import Flask

from core import clock, sandbox
from core.audit_chain import seal_all
from core.db import db
from core.jobs import run as runs
from core.jobs.relay import relay
from core.jobs.schedule import Scheduler
from core.portal import portal

log = logging.getLogger("hansa.jobs")

POLL = 0.5
"""Seconds between two looks for work."""
STRETCH = 1.0
"""Seconds of jobs in a row before the next look at the clock and the outbox."""
RECENT = timedelta(minutes=15)
"""How far back the seal looks; the first one of a worker, and the hourly one, look at everything."""
GIVE_WAY = 0.12
"""Seconds a busy worker pauses between two stretches on SQLite: others ask for its one write lock every tenth of a second, and never meet it
free where work goes on at once."""
SEAL_EVERY = 3.0
"""Seconds between two seals of the audit trail."""


class Worker:
    """One thread's worth of background work. `lease` is how long a job stays ours after we fell silent."""

    def __init__(self, app: Flask, *, lease: timedelta = runs.LEASE, poll: float = POLL):
        self.app, self.lease, self.poll = app, lease, poll
        self.stopped = threading.Event()
        self._pause = GIVE_WAY if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite") else 0.0
        self._scheduler = Scheduler()
        self._sealed = 0.0

    def run(self) -> None:
        """Work until `stopped` is set. A failure is logged, and the next turn comes."""
        while not self.stopped.is_set():
            try:
                busy = self.turn()
            except Exception:
                log.exception("a turn of the worker failed")
                busy = False
            self.stopped.wait(self._pause if busy else self.poll)

    def turn(self) -> bool:
        """Do what there is to do once, by the sandbox's clock if there is one; True when there may be more."""
        with self.app.app_context():
            moment = sandbox.stands_at() if portal().config["sandbox"] else None
            db.session.rollback()
        with clock.moved(moment) if moment else nullcontext():
            return self._turn()

    def _turn(self) -> bool:
        busy = sum((self._in_app(self._scheduler.look), self._in_app(relay)))
        if time.monotonic() - self._sealed > SEAL_EVERY:
            window = RECENT if self._sealed else None
            self._in_app(lambda: seal_all(window))
            self._sealed = time.monotonic()
        return self._jobs() or bool(busy)

    def _jobs(self) -> bool:
        """Run due jobs, for so long that the clock is not forgotten."""
        until, ran = time.monotonic() + STRETCH, False
        while time.monotonic() < until and not self.stopped.is_set() and runs.run_next(self.app, self.lease):
            ran = True
        return ran

    def _in_app(self, step: Callable[[], int]) -> int:
        with self.app.app_context():
            return step()


def drain(app: Flask) -> int:
    """Relay events and run all due jobs until nothing is left; returns how many jobs ran. For tests and the command line."""
    ran = 0
    while True:
        with app.app_context():
            relayed = relay()
        if runs.run_next(app):
            ran += 1
        elif not relayed:
            return ran


def run(app: Flask) -> None:
    """Be a worker process until SIGTERM or SIGINT; the job at hand is finished first."""
    worker = Worker(app)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stopped.set())
    app.extensions["hansa"].plugins.watchdog.start()
    log.info("worker started")
    worker.run()


def embed(app: Flask) -> Worker:
    """Start a worker in a thread of this process, for SQLite."""
    worker = Worker(app)
    threading.Thread(target=worker.run, name="hansa-worker", daemon=True).start()
    return worker
