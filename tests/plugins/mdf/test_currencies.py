"""Funds in currencies of their own: taken at the rate of the day, kept by it, and brought home as they came."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from random import Random
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from core.entities import records
from core.entities.registry import registry
from core.errors import Conflict, Unprocessable
from hansa.testing import Person
from plugins.ledger.models import Account
from plugins.mdf.money import exchange, reoffering
from tests.plugins.mdf.conftest import day

M = Decimal


@pytest.fixture
def book(kit):
    """`book()`: the balances that are not zero, by kind and currency."""

    def read():
        table = Account.__table__
        found = Counter()
        with kit.owner.connect() as connection:
            for kind, code, balance in connection.execute(sa.select(table.c.kind, table.c.currency, table.c.balance)):
                found[kind.removeprefix("mdf."), code] += balance
        return {key: total for key, total in found.items() if total}

    return read


def test_a_budget_in_another_currency_is_the_vendors_money_in_it(budget, layer_in, read, book, sound):
    kept = layer_in("400", budget("1000", currency="eur"))
    assert read("mdf.allocation", kept)["currency"] == "EUR"
    assert (book(), sound()) == ({("source", "EUR"): M(1000), ("budget", "EUR"): M(600), ("fund", "EUR"): M(400)}, [])


def test_a_part_in_another_currency_costs_the_budget_above_the_rate_of_the_day(budget, rated, book, sound):
    rated("1.25")
    whole = budget("1000")
    budget("400", parent_id=str(whole), currency="EUR")
    assert book()[("budget", "USD")] == M(500)
    assert (book()[("budget_exchange", "EUR")], book()[("budget_exchange", "USD")]) == (M(400), M(-500))
    with pytest.raises(Conflict):
        budget("400.01", parent_id=str(whole), currency="EUR")
    assert sound() == []


def test_money_goes_home_as_it_came_whatever_the_rate_is_by_then(budget, rated, layer_in, move, book, sound):
    rated("1.25")
    pool = budget("1000")
    kept = layer_in("333.33", pool, currency="EUR")
    assert book()[("budget", "USD")] == M("583.34")
    rated("2")
    move("mdf.allocation", kept, "release")
    assert (book(), sound()) == ({("source", "USD"): M(1000), ("budget", "USD"): M(1000)}, [])


def test_a_part_goes_home_by_its_share_and_the_rest_later_to_the_last_cent(budget, rated, layer_in, plan, move, book, sound):
    rated("1.2345")
    kept = layer_in("100", budget("1000"), currency="EUR")
    made = plan(asked="50", cost="100")
    move("mdf.request", made, "submit")
    rated("3")
    move("mdf.allocation", kept, "release")
    assert book()[("budget", "USD")] == M("876.55") + M("73.45")  # 59.50 of 100 euros: 50 / 1.2345 = 40.50 stay with the plan
    move("mdf.request", made, "decline")
    assert (book(), sound()) == ({("source", "USD"): M(1000), ("budget", "USD"): M(1000)}, [])


def test_a_closed_budget_passes_on_what_came_by_two_rates(budget, rated, layer_in, move, book, sound):
    rated("1.25")
    rated("1.5", base="GBP")
    whole = budget("1000")
    part = budget("400", parent_id=str(whole), currency="EUR")
    kept = layer_in("120", part, currency="GBP")
    assert book()[("budget", "EUR")] == M(256)  # 120 * 1.5 / 1.25 = 144
    rated("9")
    rated("7", base="GBP")
    move("mdf.budget", part, "close", by="finance")
    assert book()[("budget", "USD")] == M(500) + M(320)
    move("mdf.allocation", kept, "release")
    assert (book(), sound()) == ({("source", "USD"): M(1000), ("budget", "USD"): M(1000)}, [])


def test_a_plan_keeps_its_rate_from_the_day_it_was_reserved_until_it_is_paid(
    budget, rated, layer_in, verified, plan, move, claim, funds, read, book, sound
):
    rated("1.25")
    kept = layer_in("320", budget("1000", currency="EUR"))
    made = plan(asked="400", cost="1000")
    move("mdf.request", made, "submit")
    assert funds(kept) == (M(320), M(320))
    rated("1.01")
    move("mdf.request", made, "approve")
    assert funds(kept) == (M(320), M(320))
    assert read("mdf.request", made)["approved"] == M(400)


def test_a_claim_is_owed_in_the_programs_currency_and_paid_for_in_that_of_the_fund(
    budget, rated, layer_in, verified, move, claim, funds, book, sound
):
    rated("1.25")
    kept = layer_in("1000", budget("1000", currency="EUR"))
    made = claim(verified(asked="400"), net="600")
    rated("4")
    move("mdf.claim", made, "approve")
    assert (funds(kept), book()[("payable", "USD")]) == ((M(760), M(80)), M(300))  # 300 of 400 dollars, 240 of 320 euros
    move("mdf.claim", made, "release", "pay")
    assert book()[("settled", "USD")] == M(300)
    assert (book()[("ledger.exchange", "EUR")], book()[("ledger.exchange", "USD")], sound()) == (M(-240), M(300), [])


def test_a_reversed_claim_is_in_the_fund_again_as_it_was(budget, rated, layer_in, verified, move, claim, funds, book, sound):
    rated("1.2345")
    kept = layer_in("1000", budget("1000", currency="EUR"))
    made = claim(verified(asked="400"), net="333")
    move("mdf.claim", made, "approve", "release", "pay")
    rated("2")
    move("mdf.claim", made, "reverse", by="finance")
    assert funds(kept)[0] == M(1000)
    assert not {key for key in book() if "exchange" in key[0] or key[0] in ("payable", "settled")}
    assert sound() == []


def test_three_claims_take_all_of_an_activity_to_the_last_cent(
    budget, rated, layer_in, verified, move, claim, funds, configure_fund, sound
):
    configure_fund(most_claims=9)
    rated("1.2345")
    kept = layer_in("100", budget("1000", currency="EUR"))
    activity = verified(asked="100", cost="200")
    for net in ("66.66", "66.66", "66.68"):
        move("mdf.claim", claim(activity, net=net), "approve")
    assert (funds(kept), sound()) == ((M("19.00"), M(0)), [])  # 100 / 1.2345 = 81.00


def test_a_plan_is_taken_out_of_layers_in_two_currencies_the_one_that_ends_first_before_the_other(
    budget, rated, layer_in, plan, move, funds, activity_of
):
    rated("1.25")
    soon = layer_in("100", budget("1000", currency="EUR"), last=20)
    late = layer_in("300", budget("1000"), last=200)
    made = plan(asked="400", cost="1000")
    move("mdf.request", made, "submit", "approve")
    assert (funds(soon), funds(late), activity_of(made).approved) == ((M(100), M(100)), (M(300), M(275)), M(400))


def test_several_activities_fit_into_what_was_reserved_for_them(act, budget, rated, layer_in, move, funds):
    rated("1.2345")
    kept = layer_in("81", budget("1000", currency="EUR"))
    rows = [
        {
            "title": f"Day {n}",
            "kind": "event",
            "venue": "Hall",
            "asked": amount,
            "starts_on": day().isoformat(),
            "ends_on": day(1).isoformat(),
        }
        for n, amount in enumerate(("33.33", "33.33", "33.33"))
    ]
    raw = {"title": "Three", "activities": rows, "costs": [{"activity": n, "kind": "venue", "amount": "100"} for n in (1, 2, 3)]}
    made = act("a", lambda: records.create(registry()["mdf.request"], raw).id)
    move("mdf.request", made, "submit")
    held = funds(kept)[1]
    rated("1")
    move("mdf.request", made, "approve")
    assert held - M("0.02") <= funds(kept)[1] <= held


def test_without_a_rate_nothing_moves_and_the_reason_is_told(budget, rated, layer_in, plan, move, read, funds, book):
    whole = budget("1000")
    with pytest.raises(Unprocessable) as refused:
        budget("400", parent_id=str(whole), currency="EUR")
    assert refused.value.code == "no-rate"
    kept = layer_in("100", budget("500", currency="EUR"))
    made = plan(asked="50")
    with pytest.raises(Unprocessable) as refused:
        move("mdf.request", made, "submit")
    assert (refused.value.code, read("mdf.request", made)["state"], funds(kept)) == ("no-rate", "draft", (M(100), M(0)))


@pytest.mark.parametrize("seed", range(20))
def test_parts_never_come_to_more_than_what_was_kept_and_in_the_end_to_all_of_it(kit, seed):
    chance = Random(seed)
    with kit.acting(Person("a")):
        free, at = M(chance.randint(1_000, 99_999)).scaleb(-2), Fraction(chance.randint(2_000, 50_000), 10_000)
        worth, kept = exchange.part(free, "EUR", at, M(chance.randint(100, 999)).scaleb(-2))
        share = SimpleNamespace(amount=kept, worth=worth)
        while share.worth:
            paid = min(share.worth, M(chance.randint(1, 300)).scaleb(-2))
            part = exchange.portion(share, "EUR", paid)
            assert 0 <= part <= share.amount
            share.amount, share.worth = share.amount - part, share.worth - paid
        assert (share.amount, kept <= free) == (0, True)


def test_what_is_no_currency_is_refused_at_its_field(budget):
    with pytest.raises(Unprocessable) as refused:
        budget("100", currency="XQQ")
    assert refused.value.errors[0]["pointer"] == "/currency"


def test_a_waiting_plan_is_filled_out_of_a_budget_in_another_currency(by_system, budget, rated, plan, move, read, book, sound):
    rated("1.25")
    made = plan(asked="400", cost="1000")
    move("mdf.request", made, "wait")
    budget("1000", currency="EUR")
    by_system(reoffering.offer_waiting)
    assert (read("mdf.request", made)["state"], book()[("budget", "EUR")], book()[("fund", "USD")], sound()) == (
        "submitted",
        M(680),
        M(400),
        [],
    )


@pytest.mark.parametrize("rate, told", [("1.25", b"Worth $125.00 in plans and claims"), (None, b"There is no rate from EUR to USD")])
def test_a_partner_reads_its_fund_in_its_currency_and_what_it_is_worth(kit, budget, rated, layer_in, rate, told):
    if rate:
        rated(rate)
    layer_in("100", budget("1000", currency="EUR"))
    for path in ("mine/", "cards/mine"):
        page = kit.client(Person("a")).get(f"/alpha/mdf/{path}").data
        assert "€100.00".encode() in page and told in page
    assert kit.client(Person("a")).get("/alpha/mdf/plan/").status_code == 200


def test_sums_over_currencies_are_in_the_programs_at_todays_rate_and_say_so(kit, budget, rated, layer_in):
    rated("1.25")
    layer_in("100", budget("1000", currency="EUR"))
    layer_in("50", budget("1000"))
    page = kit.client(Person("a")).get("/alpha/mdf/mine/").text
    assert "$175.00" in page and "Sums are in USD, at today" in page


def test_staff_reads_budgets_allocations_and_totals_in_their_currencies(kit, budget, rated, layer_in):
    rated("1.25")
    pool = budget("1000", currency="EUR")
    kept = layer_in("100", pool)
    layer_in("50", budget("300"))
    client = kit.client(Person("manager"))
    assert "€1,000.00" in client.get("/alpha/mdf/desk/").text
    assert "$300.00 + €1,000.00" in client.get("/alpha/mdf/budget/").text
    assert "$300.00 + €1,000.00" in client.get("/alpha/mdf/budget/totals").text
    assert "€900.00" in client.get(f"/alpha/mdf/budget/{pool}/panel").text
    assert "€100.00" in client.get(f"/alpha/mdf/allocation/{kept}").text
    assert "€100.00" in client.get(f"/alpha/mdf/layer/{kept}/panel").text


def test_a_file_of_allocations_says_the_currency_of_each_amount(kit, budget, layer_in):
    layer_in("100", budget("1000", currency="EUR"))
    found = kit.client(Person("manager")).get("/alpha/mdf/allocation/export.csv?cols=title,amount").text.lstrip("\ufeff")
    assert found.splitlines() == ["What for,Amount,Currency", "Fund,100,EUR"]


def test_the_api_tells_the_currency_beside_the_amount(kit, budget):
    budget("1000", currency="EUR")
    (found,) = kit.client(Person("manager")).get("/api/v1/alpha/mdf/budget/", headers=Person("manager").bearer).json["items"]
    assert (found["amount"], found["currency"]) == ("1000.0000", "EUR")
