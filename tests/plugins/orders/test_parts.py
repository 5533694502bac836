"""Amounts fall on parts exactly: nothing is lost, and nothing is borne that is not held."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.orders.fulfilling.parts import share, split

MONEY = st.integers(0, 10**9).map(lambda cents: Decimal(cents).scaleb(-4))
WEIGHTS = st.lists(st.integers(1, 1000), min_size=1, max_size=8)


@given(st.tuples(MONEY, MONEY, MONEY), WEIGHTS)
def test_parts_of_invoices_add_up_to_what_is_held(amounts, weights):
    held = dict(zip(("rebate", "deposit", "credit"), amounts, strict=True))
    whole, taken, before = sum(amounts), dict.fromkeys(held, Decimal(0)), Decimal(0)
    for number in range(1, len(weights) + 1):
        after = share(whole, Decimal(sum(weights[:number])), Decimal(sum(weights)), 2)
        parts = split(held, taken, after - before)
        assert sum(parts.values()) == after - before and all(part > 0 for part in parts.values())
        taken, before = {name: taken[name] + parts.get(name, 0) for name in held}, after
        assert all(taken[name] <= held[name] for name in held)
    assert taken == held


@given(MONEY, WEIGHTS, st.sampled_from([0, 2, 4]))
def test_consecutive_shares_add_up_to_the_amount(amount, weights, places):
    whole, parts, done = Decimal(sum(weights)), [], Decimal(0)
    for weight in weights:
        parts.append(
            share(amount, done + weight, whole, places) - share(amount, done, whole, places)
            if done
            else share(amount, done + weight, whole, places)
        )
        done += weight
    assert sum(parts) == amount


def test_more_than_is_held_is_not_split():
    with pytest.raises(ValueError, match="more than"):
        split({"credit": Decimal(5)}, {}, Decimal(6))
