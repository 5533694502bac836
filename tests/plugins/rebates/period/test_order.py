"""Periods that build on each other are settled in their order; whatever the order, accruals, settlement and write-off add up."""

import pytest
import sqlalchemy as sa

from core.entities.unit import unit
from core.errors import Conflict
from core.jobs.worker import drain
from plugins.ledger.book.checking import check
from plugins.rebates.engine import runs
from plugins.rebates.models import Period
from plugins.rebates.paying import accounts
from plugins.rebates.period import making, moves, nightly
from tests.plugins.rebates.desk import ALPHA
from tests.plugins.rebates.programs import document

MONTHLY = {"frequency": "month", "year": "calendar", "grace_days": 5, "calculate_days": 10}
BUILT = [
    ({}, {"settlement": "cumulative"}), ({"settled_with": "quarter"}, {}), ({"minimum": "50", "below_minimum": "carry"}, {}),
    ({"guarantee": "8", "guarantee_is": "carried"}, {}), ({}, {"cap_ever": "12"}),
]  # fmt: skip


@pytest.fixture
def two(desk, monkeypatch):
    """`two(component, settlement="cumulative")`: January, of which 10 are earned, and February, of which 5 are."""

    def make(component=None, **more):
        monkeypatch.setattr(moves, "runs", runs)
        desk.publish("bonus", document({"rate": "10", **(component or {})}, **MONTHLY, **more))
        desk.line("a", "2026-01-05", "100")
        desk.line("a", "2026-02-03", "50")
        for day in ("2026-01-10", "2026-02-03"):
            with desk.system(day):
                unit(making.make)
        with desk.system("2026-03-06"):
            unit(nightly.accrue_what_runs)
        table = Period.__table__.c
        with desk.kit.owner.connect() as connection:
            return list(connection.scalars(sa.select(table.id).order_by(table.starts_on)))

    return make


@pytest.fixture
def step(desk):
    """`step(period, "calculate")`: the steps of a period on the day all of them may be done, with the jobs they leave."""

    def take(period, *names):
        for name in names:
            desk.move("period", period, name, "finance" if name in ("issue", "approve") else "manager", day="2026-03-12")
            with desk.moved("2026-03-12"):
                drain(desk.kit.app)

    return take


def paid(desk):
    """Return what A is paid by the runs that hold, the smallest first."""
    held = {row.run_id for row in desk.rows("period")}
    return sorted(row.payable for run in held for row in desk.results(run) if row.partner_id == ALPHA.partner("a"))


@pytest.mark.parametrize(("component", "more"), BUILT)
def test_a_period_that_builds_on_earlier_ones_is_calculated_after_them(desk, two, step, component, more):
    january, february = two(component, **more)
    step(february, "end")
    with pytest.raises(Conflict, match="first"):
        step(february, "calculate")
    step(january, "end", "calculate")
    step(february, "calculate")


def test_what_is_settled_since_the_start_is_paid_once(desk, two, step):
    january, february = two(settlement="cumulative")
    step(january, "end", "calculate")
    step(february, "end", "calculate")
    assert paid(desk) == [5, 10]


def test_an_earlier_period_that_is_calculated_again_asks_for_the_later_one_again(desk, two, step):
    january, february = two(settlement="cumulative")
    step(january, "end", "calculate")
    step(february, "end", "calculate")
    desk.line("a", "2026-01-06", "30", came="2026-01-06")
    desk.move("period", january, "recalculate", day="2026-03-13")
    with pytest.raises(Conflict, match="again"):
        desk.move("period", february, "review", day="2026-03-13")
    desk.move("period", february, "recalculate", day="2026-03-14")
    assert paid(desk) == [5, 13]


def test_a_period_is_closed_after_those_it_builds_on(desk, two, step):
    january, february = two(settlement="cumulative")
    step(january, "end", "calculate")
    step(february, "end", "calculate", "review")
    with pytest.raises(Conflict, match="issue"):
        step(february, "issue")
    step(january, "review", "issue")
    step(february, "issue")


def test_a_period_that_was_forgotten_is_not_calculated_below_a_closed_one(desk, two, step):
    january, _february = two(settlement="cumulative")
    step(january, "end", "calculate", "review", "issue")
    days = {"starts_on": "2025-12-01", "ends_on": "2025-12-31", "cut_off_on": "2026-01-05", "calculate_on": "2026-01-10"}
    december = desk.make("period", name="December", program="bonus", **days)
    step(december, "end")
    with pytest.raises(Conflict, match="adjustments"):
        step(december, "calculate")


@pytest.mark.parametrize("later_first", [False, True])
def test_periods_of_their_own_are_settled_in_any_order_and_nothing_is_left_accrued(desk, two, step, later_first):
    january, february = two()
    order = (february, january) if later_first else (january, february)
    assert [desk.balance(accounts.ACCRUED, "a", "USD", str(one)) for one in (january, february)] == [10, 5]
    for one in order:
        step(one, "end", "calculate")
    assert [desk.balance(accounts.ACCRUED, "a", "USD", str(one)) for one in (january, february)] == [10, 5]
    for one in order:
        step(one, "review", "issue", "approve")
        desk.granted(one, day="2026-03-12")
    assert [desk.balance(accounts.ACCRUED, "a", "USD", str(one)) for one in order] == [0, 0]
    assert desk.balance(accounts.EXPENSE, currency="USD") == 15 == desk.balance(accounts.OWED, "a", "USD")
    assert desk.act(check) == []


@pytest.mark.parametrize(("component", "more"), BUILT)
def test_settled_in_order_what_builds_on_each_other_leaves_nothing_accrued(desk, two, step, component, more):
    periods = two(component, **more)
    for one in periods:
        step(one, "end", "calculate")
    for one in periods:
        step(one, "review", "issue", "approve")
        desk.granted(one, day="2026-03-12")
    assert [desk.balance(accounts.ACCRUED, "a", "USD", str(one)) for one in periods] == [0, 0]
    everything = sum(desk.balance(accounts.OWED, one, "USD") for one in ("a", "a2", "b"))
    assert desk.balance(accounts.OWED, "a", "USD") == sum(paid(desk)) and desk.balance(accounts.EXPENSE, currency="USD") == everything
    assert desk.act(check) == []
