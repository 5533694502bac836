from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from core.db import db
from hansa.testing import Person
from plugins.rebates.estimate.accruals import accruals
from plugins.rebates.estimate.live import live
from plugins.rebates.models import Period
from tests.plugins.rebates.desk import ALPHA
from tests.plugins.rebates.programs import document

SCALE = document(None, ((0, 1), (1000, 3)), frequency="month", year="calendar")
DAY = date(2026, 1, 10)


def estimated(desk, partner="a", basket=()):
    with desk.system("2026-01-10"):
        return live(ALPHA.partner(partner), DAY, basket)


@pytest.fixture
def bought(desk):
    desk.publish("bonus", SCALE)
    desk.line("a", "2026-01-05", "400")
    desk.line("b", "2026-01-05", "5000")
    return desk


def test_an_estimate_tells_what_is_earned_expected_and_missing(bought):
    (one,) = estimated(bought)
    assert (one.earned, one.forecast, one.qualified) == (4, Fraction("37.20"), 400)
    assert (one.next_step, one.distance, one.gain) == (1000, 600, 8)


def test_at_worst_the_next_band_is_reached(bought):
    (one,) = estimated(bought, "b")
    assert one.worst == one.forecast == Fraction("465")
    (small,) = estimated(bought)
    assert small.worst >= small.forecast


def test_a_basket_counts_as_if_it_were_invoiced_today(bought):
    (one,) = estimated(bought, basket=[{"amount": Decimal(600), "kind": "goods"}])
    assert one.earned == 30
    assert estimated(bought)[0].earned == 4


def test_what_is_ordered_next_is_in_the_estimate_at_once_to_the_last_digit(bought):
    before = estimated(bought, basket=[{"amount": Decimal("123.45"), "kind": "goods"}])
    bought.line("a", "2026-01-10", "123.45")
    assert estimated(bought)[0].earned == before[0].earned


def test_a_partner_sees_the_estimate_of_its_own_lines_only(bought):
    with bought.kit.acting(Person("a")):
        assert live(ALPHA.partner("b"), DAY)[0].qualified == 0
        assert live(ALPHA.partner("a"), DAY)[0].qualified == 400


def test_the_accrual_of_a_period_adds_up_what_partners_earn(bought):
    period = bought.stretch("bonus", "2026-01-01", "2026-01-31")
    with bought.system("2026-01-10"):
        found = accruals(db.session.get(Period, (ALPHA.id, period)), DAY)
    assert {(one.partner_id, one.earned) for one in found} == {(ALPHA.partner("a"), Decimal(4)), (ALPHA.partner("b"), Decimal(150))}
    assert all(one.earned <= one.forecast <= one.worst for one in found)


def test_what_was_settled_before_is_taken_off_whoever_looks(desk):
    desk.publish("bonus", document({"rate": "10"}, frequency="month", year="calendar", settlement="cumulative", starts_on="2025-01-01"))
    desk.line("a", "2025-12-05", "1000")
    desk.line("a", "2026-01-05", "100")
    desk.run(desk.stretch("bonus", "2025-12-01", "2025-12-31"), "2026-01-02")
    desk.line("a", "2026-02-05", "50")
    desk.run(desk.stretch("bonus", "2026-01-01", "2026-01-31"), "2026-02-02")
    with desk.kit.acting(Person("a")):
        (one,) = live(ALPHA.partner("a"), date(2026, 2, 10))
    assert one.earned == 5


def test_a_measure_of_another_plugin_counts_and_is_told_to_its_partner_only(desk):
    desk.publish("bonus", document({"rate": "10"}, frequency="month", year="calendar", measures=[{"name": "sales", "of": "metric", "metric": "orders.revenue"}]))
    desk.line("a", "2026-01-05", "100")
    desk.line("b", "2026-01-05", "700")
    with desk.kit.acting(Person("a")):
        assert live(ALPHA.partner("a"), DAY)[0].earned == 10
        assert live(ALPHA.partner("b"), DAY)[0].earned == 0
