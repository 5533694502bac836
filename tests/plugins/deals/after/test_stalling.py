"""A protected deal of which nothing is heard: both sides are told once, and anew after the next silence."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from core.entities import records
from core.entities.registry import registry
from core.entities.unit import unit
from core.jobs.outbox import Outbox
from hansa.testing import Person

START = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def silent(time_machine, configure, granted):
    """A deal that was approved on 2 March, in a program that asks after ten days."""
    time_machine.move_to(START, tick=False)
    configure(stalled_days=10)
    return granted()


@pytest.fixture
def told(kit):
    def count():
        with kit.owner.connect() as connection:
            return connection.scalar(sa.select(sa.func.count()).where(Outbox.__table__.c.type == "deals.deal.stall"))

    return count


def after(days):
    return START + timedelta(days=days)


def test_before_the_days_are_over_nothing_is_said(silent, run_timers, told):
    run_timers(after(10))
    assert told() == 0


def test_afterwards_it_is_said_once(silent, run_timers, told, read):
    for day in (12, 13, 40):
        run_timers(after(day))
    assert told() == 1 and read(silent)["stalled_on"] is not None and read(silent)["state"] == "approved"


def test_a_sign_of_work_begins_the_days_anew(silent, run_timers, told, time_machine, kit, read):
    time_machine.move_to(after(8), tick=False)
    with kit.acting(Person("a")):
        entity = registry()["deals.deal"]
        unit(lambda: records.update(entity, records.get(entity, silent), {"sales_stage": "offer"}))
    run_timers(after(12))
    assert told() == 0
    run_timers(after(20))
    assert told() == 1


def test_the_protection_still_ends_on_its_day(silent, run_timers, read):
    run_timers(after(12))
    run_timers(after(120))
    assert read(silent)["state"] == "expired"


def test_a_program_that_does_not_ask_tells_nobody(granted, run_timers, told, time_machine):
    time_machine.move_to(START, tick=False)
    granted()
    run_timers(after(60))
    assert told() == 0
