"""Rounding: exact at the half, away from zero where declared, the same for amounts below zero."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from plugins.catalog.price.amounts import exact, money, off, rounded

THEIRS = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "down": ROUND_DOWN, "up": ROUND_UP}


@given(some.decimals(-1_000_000, 1_000_000, places=6), some.sampled_from(sorted(THEIRS)), some.integers(0, 4))
def test_rounding_agrees_with_decimal_arithmetic(value, mode, places):
    assert rounded(exact(value), mode, places) == value.quantize(Decimal(1).scaleb(-places), THEIRS[mode])


def test_a_third_off_three_times_is_exact():
    assert off(Fraction(100), Fraction(100, 3)) == Fraction(200, 3)


def test_an_amount_with_more_than_four_decimals_is_refused():
    assert money(Fraction("1.2345")) == Decimal("1.2345")
    with pytest.raises(ValueError, match="four decimals"):
        money(Fraction(1, 3))
