"""Bands, full multiples and fixed amounts of each order, customer or subscription, instead of all that was bought."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from plugins.policies.document.compiled import CompileError
from plugins.rebates.engine.explaining import explain
from plugins.rebates.estimate.backtest import back_test
from plugins.rebates.estimate.live import live
from plugins.rebates.models import Result
from tests.plugins.rebates.desk import ALPHA, MONTHLY
from tests.plugins.rebates.programs import compiled, document, earned, program

ORDERS = {"item": "line.order_no", "by_item": True}
BANDS = ((1000, 2), (5000, 4))
JANUARY = ("2026-01-01", "2026-01-31")


def items(policy, sizes, **facts):
    found = {name: Fraction(size) for name, size in sizes.items()}
    return earned(policy, sum(found.values(), Fraction(0)), **{"items.rebate": found, **facts})


def codes(outcome):
    return [one.code for one in outcome.reasons]


@pytest.fixture
def january(desk):
    """`january(component, bands, **document)`: what A's orders of January are paid, its only row."""
    desk.publish("bonus", document(ORDERS, BANDS, **MONTHLY))
    for order, amount in (("O-1", 900), ("O-2", 700), ("O-2", 300), ("O-3", 6000)):
        desk.line("a", "2026-01-05", amount, order_no=order)
    return desk.run(desk.stretch("bonus", *JANUARY), "2026-01-31")["id"]


def test_each_order_reaches_a_band_of_its_own(desk, january):
    (row,) = desk.results(january)
    assert (row.payable, row.rate, row.band, row.reasons) == (Decimal(260), "", "", [])


def test_the_explanation_names_the_bands_with_their_items(desk, january):
    (row,) = desk.results(january)
    with desk.system("2026-02-01"):
        told = explain(desk.record(Result, row.id)).as_json()
    assert "('Items in the band, with their number', '2 × 1000', '1000–5000 (1)')" in str(parts(told))
    assert "('Items in the band, with their number', '4 × 6000', '5000– (1)')" in str(parts(told))


def parts(node):
    return [(str(node["label"]), node["value"], node["name"]), *(part for below in node["below"] for part in parts(below))]


def test_a_basket_counts_as_an_order_of_its_own(desk, january):
    with desk.system("2026-01-20"):
        (before,) = live(ALPHA.partner("a"), date(2026, 1, 20))
        (after,) = live(ALPHA.partner("a"), date(2026, 1, 20), [{"amount": Decimal(2000), "kind": "goods"}])
    assert (before.earned, after.earned, after.reasons) == (260, 300, ())
    assert (before.next_step, before.distance) == (None, None)


def test_a_fixed_amount_is_paid_for_each_customer_that_reaches_it():
    policy = program({"item": "line.customer", "by_item": True, "pays": "fixed"}, [(5000, 100)])
    found = items(policy, {"Mill": 5000, "Farm": "4999.99", "Works": 90000})
    assert found.values["rebate"] == 200


def test_without_bands_a_fixed_amount_is_for_items_that_kept_something():
    policy = program({**ORDERS, "pays": "fixed", "rate": "25"})
    assert items(policy, {"O-1": 10, "O-2": 0, "O-3": -5}).values["rebate"] == 25


def test_full_multiples_are_those_of_each_order():
    policy = program({**ORDERS, "pays": "multiple", "per": "10", "rate": "1"})
    assert items(policy, {"O-1": 19, "O-2": 9, "O-3": 2}).values["rebate"] == 1


def test_steps_within_an_item_are_paid_on_its_parts():
    found = items(program({**ORDERS, "method": "stepped"}, [(0, 1), (1000, 2)]), {"O-1": 1500, "O-2": 500})
    assert found.values["rebate"] == 25


def test_a_limit_cuts_what_the_item_itself_earns():
    found = items(program({**ORDERS, "item_cap": "100"}, BANDS), {"O-1": 1000, "O-2": 6000, "O-3": 500})
    assert (found.values["rebate"], codes(found)) == (120, ["item_capped"])


def test_lines_that_name_no_item_are_asked_about_and_the_rest_stands():
    found = items(program(ORDERS, BANDS), {"O-1": 1000, None: 9000})
    assert (found.result, found.values["rebate"], codes(found)) == ("ask", 20, ["item_unknown"])


def test_an_item_no_band_defines_is_asked_about_and_the_rest_stands():
    found = items(program({**ORDERS, "below": "undefined"}, BANDS), {"O-1": 1000, "O-2": 10, "O-3": 20})
    assert (found.result, found.values["rebate"], codes(found)) == ("ask", 20, ["not_defined"])


def test_where_no_item_reaches_a_band_the_reason_is_told():
    found = items(program(ORDERS, BANDS), {"O-1": 900, "O-2": 800})
    assert (found.result, codes(found)) == ("nothing", ["below_first_band"])


def test_what_the_base_counts_at_most_counts_of_each_item_in_proportion():
    found = items(program({**ORDERS, "base_cap": "3500"}, BANDS), {"O-1": 1000, "O-2": 6000})
    assert (found.values["rebate"], codes(found)) == (130, ["base_capped"])


def test_a_trial_without_items_asks():
    assert codes(earned(program(ORDERS, BANDS), 400)) == ["items_unknown"]


def test_a_later_program_takes_off_the_orders_that_earned_it(desk):
    desk.publish("large", document(ORDERS, [(5000, 10)], sequence=1, **MONTHLY))
    valves = [{"name": "sales", "where": 'line.product_line == "valves"'}]
    desk.publish("valves", document({"rate": "10"}, measures=valves, sequence=2, reduced=True, **MONTHLY))
    for order, amount, kind in (("O-1", 900, "valves"), ("O-2", 4000, "pumps"), ("O-2", 1000, "valves")):
        desk.line("a", "2026-01-05", amount, order_no=order, product_line=kind)
    large, after = (desk.run(desk.stretch(slug, *JANUARY), "2026-01-31")["id"] for slug in ("large", "valves"))
    assert (desk.payable(large), desk.payable(after)) == ({"a": Decimal(500)}, {"a": Decimal(180)})


def test_a_back_test_knows_the_bands_items_reached(desk, january):
    raw = document(ORDERS, BANDS, **MONTHLY)
    names = ("small", "large", "huge")
    raw["bands"] = [
        {**row, "name": name}
        for row, name in zip([*raw["bands"], {"component": "rebate", "from": "50000", "rate": "5"}], names, strict=True)
    ]
    with desk.system("2026-02-01"):
        found = back_test(compiled(raw), None, date(2026, 2, 1), months=1)
    assert found.dead == [("Rebate", "huge")]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"by_item": True}, "half-a-cap"),
        ({**ORDERS, "qualifier": "measure.sales"}, "by-item"),
        ({**ORDERS, "place": "line"}, "by-item"),
        ({**ORDERS, "base": "measure.sales - 100"}, "by-item"),
        ({**ORDERS, "shared": "equal"}, "not-together"),
    ],
)  # fmt: skip
def test_what_items_cannot_answer_is_refused(more, code):
    with pytest.raises(CompileError) as error:
        program({"rate": "10", **more})
    assert {found.code for found in error.value.findings} == {code}


def test_a_measure_that_is_not_counted_of_lines_has_no_items():
    with pytest.raises(CompileError) as error:
        program({"rate": "10", **ORDERS}, measures=[{"name": "sold", "of": "metric", "metric": "orders.sell_out"}])
    assert "by-item" in {found.code for found in error.value.findings}


LARGE = {"name": "sales", "item": "line.order_no", "least": "1000"}


@pytest.fixture
def large(desk):
    """A run of January where only orders from 1,000 on count, and a step at 5,000 of all of them."""
    desk.publish("bonus", document({"method": "whole"}, [(0, 1), (5000, 2)], measures=[LARGE], **MONTHLY))
    for order, amount in (("O-1", "999.99"), ("O-2", 600), ("O-2", 400), ("O-3", 4000), (None, 9000)):
        desk.line("a", "2026-01-05", amount, order_no=order)
    desk.line("b", "2026-01-05", 600, order_no="O-2")
    return desk.run(desk.stretch("bonus", *JANUARY), "2026-01-31")["id"]


def test_small_orders_count_neither_for_the_step_nor_for_what_is_paid(desk, large):
    assert desk.payable(large) == {"a": Decimal(100)}


def test_the_explanation_lists_the_lines_of_orders_that_count(desk, large):
    (row,) = desk.results(large)
    with desk.system("2026-02-01"):
        told = str(explain(desk.record(Result, row.id)).as_json())
    assert [f"L{n}" in told for n in (1, 2, 3, 4, 5, 6)] == [False, True, True, True, False, False]


def test_a_later_program_takes_nothing_off_orders_that_did_not_count(desk):
    desk.publish("large", document({"rate": "10"}, measures=[LARGE], sequence=1, **MONTHLY))
    desk.publish("after", document({"rate": "10"}, sequence=2, reduced=True, **MONTHLY))
    for order, amount in (("O-1", 900), ("O-2", 1000)):
        desk.line("a", "2026-01-05", amount, order_no=order)
    first, after = (desk.run(desk.stretch(slug, *JANUARY), "2026-01-31")["id"] for slug in ("large", "after"))
    assert (desk.payable(first), desk.payable(after)) == ({"a": Decimal(100)}, {"a": Decimal(180)})


@pytest.mark.parametrize("half", [{"item": "line.order_no"}, {"least": "5"}])
def test_half_a_size_of_items_is_refused(half):
    with pytest.raises(CompileError) as error:
        program({"rate": "10"}, measures=[{"name": "sales", **half}])
    assert [found.code for found in error.value.findings] == ["half-an-item"]
