"""What has served its time goes, what somebody may still need stays."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from core import clock
from core.db import db
from core.entities import acting
from core.entities.marks import WALL
from core.entities.unit import unit
from core.jobs import outbox, purge, queue
from core.jobs.relay import relay
from core.jobs.scopes import as_system, program
from core.jobs.worker import drain
from hansa.testing.world import Person, ProgramOfTest


def purged(app: Flask, days: int) -> dict[str, int]:
    """Purge as if so many days had passed, and count what is left."""
    with time_machine.travel(clock.now() + timedelta(days=days), tick=True), app.app_context():
        state = program(ProgramOfTest("alpha").id)
        assert state is not None
        db.session.rollback()
        with acting.entered(as_system(state)):
            unit(lambda: (purge.purge_program(state), purge.purge_site(None)))
            return {table.name: count(table) for table in (queue.TABLE, outbox.Outbox.__table__)}


def count(table: Any) -> int:
    statement = sa.select(sa.func.count()).select_from(table)
    return int(db.session.connection().execute(statement.execution_options(**WALL)).scalar_one())


@pytest.mark.parametrize(("state", "days", "left"), [("done", 6, 1), ("done", 8, 0), ("dead", 89, 1), ("dead", 91, 0)])
def test_finished_job_stays_for_a_while(kit, app, provide_job, state, days, left):
    job = provide_job("work", (lambda program: None) if state == "done" else (lambda program: 1 / 0), retries=0)
    with kit.acting(Person("admin")):
        unit(lambda: queue.enqueue(job))
    drain(app)
    assert purged(app, days)["core_job"] == left


def test_waiting_job_is_never_purged(kit, app, provide_job):
    with kit.acting(Person("admin")):
        unit(lambda: queue.enqueue(provide_job("work", print)))
    assert purged(app, 400)["core_job"] == 1


@pytest.mark.parametrize(("relayed", "left"), [(True, 0), (False, 1)])
def test_event_is_purged_once_it_was_relayed(kit, app, monkeypatch, relayed, left):
    monkeypatch.setattr(app.extensions["hansa"].plugins, "implementers", lambda hook, plugins: ())
    with kit.acting(Person("a")):
        unit(lambda: outbox.emit("x.y", "deals.deal", [{"record_id": None, "record_version": None, "payload": {}}]))
    if relayed:
        with app.app_context():
            relay()
    assert purged(app, 100)["core_outbox"] == left
