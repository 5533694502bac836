"""The published vectors: ways of combining bands, interim settlement, guarantees."""

from fractions import Fraction

import pytest

from tests.plugins.rebates.programs import earned, program

TWO = ((0, "1000.00", 10), ("1000.00", "2500.00", 25))


@pytest.mark.parametrize(("method", "rebate"), [("stepped", 350), ("whole", 500), ("rolling", 600), ("total", 700)])
def test_one_sales_value_pays_four_ways(method: str, rebate: int) -> None:
    policy = program({"method": method, "bounds": "over"}, TWO)
    assert earned(policy, Fraction(2000)).values["rebate"] == rebate


@pytest.mark.parametrize(("volume", "settled", "to_date", "payable"), [(3000, 0, 0, 0), (7000, 0, 140, 140), (27000, 140, 1080, 940)])
def test_an_interim_settlement_pays_what_was_earned_less_what_was_settled(volume: int, settled: int, to_date: int, payable: int) -> None:
    policy = program(None, ((5000, 2), (10000, 4)), settlement="cumulative")
    found = earned(policy, Fraction(volume), settled__rebate=Fraction(settled))
    assert (found.values["rebate_earned"], found.values["rebate"]) == (to_date, payable)


@pytest.mark.parametrize(("carried", "top_up"), [("carried", 3000), ("period", 5000)])
def test_a_guarantee_is_set_off_against_earlier_surplus_only_where_it_is_carried(carried: str, top_up: int) -> None:
    policy = program({"rate": "100", "guarantee": "10000", "guarantee_is": carried})
    first = earned(policy, Fraction(12000))
    assert first.values["rebate"] == 12000
    surplus = Fraction(12000) - 10000
    second = earned(policy, Fraction(5000), surplus__rebate=surplus)
    assert second.values["rebate_guaranteed"] == top_up
