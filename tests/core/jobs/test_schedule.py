"""Slots of schedules: when they are due, and that each is queued once."""

from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from cronsim import CronSimError

from core.db import db
from core.jobs import queue
from core.jobs.declare import Job
from core.jobs.registry import Jobs
from core.jobs.schedule import Scheduler, missed, slots

BERLIN = "Europe/Berlin"
START = datetime(2026, 6, 1, 8, 30, tzinfo=UTC)


def moments(every: str, since: str, n: int, zone: str = BERLIN) -> list[str]:
    found = islice(slots(every, zone, datetime.fromisoformat(since)), n)
    return [f"{moment:%d %H:%M}" for moment in found]


@pytest.mark.parametrize(
    ("every", "since", "expected"),
    [
        ("hour", "2026-06-01T08:30Z", ["01 09:00", "01 10:00"]),
        ("day", "2026-06-01T08:30Z", ["01 22:00", "02 22:00"]),
        ("*/5 * * * *", "2026-06-01T08:30Z", ["01 08:35", "01 08:40"]),
        ("30 6 * * MON", "2026-06-01T08:30Z", ["08 04:30", "15 04:30"]),
        ("day", "2026-12-30T23:30Z", ["31 23:00", "01 23:00"]),
        ("59 23 31 3,12 *", "2026-12-31T22:58Z", ["31 22:59", "31 21:59"]),
    ],
)
def test_slots_follow_the_zone_of_the_program(every, since, expected):
    assert moments(every, since, 2) == expected


def test_time_in_the_gap_of_summer_time_is_due_at_its_end():
    assert moments("30 2 * * *", "2026-03-28T12:00Z", 2) == ["29 01:00", "30 00:30"]


def test_time_that_comes_twice_is_due_once():
    assert moments("30 2 * * *", "2026-10-24T12:00Z", 2) == ["25 00:30", "26 01:30"]


def test_time_that_comes_twice_is_not_due_again_in_between():
    assert moments("30 2 * * *", "2026-10-25T00:45Z", 1) == ["26 01:30"]


def test_hours_follow_elapsed_time_through_both_changes():
    assert moments("hour", "2026-10-24T23:30Z", 3) == ["25 00:00", "25 01:00", "25 02:00"]
    assert moments("hour", "2026-03-29T00:30Z", 2) == ["29 01:00", "29 02:00"]


def test_leap_day_is_due_in_leap_years():
    assert [f"{m:%Y-%m-%d}" for m in islice(slots("0 12 29 2 *", "UTC", START), 2)] == ["2028-02-29", "2032-02-29"]


def test_slots_missed_within_a_day_are_all_made_up():
    assert len(missed("hour", BERLIN, START, START + timedelta(hours=10))) == 10


def test_slots_missed_for_longer_are_made_up_for_the_last_day():
    assert len(missed("hour", BERLIN, START, START + timedelta(days=9))) == 24


def test_rare_slot_missed_long_ago_is_made_up_once():
    assert missed("0 0 2 * *", "UTC", START, START + timedelta(days=20)) == [datetime(2026, 6, 2, tzinfo=UTC)]


def test_clock_set_back_makes_nothing_due():
    assert missed("hour", BERLIN, START, START - timedelta(hours=1)) == []


@pytest.mark.parametrize("kept", [True, False])
def test_clock_set_back_an_hour_leaves_no_slot_out_and_repeats_none(kit, app, provide_job, kept):
    provide_job("tick", print, every="*/5 * * * *", site=True)
    hour = [START + timedelta(minutes=5 * n) for n in range(13)]
    moments = [*hour, *(at - timedelta(hours=1) for at in hour), *hour, hour[-1] + timedelta(minutes=5)]
    assert queued_through(app, moments, kept) == 13


@pytest.mark.parametrize("kept", [True, False])
def test_clock_a_day_ahead_and_set_right_again_leaves_no_slot_out_and_repeats_none(kit, app, provide_job, kept):
    provide_job("tick", print, every="hour", site=True)
    day = [START + timedelta(hours=n) for n in range(25)]
    assert queued_through(app, [START, day[-1], *day, day[-1] + timedelta(hours=1)], kept) == 25


def queued_through(app: Any, moments: list[datetime], kept: bool) -> int:
    """Look at each moment, with one worker or with one that is started anew each time; return what was queued."""
    one = Scheduler()
    return sum(look(app, one if kept else Scheduler(), at) for at in moments)


def test_unreadable_schedule_is_refused_at_boot():
    with pytest.raises(CronSimError):
        Jobs().add("core", Job("bad", print, every="61 * * * *"))


def queued(app: Any) -> int:
    with app.app_context():
        return db.session.execute(sa.select(sa.func.count()).select_from(queue.TABLE)).scalar_one()


def look(app: Any, scheduler: Scheduler, at: datetime) -> int:
    with time_machine.travel(at, tick=False), app.app_context():
        return scheduler.look()


def test_first_look_queues_nothing(kit, app, provide_job):
    provide_job("tick", print, every="hour")
    assert look(app, Scheduler(), START) == 0


def test_due_slot_is_queued_once_for_each_program(kit, app, provide_job):
    provide_job("tick", print, every="hour")
    workers = [Scheduler(), Scheduler()]
    for at in (START, START + timedelta(hours=1)):
        for worker in workers:
            look(app, worker, at)
    assert queued(app) == 2


def test_job_of_the_site_is_queued_once(kit, app, provide_job):
    provide_job("tick", print, every="hour", site=True)
    scheduler = Scheduler()
    look(app, scheduler, START)
    assert look(app, scheduler, START + timedelta(hours=1)) == 1


def test_program_without_the_plugin_has_no_slots(kit, app, provide_job, enable):
    provide_job("tick", print, every="hour", plugin="deals")
    enable("deals", on=False)
    scheduler = Scheduler()
    look(app, scheduler, START)
    assert look(app, scheduler, START + timedelta(hours=1)) == 1


def test_worker_that_was_away_makes_up_what_it_missed(kit, app, provide_job):
    provide_job("tick", print, every="hour", site=True)
    look(app, Scheduler(), START)
    assert look(app, Scheduler(), START + timedelta(hours=3)) == 3


def test_look_without_due_slots_asks_only_for_the_programs(kit, app, provide_job):
    provide_job("tick", print, every="hour")
    scheduler, seen = Scheduler(), []
    look(app, scheduler, START)
    with app.app_context():
        sa.event.listen(db.engine, "before_execute", lambda *arguments: seen.append(arguments[1]))
    look(app, scheduler, START + timedelta(minutes=1))
    assert len(seen) == 1
