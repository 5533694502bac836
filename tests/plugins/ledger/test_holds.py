"""Holds: kept free, paid out in whole or in part, let go; sure for whoever has one."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest

from core import clock
from core.errors import Conflict, NotFound, Unprocessable
from hansa.testing import ProgramOfTest
from plugins.ledger import api
from plugins.ledger.book.holds import expire_due

A = ProgramOfTest("alpha").partner("a")


@pytest.fixture
def keep(act):
    """`keep("30")`: hold an amount on the deposit of A."""

    def run(amount, key="", by="manager", **more):
        return act(lambda: api.hold(api.account(api.DEPOSIT, A, "EUR"), Decimal(amount), key=key or uuid.uuid4().hex, **more), by)

    return run


@pytest.fixture
def pay(act):
    """`pay(hold, "10", rest="release")`: commit a part of it to money received."""

    def run(hold, amount, key="", **more):
        def work():
            legs = [api.credit(api.account(api.CASH, currency="EUR"), Decimal(amount))]
            return api.commit(hold.id, Decimal(amount), legs, kind="test.order", key=key or uuid.uuid4().hex, **more)

        return act(work)

    return run


@pytest.fixture
def standing(act):
    return lambda: act(lambda: api.standing(api.account(api.DEPOSIT, A, "EUR")))


def test_what_is_held_is_not_available(deposit, keep, spend, standing, is_whole):
    deposit("100")
    keep("70")
    found = standing()
    assert (found.balance, found.held, found.available) == (100, 70, 30)
    with pytest.raises(Conflict):
        spend("31")
    with pytest.raises(Conflict):
        keep("31")
    spend("30")
    assert is_whole()


def test_a_hold_is_paid_out_and_the_balance_falls_by_it(deposit, keep, pay, standing, act, is_whole):
    deposit("100")
    hold = keep("70")
    pay(hold, "70")
    found = standing()
    assert (found.balance, found.held) == (30, 0)
    assert act(lambda: api.held(hold.id)).state == "committed" and is_whole()


def test_a_part_keeps_the_rest_held_or_lets_it_go(deposit, keep, pay, standing, is_whole):
    deposit("100")
    hold = keep("70")
    pay(hold, "20")
    assert (standing().balance, standing().held) == (80, 50)
    pay(hold, "10", rest="release")
    assert (standing().balance, standing().held) == (70, 0) and is_whole()


def test_a_released_hold_is_available_again_and_released_once(deposit, keep, act, standing, is_whole):
    deposit("100")
    hold = keep("70")
    act(lambda: api.release(hold.id))
    act(lambda: api.release(hold.id))
    assert standing().available == 100 and is_whole()


@pytest.mark.parametrize("amount", ["71", "0", "-1"])
def test_no_more_than_is_held_is_paid_out(deposit, keep, pay, amount, standing):
    deposit("100")
    with pytest.raises((Conflict, Unprocessable)):
        pay(keep("70"), amount)
    assert standing().balance == 100


def test_a_hold_that_is_over_pays_nothing(deposit, keep, pay, act):
    deposit("100")
    hold = keep("70")
    act(lambda: api.release(hold.id))
    with pytest.raises(Conflict) as refused:
        pay(hold, "1")
    assert refused.value.code == "hold-over"


def test_an_unknown_hold_is_not_found(act, pay, deposit, keep):
    deposit("1")
    known = keep("1")
    with pytest.raises(NotFound):
        act(lambda: api.release(uuid.uuid4()))
    with pytest.raises(NotFound):
        act(lambda: api.commit(uuid.uuid4(), 1, [], kind="test.order", key="k"))
    assert known.state == "open"


def test_legs_that_are_not_the_amount_are_refused(deposit, keep, act, standing):
    deposit("100")
    hold = keep("70")
    with pytest.raises(Unprocessable):
        act(lambda: api.commit(hold.id, 10, [api.credit(api.account(api.CASH, currency="EUR"), 9)], kind="test.order", key="k"))
    assert standing().held == 70


def test_the_same_key_holds_once_and_pays_once(deposit, keep, pay, standing, is_whole):
    deposit("100")
    first, second = keep("40", key="h"), keep("40", key="h")
    assert first.id == second.id and standing().held == 40
    one, two = pay(first, "40", key="p"), pay(first, "40", key="p")
    assert one.id == two.id and (standing().balance, standing().held) == (60, 0) and is_whole()


def test_another_amount_under_the_key_of_a_hold_is_a_conflict(deposit, keep):
    deposit("100")
    keep("40", key="h")
    with pytest.raises(Conflict) as refused:
        keep("41", key="h")
    assert refused.value.code == "ledger-key"


def test_a_hold_ends_by_itself_when_its_time_is_over(deposit, keep, pay, act, standing, is_whole):
    deposit("100")
    hold = keep("70", expires=clock.now() + timedelta(hours=1))
    assert act(expire_due) == 0
    with clock.moved(clock.now() + timedelta(hours=1)):
        with pytest.raises(Conflict):
            pay(hold, "1")
        assert act(expire_due) == 1
    assert standing().available == 100 and act(lambda: api.held(hold.id)).state == "expired" and is_whole()


def test_a_hold_that_was_granted_is_honoured_below_a_lowered_limit(act, kit, make_record, is_whole):
    today = clock.today("Europe/Berlin")
    limit = {"owner": A, "by": "manager", "kind": api.CREDIT, "currency": "EUR", "reason": "x"}
    make_record("ledger.limit", amount="100", since=(today - timedelta(days=1)).isoformat(), **limit)
    own = lambda: api.account(api.CREDIT, A, "EUR")  # noqa: E731
    hold = act(lambda: api.hold(own(), 80, key="h"))
    make_record("ledger.limit", amount="10", since=today.isoformat(), **limit)
    with pytest.raises(Conflict):
        act(lambda: api.hold(own(), 1, key="h2"))
    act(lambda: api.commit(hold.id, 80, [api.credit(api.account(api.CASH, currency="EUR"), 80)], kind="test.order", key="p"))
    assert act(lambda: api.balance(own())) == -80 and is_whole()
