"""Settled since the start: what is paid for earlier periods, because the rate has changed since, is told apart."""

from datetime import date
from decimal import Decimal

import pytest

from plugins.rebates.engine.explaining import explain
from plugins.rebates.estimate.live import live
from plugins.rebates.models import Result
from plugins.rebates.stating.content import result_line
from tests.plugins.rebates.desk import ALPHA
from tests.plugins.rebates.programs import document

MONTHS = (("2026-10-01", "2026-10-31"), ("2026-11-01", "2026-11-30"), ("2026-12-01", "2026-12-31"))
YEARLY = {"frequency": "month", "year": "calendar", "settlement": "cumulative"}


def run(desk, component, bands, amounts):
    """Return the row of each month."""
    desk.publish("bonus", document(component, bands, **YEARLY))
    found = []
    for (first, last), amount in zip(MONTHS, amounts, strict=False):
        desk.line("a", first, amount)
        found += desk.results(desk.run(desk.stretch("bonus", first, last), last)["id"])
    return found


def test_a_higher_rate_pays_the_difference_for_earlier_periods_which_is_told_apart(desk):
    rows = run(desk, None, ((0, 2), (10_000, 4)), (3_000, 4_000, 20_000))
    assert [row.payable for row in rows] == [60, 80, 940]
    assert [row.told.get("catch_up") for row in rows] == [None, None, "140"]
    with desk.system("2027-01-05"):
        told = str(explain(desk.record(Result, rows[-1].id)).as_json())
    assert "Of which for earlier periods" in told


def test_what_earlier_periods_bought_below_the_first_band_is_paid_with_the_period_that_reaches_it(desk):
    rows = run(desk, None, ((5_000, 2), (25_000, 4)), (3_000, 4_000, 20_000))
    assert [(row.payable, row.told.get("catch_up")) for row in rows] == [(0, None), (140, "60"), (940, "140")]


def test_a_scale_that_pays_each_part_by_its_own_band_rates_nothing_anew(desk):
    rows = run(desk, {"method": "stepped"}, ((0, 2), (10_000, 4)), (3_000, 4_000, 20_000))
    assert all("catch_up" not in row.told for row in rows)


def test_a_statement_and_the_estimate_say_it(desk):
    rows = run(desk, None, ((0, 2), (10_000, 4)), (3_000, 4_000))
    desk.line("a", "2026-12-01", 20_000)
    with desk.system("2026-12-05"):
        (shown,) = live(ALPHA.partner("a"), date(2026, 12, 5))
        told = {**rows[-1].told, "catch_up": "140"}
        row = type("Row", (), {**rows[-1]._mapping, "told": told, "settled_before": Decimal(60)})
        line = result_line(1, row, "Volume")
    assert (shown.earned, shown.catch_up) == (940, 140)
    assert "of which for earlier periods: 140.00 USD" in line.why


@pytest.mark.parametrize("pays", ["fixed", "multiple"])
def test_a_reward_that_does_not_follow_the_base_is_not_divided(desk, pays):
    rows = run(desk, {"rate": "50", "pays": pays, "per": "1000"}, (), (3_000, 4_000))
    assert all("catch_up" not in row.told for row in rows)
