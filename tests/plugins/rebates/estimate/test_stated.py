"""What is accrued: what is earned, or what was bought at a rate expected at the end, by the pace of the period or by what somebody stated."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from core.entities import records
from core.entities.registry import registry
from hansa import Unprocessable
from hansa.testing import Person
from plugins.rebates.estimate.accruals import accruals
from plugins.rebates.estimate.live import live
from plugins.rebates.period import nightly
from tests.plugins.rebates.desk import ALPHA, MONTHLY
from tests.plugins.rebates.programs import document

STEPS = ((0, 1), (300, 4), (1000, 6))
PERIOD = SimpleNamespace(program="bonus", starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 31))
MIDDLE = date(2026, 1, 10)


def figures(desk):
    """Return what is accrued for A on the tenth of January: so far, expected."""
    with desk.system("2026-01-10"):
        (found,) = [one for one in accruals(PERIOD, MIDDLE) if one.partner_id == ALPHA.partner("a")]
    return found.earned, found.forecast


def state(desk, amount, when="2026-01-08", partner="a", day="2026-01-20", **more):
    raw = {"program": "bonus", "about_id": str(ALPHA.partner(partner)), "amount": amount, "day": day, **more}
    return desk.act(lambda: records.create(registry()["rebates.forecast"], raw).id, "manager", when)


@pytest.fixture
def bonus(desk):
    def publish(way, method="whole", **component):
        desk.publish("bonus", document({"method": method, **component}, STEPS, accrual=way, **MONTHLY))
        desk.line("a", "2026-01-05", 100)

    return publish


@pytest.mark.parametrize(
    ("way", "method", "expected"),
    [
        ("earned", "whole", ("1", "12.4")), ("band", "whole", ("4", "12.4")), ("average", "whole", ("4", "12.4")),
        ("band", "stepped", ("4", "3.4")), ("average", "stepped", ("1.10", "3.4")),
    ],
)  # fmt: skip
def test_the_program_says_at_which_rate_it_accrues(desk, bonus, way, method, expected):
    bonus(way, method)
    assert figures(desk) == tuple(map(Decimal, expected))


def test_what_somebody_states_takes_the_place_of_the_pace_and_the_newest_holds(desk, bonus):
    bonus("band")
    state(desk, "5000", when="2026-01-07")
    state(desk, "2000")
    assert figures(desk) == (6, 120)
    row = desk.rows("forecast")[-1]
    assert row.author and row.told_on == date(2026, 1, 8)


def test_a_forecast_of_another_period_or_partner_says_nothing(desk, bonus):
    bonus("band")
    state(desk, "2000", day="2026-02-20")
    state(desk, "2000", partner="b")
    assert figures(desk) == (4, Decimal("12.4"))


def test_an_expected_rate_accrues_no_cent_for_what_was_settled(desk):
    desk.publish("bonus", document({"rate": "1 / 3"}, accrual="average", settlement="cumulative", **MONTHLY))
    desk.line("a", "2026-01-05", "100.55")
    desk.run(desk.stretch("bonus", "2026-01-01", "2026-01-31"), "2026-01-31")
    february = SimpleNamespace(program="bonus", starts_on=date(2026, 2, 1), ends_on=date(2026, 2, 28))
    for day in (3, 12, 27):
        with desk.system(f"2026-02-{day:02}"):
            assert [one.earned for one in accruals(february, date(2026, 2, day))] in ([], [0])


def test_a_condition_that_will_not_hold_accrues_nothing(desk, bonus):
    bonus("average", gate="measure.sales >= 400")
    assert figures(desk) == (0, 0)
    state(desk, "500")
    assert figures(desk) == (4, 20)


def test_a_partner_learns_nothing_of_it(desk, bonus, as_user):
    bonus("band")
    before = _seen(desk)
    made = state(desk, "2000")
    assert _seen(desk) == before
    for who in ("above", "a", "b"):
        assert as_user(who).get(f"/alpha/rebates/forecast/{made}").status_code in (403, 404)
        assert as_user(who).get("/api/v1/alpha/rebates/forecast/", headers=Person(who).bearer).status_code in (403, 404)


def _seen(desk):
    with desk.moved("2026-01-10"), desk.kit.acting(Person("above")):
        return [(one.earned, one.forecast, one.worst) for one in live(ALPHA.partner("a"), MIDDLE)]


def test_a_program_or_measure_there_is_not_is_refused(desk, bonus):
    bonus("band")
    for more in ({"measure": "pieces"}, {"program": "other"}):
        with pytest.raises(Unprocessable):
            state(desk, "5", **more)


def test_the_period_shows_what_is_accrued_and_who_expects_what(desk, bonus, as_user):
    bonus("band")
    state(desk, "2000")
    period = desk.stretch("bonus", "2026-01-01", "2026-01-31")
    desk.by_itself(nightly.accrue_what_runs, "2026-01-10")
    with desk.moved("2026-01-11"):
        page = as_user("manager").get(f"/alpha/rebates/period/{period}/results").text
    assert (page.count("$6.00"), page.count("$120.00")) == (2, 4) and "expected by" in page


def test_a_forecast_that_is_passed_already_counts_as_what_was_bought(desk, bonus):
    """400 are bought at 4 percent where 350 were expected: what is expected is never less."""
    bonus("band")
    state(desk, "350")
    desk.line("a", "2026-01-09", 300)
    assert figures(desk) == (Decimal(16), Decimal(16))
