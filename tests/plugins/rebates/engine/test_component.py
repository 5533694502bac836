from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.plugins.rebates.programs import earned, program

HALVES = [
    {"component": "rebate", "form": "credit_note", "percent": "50", "leftover": True},
    {"component": "rebate", "form": "coop", "percent": "50"},
]


def pays(component: dict, sales: object = 1000, **facts: object) -> Fraction:
    return earned(program(component), Fraction(str(sales)), **facts).values["rebate"]


@pytest.mark.parametrize(("mode", "rebate"), [("half_up", "0.03"), ("half_even", "0.02"), ("down", "0.02"), ("up", "0.03")])
def test_rounding_follows_its_mode(mode: str, rebate: str) -> None:
    assert pays({"rate": "1", "rounding": mode}, "2.5") == Fraction(rebate)


def test_a_returned_sum_rounds_away_from_zero_like_a_sold_one() -> None:
    assert pays({"rate": "1"}, "-2.5") == Fraction("-0.03")


def test_the_unrounded_figure_stays_beside_the_paid_one() -> None:
    found = earned(program({"rate": "10 / 3"}), Fraction(100))
    assert found.values["rebate_unrounded"] == Fraction(10, 3)
    assert found.values["rebate"] == Fraction("3.33")


def test_attainment_is_compared_unrounded() -> None:
    policy = program({"rate": "2", "gate": "percent(measure.sales, 100000) >= 90"})
    assert earned(policy, Fraction("89999.99")).values["rebate"] == 0
    assert earned(policy, Fraction(90000)).values["rebate"] == 1800


def test_a_gate_that_fails_says_so_and_one_that_lacks_a_fact_asks() -> None:
    policy = program({"rate": "2", "gate": "partner.certified and measure.sales > 0"})
    assert [one.code for one in earned(policy, Fraction(5), partner__certified=False).reasons] == ["gate_not_met"]
    assert earned(policy, Fraction(5)).result == "ask"


@pytest.mark.parametrize(
    ("pay", "per", "sales", "rebate"),
    [("per_unit", None, 7, 21), ("fixed", None, 7, 3), ("multiple", "3", 7, 6), ("percent", None, 700, 21)],
)
def test_what_is_paid_is_a_percentage_an_amount_or_one_for_each_multiple(pay: str, per: str | None, sales: int, rebate: int) -> None:
    assert pays({"rate": "3", "pays": pay, "per": per}, sales) == rebate


def test_factors_multiply_and_a_missing_one_asks() -> None:
    days = {"component": "rebate", "name": "days", "of": "1 if partner.payment_days <= 15 else 0.8 if partner.payment_days <= 30 else 0.5"}
    policy = program({"rate": "10"}, factors=[days])
    assert [earned(policy, Fraction(1000), partner__payment_days=n).values["rebate"] for n in (15, 16, 30, 31)] == [100, 80, 80, 50]
    assert earned(policy, Fraction(1000)).result == "ask"


def test_a_cap_cuts_what_is_paid_and_a_capped_base_what_it_is_paid_on() -> None:
    assert pays({"rate": "10", "cap": "60"}) == 60
    assert pays({"rate": "10", "base_cap": "500"}) == 50


def test_the_declared_order_of_steps_decides() -> None:
    double = [{"component": "rebate", "name": "double", "of": "2"}]
    first = program({"rate": "10", "cap": "60"}, factors=double)
    later = program({"rate": "10", "cap": "60", "steps": "cap, factor, guarantee, minimum, rounding"}, factors=double)
    assert [earned(one, Fraction(1000)).values["rebate"] for one in (first, later)] == [60, 120]


@pytest.mark.parametrize(("below", "payable", "carried"), [("forfeit", 0, 0), ("carry", 0, 10), ("form", 10, 0)])
def test_too_small_a_payout_goes_where_the_policy_says(below: str, payable: int, carried: int) -> None:
    policy = program({"rate": "1", "minimum": "25", "below_minimum": below, "small_form": "balance"})
    found = earned(policy, Fraction(1000)).values
    assert (found["rebate"], found["rebate_carried"]) == (payable, carried)
    assert found["rebate_parts"] == ({"balance": 10} if below == "form" else {})


def test_what_was_carried_helps_to_reach_the_smallest_payout() -> None:
    policy = program({"rate": "1", "minimum": "25", "below_minimum": "carry"})
    assert earned(policy, Fraction(1000), carried__rebate=Fraction(15)).values["rebate"] == 25


def test_parts_add_up_and_the_leftover_goes_to_the_declared_one() -> None:
    found = earned(program({"rate": "1"}, splits=HALVES), Fraction("1001")).values
    assert found["rebate"] == Fraction("10.01")
    assert found["rebate_parts"] == {"credit_note": Fraction("5"), "coop": Fraction("5.01")}


def test_bands_may_be_reached_by_another_figure_than_they_are_paid_on() -> None:
    policy = program({"qualifier": "measure.units"}, ((10, 1), (20, 3)), measures=[{"name": "sales"}, {"name": "units", "of": "quantity"}])
    assert earned(policy, Fraction(1000), measure__units=Fraction(20)).values["rebate"] == 30
    assert earned(policy, Fraction(1000), measure__units=Fraction(9)).values["rebate"] == 0


def test_a_size_between_printed_bounds_is_not_defined_and_a_person_is_asked() -> None:
    policy = program({"bounds": "steps", "below": "undefined"}, ((1, 100, 1), (101, 200, 2)))
    assert earned(policy, Fraction("100.5")).result == "ask"
    assert earned(policy, Fraction(101)).values["rebate"] == Fraction("2.02")


@pytest.mark.parametrize(("above", "rebate"), [("capped", 20), ("nothing", 0)])
def test_above_the_last_band_the_policy_says_what_counts(above: str, rebate: int) -> None:
    assert earned(program({"above": above}, ((0, 1000, 2),)), Fraction(5000)).values["rebate"] == rebate


def test_a_target_is_derived_from_history_with_floor_cap_and_split() -> None:
    target = {"name": "sales", "of": "measure.before * 1.1", "floor": "1000", "cap": "4000", "split": "40, 30, 20, 10"}
    policy = program(
        {"rate": "1", "gate": "measure.sales >= target.sales"}, measures=[{"name": "sales"}, {"name": "before", "span": "last_year"}], targets=[target]
    )  # fmt: skip
    grown = {"measure__before": Fraction(2000), "period__number": 2}
    assert earned(policy, Fraction("660"), **grown).values["rebate"] == Fraction("6.60")
    assert earned(policy, Fraction("659.99"), **grown).values["rebate"] == 0
    assert earned(policy, Fraction(400), measure__before=Fraction(0), period__number=1).values["rebate"] == 4


@pytest.mark.parametrize(("how", "threshold"), [("full", 900), ("days", 600), ("months", 600), ("out", None)])
def test_who_joins_within_the_period_has_its_bounds_in_proportion(how: str, threshold: int | None) -> None:
    policy = program(None, ((900, 10),), joined="partner.joined_on", joiners=how, prorated=["threshold"])
    days = {"period__starts_on": date(2026, 4, 1), "period__ends_on": date(2026, 4, 30), "partner__joined_on": date(2026, 4, 11)}
    if how == "months":
        days |= {"period__ends_on": date(2026, 6, 30), "period__starts_on": date(2026, 4, 1), "partner__joined_on": date(2026, 5, 20)}
        threshold = Fraction(900 * 61, 91)
    found = earned(policy, Fraction(threshold or 900), **days)
    assert found.values["total"] == (0 if threshold is None else round(Fraction(threshold) / 10, 2))
    if threshold is not None:
        assert earned(policy, Fraction(threshold) - Fraction("0.01"), **days).values["rebate"] == 0


def test_components_have_populations_of_their_own_and_are_capped_together() -> None:
    rows = [
        {"code": code, "label": code, "rate": "10", "applies": applies}
        for code, applies in (("a", None), ("b", 'partner.tier == "gold"'), ("c", 'partner.tier == "silver"'))
    ]
    found = earned(program(components=rows, cap="150"), Fraction(1000), partner__tier="gold").values
    assert (found["a"], found["b"], "c" in found, found["total"]) == (100, 50, False, 150)


def test_a_program_is_not_for_everybody() -> None:
    policy = program({"rate": "1"}, applies='partner.tier == "gold"')
    assert earned(policy, Fraction(100), partner__tier="silver").result == "outside"
    assert earned(policy, Fraction(100)).result == "outside"


def test_each_line_may_be_rounded_by_itself() -> None:
    spread = ((Fraction("0.5"), 3), (Fraction("98.5"), 1))
    policy = program({"rate": "1", "place": "line"})
    found = earned(policy, Fraction(100), **{"spread__measure__sales": spread}).values
    assert (found["rebate"], found["rebate_unrounded"]) == (Fraction("1.02"), 1)


def test_components_may_be_rounded_together() -> None:
    rows = [{"code": code, "label": code, "rate": "0.5", "place": "partner"} for code in ("a", "b")]
    found = earned(program(components=rows), Fraction("1")).values
    assert (found["a"], found["b"], found["total"]) == (Fraction("0.01"), 0, Decimal("0.01"))


def test_rates_may_come_from_the_program_s_facts() -> None:
    policy = program({"rate": 'lookup({"gold": 5, "silver": 3}, partner.tier)'})
    assert earned(policy, Fraction(100), partner__tier="silver").values["rebate"] == 3
    assert [one.code for one in earned(policy, Fraction(100), partner__tier="iron").reasons] == ["no_rate"]
