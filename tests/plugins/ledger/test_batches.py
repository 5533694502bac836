"""Several amounts held, or several holds paid out, at once: all of them or none, and each as if it came alone."""

from decimal import Decimal

import pytest

from core.errors import Conflict
from hansa.testing import ProgramOfTest
from plugins.ledger import api

A = ProgramOfTest("alpha").partner("a")


def own():
    return api.account(api.DEPOSIT, A, "EUR")


def wanted(*amounts):
    return [api.Wanted(own(), Decimal(amount), f"batch:{at}") for at, amount in enumerate(amounts)]


def payout(hold, amount, key):
    return api.Payout(hold.id, Decimal(amount), [api.credit(api.account(api.CASH, currency="EUR"), Decimal(amount))], key)


@pytest.fixture
def standing(act):
    return lambda: act(lambda: api.standing(own()))


def test_amounts_of_one_account_add_up(deposit, act, standing, is_whole):
    deposit("100")
    made = act(lambda: api.hold_many(wanted("30", "50")))
    assert [one.amount for one in made] == [30, 50]
    assert standing().held == 80 and is_whole()


def test_what_is_too_much_together_holds_nothing(deposit, act, standing):
    deposit("100")
    with pytest.raises(Conflict, match="20"):
        act(lambda: api.hold_many(wanted("80", "21")))
    assert standing().held == 0


def test_those_under_a_known_key_are_the_same_holds(deposit, act, standing):
    deposit("100")
    first = act(lambda: api.hold_many(wanted("30")))
    again = act(lambda: api.hold_many(wanted("30", "50")))
    assert again[0].id == first[0].id and standing().held == 80


def test_a_key_of_another_amount_refuses_all(deposit, act, standing):
    deposit("100")
    act(lambda: api.hold_many(wanted("30")))
    with pytest.raises(Conflict) as refused:
        act(lambda: api.hold_many(wanted("31", "5")))
    assert refused.value.code == "ledger-key" and standing().held == 30


def test_holds_are_paid_out_each_with_its_journal(deposit, act, standing, is_whole):
    deposit("100")
    one, two = act(lambda: api.hold_many(wanted("30", "50")))
    made = act(lambda: api.commit_many([payout(one, "30", "p:1"), payout(two, "20", "p:2")], kind="test.order"))
    assert len({posted.id for posted in made}) == 2 and all(posted.fresh for posted in made)
    assert (standing().balance, standing().held) == (50, 30) and is_whole()


def test_more_than_one_of_them_holds_pays_none(deposit, act, standing, is_whole):
    deposit("100")
    one, two = act(lambda: api.hold_many(wanted("30", "50")))
    with pytest.raises(Conflict) as refused:
        act(lambda: api.commit_many([payout(one, "30", "p:1"), payout(two, "51", "p:2")], kind="test.order"))
    assert refused.value.code == "hold-over"
    assert (standing().balance, standing().held) == (100, 80) and is_whole()


def test_a_payout_under_a_known_key_is_made_once(deposit, act, standing, is_whole):
    deposit("100")
    one, two = act(lambda: api.hold_many(wanted("30", "50")))
    first = act(lambda: api.commit_many([payout(one, "30", "p:1")], kind="test.order"))
    again = act(lambda: api.commit_many([payout(two, "50", "p:2"), payout(one, "30", "p:1")], kind="test.order"))
    assert again[1].id == first[0].id and not again[1].fresh
    assert (standing().balance, standing().held) == (20, 0) and is_whole()


def test_a_hold_twice_in_one_batch_is_refused(deposit, act, standing):
    deposit("100")
    (one,) = act(lambda: api.hold_many(wanted("30")))
    with pytest.raises(ValueError, match="hold stands in it twice"):
        act(lambda: api.commit_many([payout(one, "20", "p:1"), payout(one, "20", "p:2")], kind="test.order"))
    assert standing().held == 30
