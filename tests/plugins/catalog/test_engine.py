"""The waterfall: each step, how it meets the price so far, what is rounded where, what is unknown and why."""

from fractions import Fraction

import pytest

from plugins.catalog.price.facts import Manual, Row, Special
from plugins.catalog.price.kind import PRICE
from tests.plugins.catalog.pricing import D, clause, facts, line, policy, priced

GOLD = {"rows": [clause('partner.tier == "gold"', "10", "gold")]}
BREAKS = (Row("BASE/1", D(100)), Row("BASE/1", D(90), D(10)), Row("BASE/1", D(80), D(100)))


def steps(*names, how="stack"):
    return [{"step": "list"}, *({"step": name, "how": how} for name in names)]


def test_without_rules_the_price_is_that_of_the_list():
    found = priced(policy())
    assert (found.price, found.amount, found.list_price) == (100, 100, 100)


def test_of_several_lists_that_with_the_highest_rank_counts():
    rows = (Row("BASE/1", D(100)), Row("SPECIAL/1", D(95)))
    assert priced(policy(), line(rows=rows)).price == 95


def test_a_list_that_does_not_hold_for_the_buyer_is_not_looked_at():
    found = priced(policy(), line(rows=(Row("OTHER/1", D(1)),)))
    assert (found.price, found.unknown) == (None, "not_on_list")


@pytest.mark.parametrize(("how", "price"), [("stack", "81"), ("replace", "90"), ("lowest", "90")])
def test_a_step_stands_on_the_price_so_far_or_on_the_list_price_as_declared(how, price):
    family = {"rows": [clause('product.brand == "Acme"', "10", "acme")]}
    document = policy(steps=[*steps("level"), {"step": "family", "how": how}], levels=GOLD, families=family)
    assert priced(document, line(facts={"product.brand": "Acme"})).price == D(price)


@pytest.mark.parametrize(("quantity", "price"), [("9", 100), ("10", 90), ("99", 90), ("99.9999", 90), ("100", 80), ("10000", 80)])
def test_a_quantity_break_begins_at_its_bound(quantity, price):
    assert priced(policy(), line(quantity, rows=BREAKS)).price == price


def test_a_quantity_break_stacks_as_its_share_of_the_list_price():
    document = policy(steps=steps("level", "quantity"), levels=GOLD)
    assert priced(document, line("10", rows=BREAKS)).price == 81


@pytest.mark.parametrize(("quantity", "price"), [("49", 100), ("50", 95), ("100", 92)])
def test_bands_of_the_policy_discount_by_quantity(quantity, price):
    bands = {
        "measure": "line.units", "below": "nothing",
        "rows": [{"from": "50", "to": "100", "percent": "5"}, {"from": "100", "percent": "8"}],
    }  # fmt: skip
    assert priced(policy(quantities=bands), line(quantity)).price == price


def test_below_the_first_quantity_of_the_list_the_price_is_unknown():
    assert priced(policy(), line("5", rows=(Row("BASE/1", D(90), D(10)),))).unknown == "below_break"


def test_a_quantity_the_policy_does_not_define_leaves_the_price_unknown_and_the_other_lines_priced():
    bands = {"measure": "line.units", "rows": [{"from": "50", "percent": "5"}]}
    outcome = PRICE.engine(policy(quantities=bands), facts(line("1"), line("60")))
    assert [one.unknown for one in outcome.lines] == ["undefined", ""]
    assert (outcome.result, outcome.values["amount"]) == ("partial", 5700)


def test_a_price_of_a_pack_is_converted_without_loss():
    found = priced(policy(rounding_at="line"), line("1", factor=D(1), rows=(Row("BASE/1", D(100), D(3), D(3)),)))
    assert found.unknown == "below_break"
    found = priced(policy(rounding_at="line"), line("7", factor=D(1), rows=(Row("BASE/1", D(100), D(3), D(3)),)))
    assert (found.exact, found.amount) == (Fraction(100, 3), D("233.33"))


@pytest.mark.parametrize(("how", "price"), [("lowest", 85), ("replace", 95)])
def test_a_contract_price_replaces_the_price_or_is_the_lower_of_both(how, price):
    document = policy(steps=[*steps("level"), {"step": "contract", "how": how}], levels={"rows": [clause("True", "15")]})
    assert priced(document, line(specials=(Special("K-1", D(95)),))).price == price


def test_a_special_price_with_too_few_left_is_not_given_and_says_so():
    found = priced(policy(), line("11", specials=(Special("P-1", D(50), left=D(10)),)))
    assert found.price == 100 and [step.note for step in found.steps if step.source == "P-1"] == ["exceeds"]


@pytest.mark.parametrize("quantity", ["9", "10"])
def test_a_contract_price_begins_at_its_quantity(quantity):
    found = priced(policy(), line(quantity, specials=(Special("K-1", D(50), least=D(10)),)))
    assert found.price == (50 if quantity == "10" else 100)


@pytest.mark.parametrize(
    ("rounding", "places", "price", "amount"),
    [("half_up", 2, "33.34", "100.02"), ("half_even", 2, "33.34", "100.02"), ("down", 2, "33.33", "99.99"), ("up", 1, "33.4", "100.2"), ("half_up", 0, "33", "99")],
)  # fmt: skip
def test_the_unit_price_is_rounded_as_declared(rounding, places, price, amount):
    document = policy(rounding=rounding, decimals=places)
    found = priced(document, line("3", rows=(Row("BASE/1", D("33.335")),)))
    assert (found.price, found.amount, found.exact) == (D(price), D(amount), D("33.335"))


def test_rounding_the_line_keeps_the_unit_price_exact():
    found = priced(policy(rounding_at="line"), line("3", rows=(Row("BASE/1", D("33.335")),)))
    assert (found.price, found.amount, found.amount_exact) == (D("33.335"), D("100.01"), D("100.005"))


def test_rounding_after_every_step_differs_from_rounding_once():
    tier = {"rows": [clause("True", "12.5")]}
    document = {"steps": steps("level", "family"), "levels": tier, "families": tier}
    row = (Row("BASE/1", D("0.99")),)
    assert priced(policy(**document, rounding_at="step"), line(rows=row)).price == D("0.76")
    assert priced(policy(**document), line(rows=row)).exact == Fraction("0.7579687500")


def test_a_part_of_a_unit_never_leaves_more_decimals_than_declared():
    assert priced(policy(), line("0.3333")).amount == D("33.33")


def test_a_fact_that_is_missing_gives_nothing_or_leaves_the_price_unknown_as_declared():
    ask = {"rows": [{**clause('partner.tier == "gold"', "10"), "missing": "ask"}]}
    assert priced(policy(levels=GOLD), partner={"partner.tier": None}).price == 100
    found = priced(policy(levels=ask), partner={"partner.tier": None})
    assert (found.price, found.unknown) == (None, "fact_missing")


def test_discounts_above_everything_make_the_price_unknown_and_not_negative():
    assert priced(policy(levels={"rows": [clause("True", "120")]})).unknown == "negative"


def test_several_levels_add_up_where_the_policy_says_sum():
    rows = [clause("True", "10", "a"), clause("True", "5", "b")]
    assert priced(policy(levels={"choose": "sum", "rows": rows})).price == 85


def test_steps_for_direct_buyers_do_not_count_on_the_next_hop():
    assert priced(policy(levels=GOLD), resale=True).price == 100


@pytest.mark.parametrize(("approved", "state", "price"), [(False, "waits", 100), (True, "applied", 70)])
def test_a_price_by_hand_counts_once_it_is_agreed_to(approved, state, price):
    rows = [{"code": "deep", "when": "manual.percent > 20", "result": "approve", "roles": '"finance, manager"'}]
    found = priced(policy(by_hand={"rows": rows}), line(manual=Manual(D(70), "end of quarter", approved)))
    assert (found.manual, found.price, found.roles) == (state, price, ("finance", "manager"))


@pytest.mark.parametrize(("result", "state"), [("allow", "applied"), ("refuse", "refused")])
def test_a_price_by_hand_is_allowed_or_refused_by_a_clause(result, state):
    rows = [{"code": "x", "when": "manual.percent <= 30", "result": result}]
    assert priced(policy(by_hand={"rows": rows}), line(manual=Manual(D(70)))).manual == state


def test_every_step_says_what_it_did():
    found = priced(policy(levels=GOLD), line("10", rows=BREAKS))
    assert [(step.kind, step.how, step.before, step.after, step.source) for step in found.steps[:4]] == [
        ("list", "replace", None, 100, "BASE/1"), ("level", "stack", 100, 90, "gold"), ("family", "none", 90, 90, ""),
        ("quantity", "stack", 90, 81, "BASE/1"),
    ]  # fmt: skip


def test_the_order_of_lines_and_rows_does_not_matter_for_a_line():
    document, lines = policy(levels=GOLD), [line("10", sku="A", rows=BREAKS), line("3", sku="B", rows=tuple(reversed(BREAKS)))]
    one, other = (PRICE.engine(document, facts(*order)) for order in (lines, lines[::-1]))
    assert [x.as_json() for x in one.lines] == [x.as_json() for x in other.lines[::-1]]
    assert one.values["amount"] == other.values["amount"]
