from datetime import UTC, datetime, timedelta

import pytest

from core import clock
from core.audit import Audit
from core.entities.acting import entered
from core.entities.unit import unit
from core.jobs.outbox import Outbox
from core.jobs.queue import QueuedJob
from core.jobs.scopes import as_system
from core.workflow import due
from core.workflow.models import TimerRow
from core.workflow.timers import AGAIN

DUE = datetime(2026, 7, 15, 10, tzinfo=UTC)


@pytest.fixture
def waiting(time_machine, errand, move):
    time_machine.move_to(DUE - timedelta(days=3), tick=False)
    made = errand(due_at=DUE.isoformat())
    move(made, "send")
    return made


def test_timers_are_set_with_the_state(waiting, rows):
    assert sorted((row.kind, row.at.replace(tzinfo=UTC)) for row in rows(TimerRow)) == [("due", DUE), ("reminder", DUE - timedelta(days=1))]


def test_timers_go_with_the_state(waiting, move, rows):
    move(waiting, "finish", by="manager")
    assert rows(TimerRow) == []


def test_a_record_made_in_a_state_has_its_timers(errand, rows):
    errand(state="sent", due_at=DUE.isoformat())
    assert {row.kind for row in rows(TimerRow)} >= {"due"}


def test_nothing_happens_before_its_time(waiting, run_timers, read):
    assert run_timers(now=DUE - timedelta(days=1, seconds=1)) == 0
    assert read(waiting, "state") == "sent"


def test_when_time_is_up_the_transition_is_made_by_the_system(waiting, run_timers, rows):
    run_timers(now=DUE)
    assert [(row.action, row.actor_kind) for row in rows(Audit)] == [("created", "user"), ("send", "user"), ("lapse", "system")]


def test_it_is_made_once(waiting, run_timers, rows):
    run_timers(now=DUE)
    assert run_timers(now=DUE + timedelta(days=9)) == 0
    assert rows(TimerRow) == []


def test_a_reminder_is_an_event_and_changes_nothing(waiting, run_timers, read, rows):
    run_timers(now=DUE - timedelta(days=1))
    told = [row for row in rows(Outbox) if row.type == "errands.errand.nearly_due"]
    assert [row.payload["due"] for row in told] == [DUE.isoformat()]
    assert read(waiting, "version") == 2


def test_one_that_is_refused_is_tried_later_and_stops_no_other(waiting, errand, run_timers, read, rows, as_user):
    as_user("a").submit(f"/alpha/errands/errand/{waiting}/edit", {"remark": "veto", "version": "2"})
    other = errand(state="sent", due_at=DUE.isoformat())
    run_timers(now=DUE)
    assert (read(waiting, "state"), read(other, "state")) == ("sent", "lapsed")
    [late] = [row for row in rows(TimerRow) if row.kind == "due"]
    assert (late.record_id, late.at.replace(tzinfo=UTC), late.tries) == (waiting, DUE + AGAIN, 1)


def test_a_job_that_left_something_over_goes_on_at_once(errand, kit, program, rows, monkeypatch):
    monkeypatch.setattr(due, "BATCH", 2)
    for _ in range(3):
        errand(state="sent", due_at=(clock.now() - timedelta(days=9)).isoformat())
    with kit.app.app_context():
        state = kit.portal.programs.by_slug("alpha")
        with entered(as_system(state)):
            unit(lambda: due.TIMERS.func(state))
    assert [row.name for row in rows(QueuedJob) if row.name.startswith("timers")] == ["timers_on"]


def test_a_job_that_did_everything_is_over(waiting, kit, rows):
    with kit.app.app_context():
        state = kit.portal.programs.by_slug("alpha")
        with entered(as_system(state)):
            unit(lambda: due.TIMERS.func(state))
    assert [row for row in rows(QueuedJob) if row.name.startswith("timers")] == []


def test_the_other_program_is_left_alone(waiting, run_timers, read):
    assert run_timers("beta", now=DUE) == 0
    assert read(waiting, "state") == "sent"


def test_no_timer_runs_where_the_plugin_is_off(waiting, run_timers, enable):
    enable("errands", on=False)
    assert run_timers(now=DUE) == 0
