"""The life of a period: grace is enforced, four eyes, and the steps follow one another."""

import pytest

from core.entities import records
from core.entities.registry import registry
from core.errors import Conflict, Denied, Unprocessable
from plugins.rebates.period import nightly
from tests.plugins.rebates.desk import FEBRUARY, result


def test_january_takes_rows_until_5_february_and_is_calculated_on_10_february(desk):
    period = desk.period()
    desk.timers("2026-02-01")
    assert desk.row("period").state == "grace"
    with pytest.raises(Conflict, match="grace ends on 2026-02-05"):
        desk.move("period", period, "calculate", day="2026-02-05")
    desk.timers("2026-02-09")
    assert desk.row("period").state == "grace"
    desk.timers("2026-02-10")
    found = desk.row("period")
    assert found.state == "calculated" and found.run_id is not None


def test_the_grace_does_not_begin_before_the_period_ends(desk):
    with pytest.raises(Conflict, match="ends on 2026-01-31"):
        desk.move("period", desk.period(), "end", day="2026-01-31")


def test_who_reviewed_does_not_issue_the_statements(desk):
    period = desk.calculated(desk.period(), result())
    desk.move("period", period, "review")
    with pytest.raises(Denied, match="Another person"):
        desk.move("period", period, "issue")
    assert desk.move("period", period, "issue", "finance").state == "stated"


def test_a_period_may_be_calculated_again_before_it_is_reviewed(desk):
    period = desk.calculated(desk.period(), result())
    first = desk.row("period").run_id
    desk.move("period", period, "recalculate")
    assert desk.row("period").run_id != first and len(desk.rows("run")) == 2


@pytest.mark.parametrize(
    "days",
    [
        {"starts_on": "2026-01-15", "ends_on": "2026-02-15"},
        {"starts_on": "2025-12-01", "ends_on": "2025-12-31", "cut_off_on": "2025-12-30"},
    ],
)
def test_periods_of_a_program_do_not_overlap_and_their_days_follow_one_another(desk, days):
    desk.period()
    with pytest.raises(Unprocessable):
        desk.period("Other", **{**{"cut_off_on": "2026-03-01", "calculate_on": "2026-03-02"}, **days})


def test_another_program_may_have_the_same_days(desk):
    desk.period()
    assert desk.period(program="other")


def test_an_open_period_may_still_be_changed(desk):
    period = desk.period()

    def change():
        entity = registry()["rebates.period"]
        records.update(entity, records.get(entity, period), {"calculate_on": "2026-02-11"})

    desk.act(change)
    assert str(desk.row("period").calculate_on) == "2026-02-11"


def test_a_period_closes_when_all_of_it_is_paid(desk):
    desk.paid(desk.period(), result(), result("b", "50"))
    desk.by_itself(nightly.close_what_is_paid)
    assert desk.row("period").state == "paid"


def test_a_period_does_not_close_while_a_payout_waits(desk):
    period = desk.approved(desk.period(), result())
    with pytest.raises(Conflict, match="still wait"):
        desk.move("period", period, "close", "finance")


def test_february_can_follow_january(desk):
    desk.stated(desk.period(), result())
    february = desk.stated(desk.period("February", **FEBRUARY), result(payable="70"), day="2026-03-12")
    assert desk.row("statement", period_id=february).amount == 70
