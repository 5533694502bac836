"""Events reach those who listen: at least once, in the order of a record, only where the plugin is on."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from core import clock
from core.db import db, new_id
from core.entities.unit import Rollback, unit
from core.jobs import outbox, queue, relay
from core.jobs.worker import drain
from hansa.testing import Kit
from hansa.testing.world import Person

RECORD = new_id()


class Listeners:
    """Stands in for plugins that hear events."""

    def __init__(self, *names: str):
        self.names, self.heard, self.failing = names, [], 0
        self.wanted: dict[str, list[str]] = {}

    def implementers(self, hook: str, plugins: frozenset[str]) -> tuple[str, ...]:
        return tuple(name for name in self.names if name in plugins)

    def call(self, hook: str, plugins: frozenset[str], /) -> list[tuple[str, list[str]]]:
        return [(name, patterns) for name, patterns in self.wanted.items() if name in plugins]

    def call_one(self, hook: str, plugin: str, /, *, event: Any) -> None:
        if self.failing:
            self.failing -= 1
            raise RuntimeError("not now")
        self.heard.append((plugin, event.payload["n"]))


@pytest.fixture
def listeners(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Listeners:
    made, plugins = Listeners("deals"), app.extensions["hansa"].plugins
    monkeypatch.setattr(plugins, "implementers", made.implementers)
    monkeypatch.setattr(plugins, "call", made.call)
    monkeypatch.setattr(plugins, "call_one", made.call_one)
    return made


def emit(kit: Kit, *numbers: int, delay: timedelta = timedelta(0), record: Any = RECORD, by: str = "a") -> None:
    entries = [{"record_id": record, "record_version": 1, "payload": {"n": n}} for n in numbers]
    with kit.acting(Person(by)):
        unit(lambda: outbox.emit("deals.deal.created", "deals.deal", entries, delay=delay))


def test_event_is_delivered_once(kit, app, listeners):
    emit(kit, 1)
    drain(app)
    drain(app)
    assert listeners.heard == [("deals", 1)]


def test_events_of_a_record_are_delivered_in_order(kit, app, listeners):
    for n in range(5):
        emit(kit, n)
    drain(app)
    assert [n for _, n in listeners.heard] == [0, 1, 2, 3, 4]


def test_event_of_a_rolled_back_unit_is_never_delivered(kit, app, listeners):
    def work():
        outbox.emit("x", "deals.deal", [{"record_id": None, "record_version": None, "payload": {"n": 1}}])
        raise Rollback(None)

    with kit.acting(Person("a")):
        unit(work)
    drain(app)
    assert listeners.heard == []


def test_failing_listener_is_asked_again_before_later_events(kit, app, listeners):
    listeners.failing = 1
    emit(kit, 1, 2)
    drain(app)
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=True):
        drain(app)
    assert [n for _, n in listeners.heard] == [1, 2]


def test_dead_delivery_lets_later_events_pass_and_can_be_replayed(kit, app, listeners):
    listeners.failing = 9
    emit(kit, 1, 2)
    for hours in range(0, 80, 7):
        with time_machine.travel(clock.now() + timedelta(hours=hours), tick=True):
            drain(app)
    assert [n for _, n in listeners.heard] == [2]
    with app.app_context():
        dead = db.session.execute(sa.select(queue.TABLE).where(queue.TABLE.c.state == "dead")).one()
        assert unit(lambda: queue.replay(dead.id, dead.program_id))
    drain(app)
    assert [n for _, n in listeners.heard] == [2, 1]


def test_held_back_event_holds_back_later_ones_of_its_record(kit, app, listeners):
    emit(kit, 1, delay=timedelta(seconds=10))
    emit(kit, 2)
    emit(kit, 3, record=new_id())
    drain(app)
    assert [n for _, n in listeners.heard] == [3]
    with time_machine.travel(clock.now() + timedelta(seconds=11), tick=True):
        drain(app)
    assert [n for _, n in listeners.heard] == [3, 1, 2]


def test_plugin_that_is_off_hears_nothing(kit, app, listeners, enable):
    enable("deals", on=False)
    emit(kit, 1)
    drain(app)
    assert listeners.heard == []


def test_plugin_switched_off_after_the_event_hears_nothing(kit, app, listeners, enable):
    emit(kit, 1)
    with app.app_context():
        relay.relay()
    enable("deals", on=False)
    drain(app)
    assert listeners.heard == []


def test_every_event_reaches_every_listener(kit, app, listeners, monkeypatch):
    monkeypatch.setattr(relay, "BATCH", 5)
    listeners.names = ("deals", "notify")
    emit(kit, *range(12))
    drain(app)
    assert sorted(listeners.heard) == sorted((name, n) for name in listeners.names for n in range(12))


@pytest.mark.parametrize(
    ("patterns", "found"),
    [(["deals.deal.created"], [1]), (["*.created"], [1]), (["deals.*"], [1]), ([], []), (["deals.deal.win", "leads.*"], [])],
)
def test_plugin_hears_the_types_it_names(patterns, found, kit, app, listeners):
    listeners.wanted = {"deals": patterns}
    emit(kit, 1)
    drain(app)
    assert [n for _, n in listeners.heard] == found


def test_an_event_for_nobody_costs_no_job(kit, app, listeners):
    listeners.wanted = {"deals": ["deals.deal.win"]}
    emit(kit, 1)
    with app.app_context():
        assert relay.relay() == 1
        assert db.session.scalar(sa.select(sa.func.count()).select_from(queue.TABLE)) == 0
        assert relay.relay() == 0


def test_look_without_events_opens_no_unit(kit, app, listeners, monkeypatch):
    monkeypatch.setattr(relay, "unit", lambda work: pytest.fail("a unit was opened"))
    with app.app_context():
        assert relay.relay() == 0


def test_looking_for_events_reads_those_that_wait_and_not_all_there_ever_were(db: Any, kit: Kit, program: Any) -> None:
    """A worker looks before every job."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("on PostgreSQL statistics choose the index")
    asked: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    sa.event.listen(db.engine, "before_cursor_execute", note)
    relay.unrelayed(clock.now())
    relay._due(program.id, clock.now())
    sa.event.remove(db.engine, "before_cursor_execute", note)
    assert len(asked) == 2
    for statement, parameters in asked:
        with kit.owner.connect() as connection:
            plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
        reads = [step for step in plan if " event" in step or "core_outbox" in step or " earlier" in step]
        assert reads and all("ix_core_outbox_open" in step for step in reads), plan
