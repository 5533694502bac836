"""Postings: balanced, under a key, never more than there is."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest

from core import clock
from core.entities.unit import unit
from core.errors import Conflict, Unprocessable
from hansa.testing import Person, ProgramOfTest
from plugins.ledger import api

PROGRAM = ProgramOfTest("alpha")
A = PROGRAM.partner("a")


def test_a_posting_moves_both_balances_and_leaves_the_book_whole(deposit, balance, rows, is_whole):
    deposit("100.25")
    assert balance() == Decimal("100.25")
    assert [(row.seq, row.amount) for row in rows("entry")] == [(1, Decimal("100.25")), (1, Decimal("-100.25"))]
    assert is_whole()


def test_every_currency_adds_up_to_zero_by_itself(act, is_whole):
    def work():
        euros, dollars = api.account(api.DEPOSIT, A, "EUR"), api.account(api.DEPOSIT, A, "USD")
        rest = [api.debit(api.account(api.EXCHANGE, currency=code), amount) for code, amount in (("EUR", 10), ("USD", 11))]
        return api.post("test.both", [api.credit(euros, 10), api.credit(dollars, 11), *rest], key="k")

    act(work)
    assert is_whole()


@pytest.mark.parametrize("amounts", [(10, -9), (10, -10, 5), (10,), (), (0, 0)])
def test_legs_that_do_not_balance_are_refused(act, rows, amounts):
    def work():
        own = api.account(api.DEPOSIT, A, "EUR")
        return api.post("test.odd", [api.Leg(own, Decimal(amount)) for amount in amounts], key="k")

    with pytest.raises(Unprocessable):
        act(work)
    assert rows("journal") == []


def test_currencies_do_not_balance_each_other(act, rows):
    def work():
        legs = [api.credit(api.account(api.DEPOSIT, A, "EUR"), 10), api.debit(api.account(api.CASH, currency="USD"), 10)]
        return api.post("test.odd", legs, key="k")

    with pytest.raises(Unprocessable) as refused:
        act(work)
    assert refused.value.code == "unbalanced" and rows("entry") == []


@pytest.mark.parametrize("amount", ["0", "-5", "0.00001", "NaN", "Infinity", "100000000000000"])
def test_amounts_the_book_cannot_keep_are_refused(deposit, amount):
    with pytest.raises(Unprocessable):
        deposit(amount)


def test_a_float_is_no_amount(act):
    with pytest.raises(Unprocessable):
        act(lambda: api.debit(api.account(api.CASH), 1.5))


@pytest.mark.parametrize(("kind", "partner"), [(api.DEPOSIT, None), (api.CASH, A)])
def test_an_account_has_the_owner_its_kind_asks_for(act, kind, partner):
    with pytest.raises(Unprocessable):
        act(lambda: api.account(kind, partner))


def test_unknown_kinds_currencies_and_partners_are_refused(act, deposit):
    with pytest.raises(Conflict):
        act(lambda: api.account("ledger.nothing", A))
    with pytest.raises(Unprocessable):
        act(lambda: api.account(api.DEPOSIT, A, "XYZ"))

    def foreign():
        own = api.account(api.DEPOSIT, ProgramOfTest("beta").partner("a"), "EUR")
        api.post("test.odd", [api.credit(own, 1), api.debit(api.account(api.CASH, currency="EUR"), 1)], key="k")

    with pytest.raises(Unprocessable):
        act(foreign)


def test_without_a_key_nothing_is_posted(act):
    legs = lambda: [api.credit(api.account(api.DEPOSIT, A), 1), api.debit(api.account(api.CASH), 1)]  # noqa: E731
    with pytest.raises(Unprocessable) as refused:
        act(lambda: api.post("test.odd", legs(), key=""))
    assert refused.value.code == "no-key"


def test_the_same_key_and_content_is_posted_once(deposit, rows, balance):
    first, second = deposit("10", key="k"), deposit("10", key="k", memo="said otherwise")
    assert (first.id, first.fresh, second.fresh) == (second.id, True, False)
    assert balance() == 10 and len(rows("entry")) == 2


def test_the_same_key_with_other_content_is_a_conflict(deposit, balance):
    deposit("10", key="k")
    with pytest.raises(Conflict) as refused:
        deposit("11", key="k")
    assert refused.value.code == "ledger-key" and balance() == 10


def test_keys_of_programs_do_not_meet(kit, deposit):
    deposit("10", key="k")
    beta = ProgramOfTest("beta").partner("a")
    with kit.acting(Person("manager", "beta")):
        legs = lambda: [api.credit(api.account(api.DEPOSIT, beta, "EUR"), 1), api.debit(api.account(api.CASH, currency="EUR"), 1)]  # noqa: E731
        assert unit(lambda: api.post("test.paid", legs(), key="k")).fresh


def test_no_more_is_spent_than_there_is(deposit, spend, balance, is_whole):
    deposit("10")
    with pytest.raises(Conflict) as refused:
        spend("10.0001")
    assert refused.value.code == "insufficient-balance" and "€10.00" in refused.value.message
    spend("10")
    assert balance() == 0 and is_whole()


def test_a_rival_that_meets_an_account_of_the_vendor_is_not_told_how_much_it_holds(act, deposit):
    deposit("10", "a")

    def work():
        legs = [api.debit(api.account(api.DEPOSIT, A, "EUR"), 99), api.credit(api.account(api.CASH, currency="EUR"), 99)]
        api.post("test.odd", legs, key="k")

    with pytest.raises(Conflict) as refused:
        act(work, "b")
    assert "10" not in refused.value.message


def test_a_partner_posts_through_the_function_without_seeing_the_other_legs(deposit, spend, balance, kit):
    deposit("10")
    spend("4", by="a")
    assert balance() == 6
    with kit.acting(Person("a")):
        from core.db import db

        assert db.session.query(kit.portal.registry["ledger.entry"].model).all() == []


def test_a_unit_that_fails_later_leaves_nothing(act, rows):
    def work():
        api.post("test.paid", [api.credit(api.account(api.DEPOSIT, A), 1), api.debit(api.account(api.CASH), 1)], key="k")
        raise Conflict("later")

    with pytest.raises(Conflict):
        act(work)
    assert rows("journal") == rows("entry") == []


def test_effective_and_known_time_are_told_apart(deposit, balance, is_whole):
    today = clock.today("Europe/Berlin")
    deposit("10", effective=today - timedelta(days=40))
    known = clock.now()
    deposit("5", effective=today - timedelta(days=40))
    assert balance(as_of=today - timedelta(days=41)) == 0
    assert balance(as_of=today - timedelta(days=40)) == 15
    assert balance(as_of=today - timedelta(days=40), known_at=known) == 10
    assert balance(known_at=known) == 10 and balance() == 15 and is_whole()


def test_references_keep_accounts_apart(act, balance):
    def work():
        legs = [api.credit(api.account(api.DEPOSIT, A, "EUR", "project 7"), 3), api.debit(api.account(api.CASH, currency="EUR"), 3)]
        api.post("test.paid", legs, key="k")

    act(work)
    assert balance() == 0
    assert act(lambda: api.balance(api.account(api.DEPOSIT, A, "EUR", "project 7"))) == 3


def test_what_was_recorded_is_what_is_told(deposit):
    day = date(2026, 5, 4)
    made = deposit("10", key="k", effective=day, record=("ledger.adjustment", uuid.uuid4()))
    assert (made.key, made.kind, made.effective_on) == ("k", "test.paid", day)
