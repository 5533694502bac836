"""How a job is run: as the system of its program, sealed, with a lease that lasts while it works."""

import logging
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa

from core import clock
from core.db import db
from core.entities import records
from core.entities.registry import registry
from core.entities.scope import current
from core.entities.unit import unit
from core.i18n import current as current_locale
from core.jobs import queue, run
from core.jobs.run import run_next
from core.jobs.worker import Worker, drain
from hansa.testing.samples import sample
from hansa.testing.world import Person, ProgramOfTest


def enqueue(kit, job, **payload):
    with kit.acting(Person("a")):
        return unit(lambda: queue.enqueue(job, payload))


def state(app, job_id):
    with app.app_context():
        return db.session.execute(sa.select(queue.TABLE.c.state).where(queue.TABLE.c.id == job_id)).scalar_one()


def test_job_acts_as_the_system_in_the_language_of_the_program(kit, app, provide_job, ran):
    def note(program):
        ran.append((current().actor.kind, current().reach, current_locale()))

    enqueue(kit, provide_job("note", note))
    drain(app)
    assert ran == [("system", "all", "en")]


def test_job_writes_records_of_a_partner(kit, app, provide_job):
    def create(program):
        entity = registry()["core.partner"]
        records.create(entity, sample(entity.schema(), "Made"))

    job_id = enqueue(kit, provide_job("create", create))
    drain(app)
    assert state(app, job_id) == "done"


def test_job_cannot_end_its_own_transaction(kit, app, provide_job):
    job_id = enqueue(kit, provide_job("commit", lambda program: db.session.commit(), retries=0))
    drain(app)
    assert state(app, job_id) == "dead"


def test_job_that_exits_is_a_failure_not_the_end_of_the_worker(kit, app, provide_job):
    def leave(program):
        raise SystemExit(1)

    job_id = enqueue(kit, provide_job("leave", leave, retries=0))
    drain(app)
    assert state(app, job_id) == "dead"


def test_job_that_talks_to_servers_opens_its_own_units(kit, app, provide_job, ran):
    def talk(program):
        ran.append(db.session().info.get("unit"))
        unit(lambda: queue.enqueue(other))

    other = provide_job("other", lambda program: ran.append("other"))
    enqueue(kit, provide_job("talk", talk, atomic=False))
    drain(app)
    assert ran == [None, "other"]


def test_lease_is_prolonged_while_a_job_talks(kit, app, provide_job, ran):
    lease = timedelta(seconds=0.6)

    def talk(program):
        time.sleep(1)
        with app.app_context():
            ran.append(unit(lambda: queue.claim(clock.now(), lease)))

    job_id = enqueue(kit, provide_job("talk", talk, atomic=False))
    run_next(app, lease)
    assert ran == [None] and state(app, job_id) == "done"


def test_long_write_is_complained_about_on_sqlite(kit, app, provide_job, caplog, monkeypatch):
    if kit.portal.config.on_postgres:
        pytest.skip("only SQLite has one writer")
    monkeypatch.setattr(run, "LONG_WRITE", 0.01)
    enqueue(kit, provide_job("slow", lambda program: time.sleep(0.05)))
    with caplog.at_level(logging.WARNING, "hansa.jobs"):
        drain(app)
    assert "kept the database to itself" in caplog.text


def test_failing_turn_does_not_end_the_worker(kit, app, provide_job, monkeypatch):
    worker, turns = Worker(app, poll=0), []

    def turn():
        turns.append(1)
        if len(turns) > 1:
            worker.stopped.set()
        raise RuntimeError("the database is away")

    monkeypatch.setattr(worker, "turn", turn)
    worker.run()
    assert len(turns) == 2


def test_turn_does_all_that_waits(kit, app, provide_job, ran):
    job = provide_job("note", lambda program, n: ran.append(n))
    for n in range(3):
        enqueue(kit, job, n=n)
    assert Worker(app).turn() and ran == [0, 1, 2]


def test_job_of_a_program_that_is_gone_is_left_out(kit, app, provide_job):
    job = provide_job("note", lambda program: None)
    with app.app_context():
        row = queue.row("core", job, ProgramOfTest("nowhere").id)
        unit(lambda: queue.insert([row]))
    drain(app)
    assert state(app, row["id"]) == "skipped"
