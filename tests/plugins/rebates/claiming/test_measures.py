"""What claims give: the published formulas, to the cent."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.rebates.claiming.measures import Bucket, price_of_stock, price_protection, protected, rotated, ship_and_debit, to_the_cent

D = Decimal


def bucket(on_hand, cost="10", bought="2026-01-10", **more):
    return Bucket(D(on_hand), D(cost), date.fromisoformat(bought), **{name: D(value) for name, value in more.items()})


def test_ship_and_debit_is_price_used_less_contract_rate_times_quantity():
    assert ship_and_debit(D("100"), D("82.5"), D(4)) == 70


def test_a_rate_above_the_price_gives_nothing():
    assert ship_and_debit(D("80"), D("82.5"), D(4)) == 0


def test_the_price_used_is_the_cost_of_the_oldest_units():
    stock = [bucket("5", "12", "2026-02-01"), bucket("3", "10", "2026-01-01")]
    assert price_of_stock(stock, D(4)) == (3 * D(10) + D(12)) / 4


def test_without_enough_stock_the_cost_is_not_known():
    assert price_of_stock([bucket("3")], D(4)) is None


def test_price_protection_is_the_difference_times_units_on_hand_bought_inside_the_window():
    stock = [
        bucket("10", bought="2026-02-01", going_back="2", in_transit="5"),
        bucket("7", bought="2025-11-01"),
        bucket("4", bought="2026-03-01"),
        bucket("1", bought="2026-03-02"),
    ]
    units = protected(stock, date(2026, 3, 1), 60)
    assert units == 8 and price_protection(D(100), D(90), units) == 80


@pytest.mark.parametrize("bought, counts", [("2025-12-31", True), ("2025-12-30", False), ("2026-02-28", True), ("2026-03-01", False)])
def test_the_window_ends_the_day_before_the_change(bought, counts):
    assert bool(protected([bucket("1", bought=bought)], date(2026, 3, 1), 60)) is counts


def test_a_price_that_rose_is_a_negative_amount():
    assert price_protection(D(90), D(100), D(8)) == -80


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 99))), st.integers(1, 50))
def test_no_more_is_exchanged_than_is_on_hand(rows, quantity):
    stock = [bucket(str(on_hand), str(cost)) for on_hand, cost in rows]
    units, cost = rotated(stock, D(quantity))
    assert units == min(quantity, sum(on_hand for on_hand, _ in rows)) and cost <= sum(on_hand * cost for on_hand, cost in rows)


def test_amounts_are_rounded_once_halves_up():
    assert [to_the_cent(D(text)) for text in ("0.005", "0.0049", "1.015")] == [D("0.01"), D("0.00"), D("1.02")]
