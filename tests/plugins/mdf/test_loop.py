from datetime import UTC, datetime, time
from decimal import Decimal

import pytest

from core.errors import Conflict, Denied
from hansa.testing import Person
from tests.plugins.mdf.conftest import day

M = Decimal


def test_a_plan_reserves_its_money_and_an_approval_commits_it(layer, plan, move, funds, read, activity_of):
    kept, made = layer("1000"), plan(asked="400")
    move("mdf.request", made, "submit")
    assert funds(kept) == (M(1000), M(400))
    move("mdf.request", made, "approve")
    assert (read("mdf.request", made)["state"], funds(kept), activity_of(made).approved) == ("approved", (M(1000), M(400)), M(400))


def test_an_ask_above_the_share_is_cut(layer, plan, move, read):
    layer("1000")
    made = plan(asked="800", cost="1000")
    move("mdf.request", made, "submit")
    assert read("mdf.request", made)["grants"] == [{"activity": 1, "amount": "500.00"}]


@pytest.mark.parametrize("name", ["reject", "decline", "return_it", "recall"])
def test_money_of_a_plan_that_is_not_granted_returns(name, layer, plan, move, funds):
    kept, made = layer("1000"), plan()
    move("mdf.request", made, "submit", name)
    assert funds(kept) == (M(1000), M(0))


def test_a_rejected_plan_can_be_sent_again_and_a_declined_one_cannot(layer, plan, move, read):
    layer("1000")
    one, other = plan(), plan(name="Fair")
    move("mdf.request", one, "submit", "reject", "submit")
    assert read("mdf.request", one)["state"] == "submitted"
    move("mdf.request", other, "submit", "decline")
    with pytest.raises(Conflict):
        move("mdf.request", other, "submit")


def test_a_cancelled_plan_gives_its_money_back(layer, plan, move, funds, activity_of):
    kept, made = layer("1000"), plan()
    move("mdf.request", made, "submit", "approve", "cancel")
    assert (funds(kept), activity_of(made).state) == ((M(1000), M(0)), "cancelled")


def test_the_layer_that_expires_first_is_spent_first(layer, plan, move, funds):
    late, soon = layer("300", last=200), layer("300", last=20)
    move("mdf.request", plan(asked="400"), "submit")
    assert (funds(soon), funds(late)) == ((M(300), M(300)), (M(300), M(100)))


def test_a_plan_above_the_balance_is_refused_and_may_wait(layer, plan, move, read, funds):
    kept, made = layer("300"), plan(asked="400")
    with pytest.raises(Conflict) as refused:
        move("mdf.request", made, "submit")
    assert refused.value.code == "no-money"
    move("mdf.request", made, "wait")
    assert (read("mdf.request", made)["state"], funds(kept)) == ("waiting", (M(300), M(0)))


def test_a_claim_is_checked_approved_and_paid(layer, verified, claim, move, read, funds, sound):
    kept, activity = layer("1000"), verified(asked="400")
    made = claim(activity, net="600")
    assert (read("mdf.claim", made)["state"], read("mdf.claim", made)["due"]) == ("checked", M(300))
    move("mdf.claim", made, "approve", "release", "pay")
    paid = read("mdf.claim", made)
    assert (paid["state"], paid["granted"], paid["days"], funds(kept)) == ("paid", M(300), 0, (M(700), M(100)))
    assert sound() == []


def test_no_more_is_paid_than_was_approved_over_all_claims(layer, verified, claim, move, read):
    layer("1000")
    activity = verified(asked="400")
    one = claim(activity, net="600")
    move("mdf.claim", one, "approve")
    assert read("mdf.claim", claim(activity, net="600"))["due"] == M(100)


def test_two_claims_decided_on_the_same_money_pay_it_once(layer, verified, claim, move, funds):
    kept, activity = layer("1000"), verified(asked="400")
    one, other = claim(activity, net="800"), claim(activity, net="800")
    move("mdf.claim", one, "approve")
    with pytest.raises(Conflict):
        move("mdf.claim", other, "approve")
    assert funds(kept) == (M(600), M(0))


def test_a_reversed_payment_is_in_the_fund_again(layer, verified, claim, move, read, funds, sound):
    kept, activity = layer("1000"), verified(asked="400")
    made = claim(activity, net="800")
    move("mdf.claim", made, "approve", "release", "pay", "reverse")
    assert (funds(kept), read("mdf.activity", activity)["claimed"], sound()) == ((M(1000), M(0)), M(0), [])


def test_what_was_not_claimed_goes_back_when_an_activity_is_closed(layer, verified, claim, move, funds):
    kept, activity = layer("1000"), verified(asked="400")
    move("mdf.claim", claim(activity, net="200"), "approve")
    move("mdf.activity", activity, "close")
    assert funds(kept) == (M(900), M(0))


def test_who_entered_a_plan_does_not_approve_it(layer, plan, move):
    layer("1000")
    made = plan()
    move("mdf.request", made, "submit")
    with pytest.raises((Conflict, Denied)):
        move("mdf.request", made, "approve", by="a")


def test_another_partner_sees_nothing_of_a_plan(kit, layer, plan, move):

    layer("1000")
    made = plan()
    move("mdf.request", made, "submit")
    assert kit.client(Person("b")).get(f"/alpha/mdf/request/{made}").status_code == 404


def test_an_expired_layer_goes_back_to_its_budget(budget, layer, plan, move, run_timers, read, funds):

    pool = budget("5000")
    kept = layer("1000", last=5, budget_id=pool)
    run_timers(datetime.combine(day(6), time(1), UTC))
    assert (read("mdf.allocation", kept)["state"], funds(kept)) == ("expired", (M(0), M(0)))


def test_a_claim_that_came_in_time_is_paid_after_its_money_expired(budget, layer, verified, claim, move, run_timers, read, funds, sound):
    kept = layer("1000", last=5, budget_id=budget("5000"))
    made = claim(verified(asked="400"))
    run_timers(datetime.combine(day(6), time(1), UTC))
    assert (read("mdf.allocation", kept)["state"], funds(kept)) == ("expired", (M(400), M(400)))
    move("mdf.claim", made, "approve")
    assert (read("mdf.claim", made)["granted"], funds(kept), sound()) == (M(400), (M(0), M(0)), [])
