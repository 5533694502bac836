from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.leads.routing.shares import EMPTY, LONGEST, Book, Weights, credited, first, largest_deviation, order

WEIGHTS = (
    st.dictionaries(st.sampled_from("abcdefghij"), st.integers(0, 50).map(Fraction), min_size=1)
    .filter(lambda w: any(w.values()))
    .map(Weights)
)


def dealt(weights, leads, book=EMPTY):
    for _ in range(leads):
        book = credited(book, weights, first(order(book, weights)))
    return book


def stays_within_one(weights, leads, book=EMPTY):
    start = book
    for number in range(1, leads + 1):
        book = credited(book, weights, first(order(book, weights)))
        had = {key: book.received.get(key, 0) - start.received.get(key, 0) for key in weights.whole}
        assert all(abs(had[key] - part * number) < 1 for key, part in weights.parts.items())


@settings(deadline=None)
@given(weights=WEIGHTS, leads=st.integers(1, 120))
def test_after_every_lead_each_target_is_within_one_of_its_share(weights, leads):
    stays_within_one(weights, leads)


def test_three_to_one_is_exact():
    assert dealt(Weights({"p": Fraction(3), "g": Fraction(1)}), 400).received == {"p": 300, "g": 100}


def test_many_small_targets_beside_a_large_one_stay_within_one():
    stays_within_one(Weights({"big": Fraction(97), **{f"s{i}": Fraction(1, 3) for i in range(9)}}), 600)


def test_weights_without_a_common_measure_stay_within_one():
    stays_within_one(Weights({str(i): Fraction(1, 9973 + 2 * i) for i in range(40)}), 200)


def test_a_denominator_cut_short_keeps_the_promise():
    fine = Book(unit=3**200)
    assert fine.unit > LONGEST
    stays_within_one(Weights({"a": Fraction(5), "b": Fraction(3), "c": Fraction(1)}), 200, fine)


def test_weight_zero_never_gets_one():
    assert "a" not in dealt(Weights({"p": Fraction(3), "a": Fraction(0)}), 50).received


def test_a_negative_weight_is_refused():
    with pytest.raises(ValueError, match="negative"):
        Weights({"a": Fraction(-1)})


def test_nobody_is_owed_for_leads_it_was_not_eligible_for():
    book = dealt(Weights({"p": Fraction(1)}), 10)
    book = dealt(Weights({"p": Fraction(1), "g": Fraction(1)}), 10, book)
    assert (book.entitled("g"), book.received["g"]) == (Fraction(5), 5)


def test_the_largest_deviation_is_told_with_its_target():
    assert largest_deviation(Book(2, {"p": -1, "g": 3}, {"p": 3})) == ("g", Fraction(3, 2))


def test_the_book_keeps_the_largest_deviation_there_ever_was():
    weights = Weights({"p": Fraction(3), "g": Fraction(1)})
    assert dealt(weights, 4).furthest == Fraction(1, 2)
    assert largest_deviation(dealt(weights, 4))[1] == 0


@given(weights=WEIGHTS)
def test_the_order_names_each_target_with_a_weight_once(weights):
    assert set(order(EMPTY, weights)) == set(weights.whole)
