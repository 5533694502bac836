"""The program has a time to rule as well: it is reminded, and both sides see when it is late."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from core import clock
from core.entities import records
from core.entities.registry import registry
from core.jobs.outbox import Outbox
from plugins.conflicts import services

TO_RULE = ("triage", "ask_evidence", "close_evidence", "arbitrate")


@pytest.fixture
def events(kit, deliver):
    """`events("conflicts.case.overdue")`: how many of this type there are."""

    def count(kind):
        deliver()
        with kit.owner.connect() as connection:
            return connection.scalar(sa.select(sa.func.count()).where(Outbox.__table__.c.type == kind))

    return count


@pytest.fixture
def appealed(move, act, case, docket):
    move(docket, *TO_RULE, "rule")
    act("b", lambda: services.appeal(records.get(registry()["conflicts.case"], case(docket, "b").id), {"reason": "We were first."}))


def test_staff_is_reminded_before_the_time_to_rule_runs_out(move, docket, run_timers, events):
    move(docket, *TO_RULE)
    run_timers(clock.now() + timedelta(days=8))
    assert (events("conflicts.docket.ruling_due"), events("conflicts.docket.ruling_overdue")) == (1, 0)


def test_a_late_ruling_is_marked_for_staff_and_both_parties(move, docket, run_timers, read, case, events):
    move(docket, *TO_RULE)
    run_timers(clock.now() + timedelta(days=11, hours=1))
    today = clock.today("Europe/Berlin")
    assert read("conflicts.docket", docket)["state"] == "arbitration"
    assert [read("conflicts.docket", docket)["overdue_on"], case(docket, "a").overdue_on, case(docket, "b").overdue_on] == [today] * 3
    assert (events("conflicts.docket.ruling_overdue"), events("conflicts.case.overdue")) == (1, 2)


def test_a_late_ruling_is_told_once(move, docket, run_timers, events):
    move(docket, *TO_RULE)
    for days in (11, 12, 30):
        run_timers(clock.now() + timedelta(days=days, hours=1))
    assert events("conflicts.docket.ruling_overdue") == 1


def test_the_ruling_takes_the_mark_away(move, docket, run_timers, case):
    move(docket, *TO_RULE)
    run_timers(clock.now() + timedelta(days=11, hours=1))
    move(docket, "rule")
    assert case(docket, "a").overdue_on is None


def test_an_appeal_has_a_time_of_its_own(appealed, docket, run_timers, read, events):
    run_timers(clock.now() + timedelta(days=11, hours=1))
    assert (read("conflicts.docket", docket)["state"], events("conflicts.docket.appeal_overdue")) == ("appeal", 1)


def test_what_is_overdue_is_a_view_of_the_list(move, docket, run_timers, as_user):
    move(docket, *TO_RULE)
    late = "/alpha/conflicts/docket/?f.overdue_on.empty=0"
    before = as_user("manager").get(late).text
    run_timers(clock.now() + timedelta(days=11, hours=1))
    after = as_user("manager").get(late).text
    assert ("One tender" in before, "One tender" in after, "Overdue</a>" in after) == (False, True, True)


def test_the_timeline_names_a_step_that_kept_the_state(move, docket, as_user):
    move(docket, "triage", "ask_evidence", "close_evidence", "propose")
    page = as_user("manager").get(f"/alpha/conflicts/docket/{docket}").text
    assert "took the step “Propose”" in page and "</b> propose" not in page
