"""The queue: in the transaction, once, in order, with an end that is written down."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from core import clock
from core.db import db
from core.entities.unit import Rollback, unit
from core.jobs import queue
from core.jobs.declare import Job
from core.jobs.run import LEASE, run_next
from core.jobs.worker import drain
from hansa.testing import Kit
from hansa.testing.world import Person, ProgramOfTest

ADMIN = Person("admin")


def enqueue(kit: Kit, job: Any, payload: Any = None, **options: Any) -> uuid.UUID | None:
    with kit.acting(ADMIN):
        return unit(lambda: queue.enqueue(job, payload, **options))


def row(app: Flask, job_id: uuid.UUID | None) -> Any:
    with app.app_context():
        return db.session.execute(sa.select(queue.TABLE).where(queue.TABLE.c.id == job_id)).one()


def test_job_runs_in_the_scope_of_its_program(kit, app, provide_job, ran):
    enqueue(kit, provide_job("note", lambda program, word: ran.append((program.slug, word))), {"word": "hello"})
    drain(app)
    assert ran == [("alpha", "hello")]


def test_look_for_work_reads_only_open_jobs(kit, app):
    """Thousands of jobs that are done, or wait, must not slow down the next one: both conditions follow a partial index."""
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("the plan of a small table on PostgreSQL says nothing")
        asked = queue._WAITING.params(queue._moments(clock.now(), None))
        text = str(asked.compile(db.engine, compile_kwargs={"literal_binds": False, "render_postcompile": True}))
        with kit.owner.connect() as connection:
            found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", (None,) * text.count("?")).all()
    plan = [str(row[3]) for row in found]
    assert [line for line in plan if "ix_core_job_open" in line] and [line for line in plan if "ix_core_job_lane" in line]


def test_job_of_a_rolled_back_unit_is_never_run(kit, app, provide_job, ran):
    job = provide_job("note", lambda program: ran.append(1))

    def work():
        queue.enqueue(job)
        raise Rollback(None)

    with kit.acting(ADMIN):
        unit(work)
    assert drain(app) == 0 and ran == []


def test_done_job_says_so(kit, app, provide_job):
    job_id = enqueue(kit, provide_job("nothing", lambda program: None))
    drain(app)
    assert (row(app, job_id).state, row(app, job_id).attempts) == ("done", 1)


def test_same_dedupe_key_is_queued_once(kit, app, provide_job, ran):
    job = provide_job("note", lambda program: ran.append(1))
    assert enqueue(kit, job, dedupe_key="k") and enqueue(kit, job, dedupe_key="k") is None
    assert drain(app) == 1


def test_job_waits_until_its_moment(kit, app, provide_job, ran):
    enqueue(kit, provide_job("note", lambda program: ran.append(1)), run_at=clock.now() + timedelta(minutes=5))
    assert drain(app) == 0
    with time_machine.travel(clock.now() + timedelta(minutes=6), tick=True):
        assert drain(app) == 1


def test_failure_undoes_what_the_job_wrote_and_keeps_the_error(kit, app, provide_job):
    def fail(program):
        queue.enqueue(job, dedupe_key="written by the failing job")
        raise RuntimeError("no luck")

    job = provide_job("fail", fail)
    job_id = enqueue(kit, job)
    run_next(app)
    found = row(app, job_id)
    assert found.state == "failed" and "no luck" in found.error and found.run_at > clock.now()
    with app.app_context():
        assert db.session.execute(sa.select(sa.func.count()).select_from(queue.TABLE)).scalar() == 1


def test_job_that_keeps_failing_is_dead_after_its_retries(kit, app, provide_job):
    job_id = enqueue(kit, provide_job("fail", lambda program: 1 / 0, retries=2))
    for hours in range(4):
        with time_machine.travel(clock.now() + timedelta(hours=7 * hours), tick=True):
            drain(app)
    assert (row(app, job_id).state, row(app, job_id).attempts) == ("dead", 3)


def test_dead_job_is_replayed(kit, app, provide_job, ran):
    job = provide_job("fail_once", lambda program: ran.append(1) if ran else ran.append(1) or 1 / 0, retries=0)
    job_id = enqueue(kit, job)
    drain(app)
    assert row(app, job_id).state == "dead"
    with app.app_context():
        assert unit(lambda: queue.replay(job_id, ProgramOfTest("alpha").id))
    drain(app)
    assert row(app, job_id).state == "done"


def test_dead_job_of_another_program_is_not_replayed(kit, app, provide_job):
    job_id = enqueue(kit, provide_job("fail", lambda program: 1 / 0, retries=0))
    drain(app)
    with app.app_context():
        assert not unit(lambda: queue.replay(job_id, ProgramOfTest("beta").id))


def test_job_of_a_plugin_that_is_off_is_skipped(kit, app, provide_job, ran, enable):
    job_id = enqueue(kit, provide_job("note", lambda program: ran.append(1), plugin="deals"))
    enable("deals", on=False)
    drain(app)
    assert row(app, job_id).state == "skipped" and ran == []


def test_claimed_job_is_not_claimed_again(kit, app, provide_job):
    enqueue(kit, provide_job("note", lambda program: None))
    with app.app_context():
        first = unit(lambda: queue.claim(clock.now(), LEASE))
        assert first is not None and unit(lambda: queue.claim(clock.now(), LEASE)) is None


def test_job_of_a_silent_worker_is_claimed_again_after_the_lease(kit, app, provide_job):
    job_id = enqueue(kit, provide_job("note", lambda program: None))
    with app.app_context():
        unit(lambda: queue.claim(clock.now(), LEASE))
        again = unit(lambda: queue.claim(clock.now() + LEASE * 2, LEASE))
    assert (again.id, again.attempts) == (job_id, 2)


def test_worker_that_lost_its_lease_writes_nothing(kit, app, provide_job):
    enqueue(kit, provide_job("note", lambda program: None))
    with app.app_context():
        first = unit(lambda: queue.claim(clock.now(), LEASE))
        unit(lambda: queue.claim(clock.now() + LEASE * 2, LEASE))
        assert not unit(lambda: queue.finish(first)) and not unit(lambda: queue.hold(first))


def test_job_whose_worker_always_dies_is_given_up(kit, app, provide_job):
    job_id = enqueue(kit, provide_job("kill", lambda program: None, retries=0))
    with app.app_context():
        unit(lambda: queue.claim(clock.now(), LEASE))
    with time_machine.travel(clock.now() + LEASE * 2, tick=True):
        drain(app)
    assert row(app, job_id).state == "dead" and "without a word" in row(app, job_id).error


def test_jobs_of_one_lane_wait_for_each_other(kit, app, provide_job, ran):
    job = provide_job("note", lambda program, n: ran.append(n) if n or len(ran) else ran.append("first") or 1 / 0)
    for n in (0, 1):
        enqueue(kit, job, {"n": n}, lane="one")
    drain(app)
    assert ran == ["first"]
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=True):
        drain(app)
    assert ran == ["first", 0, 1]


def test_unregistered_job_cannot_be_queued(kit, provide_job):
    with pytest.raises(LookupError, match="register_jobs"):
        enqueue(kit, Job("unknown", print))


def test_waits_grow_to_six_hours():
    waits = [queue.wait_after(n).total_seconds() for n in range(1, 12)]
    assert 9 <= waits[0] <= 11 and waits[4] > waits[3] > waits[2] and max(waits) <= 6 * 3600 * 1.1
