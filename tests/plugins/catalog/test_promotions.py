"""Which promotions count together, in which order, and what they give; the order they are stored in never matters."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given as holds
from hypothesis import strategies as some

from plugins.catalog.price.facts import Promo
from plugins.catalog.price.kind import PRICE
from plugins.catalog.price.promotions import Terms, given
from tests.plugins.catalog.pricing import D, facts, line, policy, priced

TEN = Promo("TEN", "percent", percent=D(10), rank=1)
FIVE = Promo("FIVE", "amount", amount=D(5), rank=2)
ONE = D(1)


def after(promos, terms=Terms(), quantity=ONE, factor=ONE):  # noqa: B008 - it is frozen
    found = given(promos, Fraction(100), quantity, factor, terms)
    return found[-1].after if found else Fraction(100)


def test_promotions_of_different_groups_follow_each_other_by_rank():
    assert after([FIVE, TEN]) == 85
    assert after([Promo("FIVE", "amount", amount=D(5), rank=0), TEN]) == D("85.5")


def test_counted_from_the_start_their_rank_does_not_matter():
    terms = Terms(base="start")
    assert after([TEN, FIVE], terms) == after([Promo("FIVE", "amount", amount=D(5), rank=0), TEN], terms) == 85


def test_of_one_group_the_best_counts():
    rows = [Promo("A", "percent", percent=D(10), group="g"), Promo("B", "percent", percent=D(12), group="g"), FIVE]
    assert after(rows) == D("83.6")


def test_the_policy_may_let_only_the_best_one_count():
    assert after([TEN, FIVE], Terms("best")) == 90


@pytest.mark.parametrize(("percent", "price"), [("14", 85), ("16", 84)])
def test_one_that_goes_with_no_other_counts_where_it_gives_more(percent, price):
    assert after([TEN, FIVE, Promo("ALONE", "percent", percent=D(percent), exclusive=True)], Terms(base="start")) == price


def test_a_promotion_price_that_is_higher_changes_nothing():
    assert after([Promo("P", "price", amount=D(120))]) == 100


@pytest.mark.parametrize(("quantity", "price"), [("9.9999", 100), ("10", 90)])
def test_a_smallest_quantity_belongs_to_it(quantity, price):
    assert after([Promo("Q", "percent", percent=D(10), least=D(10))], quantity=D(quantity)) == price


@pytest.mark.parametrize(("quantity", "free"), [("9", None), ("10", 1), ("19", 1), ("20", 2)])
def test_free_goods_are_given_for_full_multiples(quantity, free):
    found = given([Promo("F", "free_goods", buy=D(10), free=D(1))], Fraction(100), D(quantity), ONE, Terms())
    assert (found[0].free.quantity if found else None) == free


def test_amounts_off_are_for_a_base_unit_and_count_so_often_in_a_pack():
    assert after([FIVE], quantity=ONE, factor=D(6)) == 70


def test_a_budget_that_does_not_cover_it_leaves_it_out():
    promo = Promo("B", "percent", percent=D(10), left=D(100))
    document = policy()
    assert priced(document, line("10", promotions=(0,)), promos=(promo,)).price == 90
    assert priced(document, line("11", promotions=(0,)), promos=(promo,)).price == 100


def test_lines_of_one_quote_share_a_budget():
    promo = Promo("B", "percent", percent=D(10), left=D(150))
    lines = [line("10", promotions=(0,)), line("10", promotions=(0,)), line("5", promotions=(0,))]
    found = PRICE.engine(policy(), facts(*lines, promos=(promo,))).lines
    assert [one.price for one in found] == [90, 100, 90]
    assert sum(one.used["B"] for one in found if one.used) == 150


def cents(number):
    return Decimal(number).scaleb(-2)


PROMOS = some.lists(
    some.builds(
        Promo, code=some.sampled_from("ABCDEFGH"), kind=some.sampled_from(["percent", "amount", "price", "free_goods"]),
        percent=some.integers(0, 9900).map(cents), amount=some.integers(0, 12000).map(cents), buy=some.just(Decimal(3)), free=some.just(Decimal(1)),
        group=some.sampled_from([None, "g", "h"]), exclusive=some.booleans(), rank=some.integers(0, 3),
    ),
    max_size=6, unique_by=lambda one: one.code,
)  # fmt: skip


@holds(PROMOS, some.randoms(use_true_random=False), some.sampled_from(["groups", "best", "all"]), some.sampled_from(["rest", "start"]))
def test_the_order_they_are_stored_in_never_matters(promos, chance, choose, base):
    mixed = list(promos)
    chance.shuffle(mixed)
    one, other = (given(rows, Fraction(100), Decimal(7), ONE, Terms(choose, base)) for rows in (promos, mixed))
    assert one == other


@holds(PROMOS, some.sampled_from(["groups", "best", "all"]))
def test_no_promotion_makes_anything_dearer_or_cheaper_than_nothing(promos, choose):
    assert 0 <= after(promos, Terms(choose), quantity=Decimal(7)) <= 100
