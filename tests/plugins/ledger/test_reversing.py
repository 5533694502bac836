"""Reversals: the exact opposite, once; and corrections that may go below zero where the kind says so."""

import pytest

from core.errors import Conflict, NotFound
from hansa.testing import ProgramOfTest
from plugins.ledger import api

PROGRAM = ProgramOfTest("alpha")


@pytest.fixture
def reverse(act):
    return lambda journal, key="r": act(lambda: api.reverse(journal.id, key=key, reason="typing mistake"))


def test_a_reversal_undoes_balances_and_says_what_it_reverses(deposit, reverse, balance, rows, is_whole):
    made = deposit("10")
    again = reverse(made)
    assert balance() == 0 and is_whole()
    journal = next(row for row in rows("journal") if row.id == again.id)
    assert (journal.reverses_id, journal.note) == (made.id, "typing mistake")


def test_a_journal_is_reversed_once(deposit, reverse, balance):
    made = deposit("10")
    assert reverse(made).id == reverse(made).id
    with pytest.raises(Conflict) as refused:
        reverse(made, key="other")
    assert refused.value.code == "reversed-already" and balance() == 0


def test_a_reversal_is_not_reversed(deposit, reverse):
    with pytest.raises(Conflict) as refused:
        reverse(reverse(deposit("10")), key="other")
    assert refused.value.code == "is-reversal"


def test_what_is_not_there_is_not_found(act):
    with pytest.raises(NotFound):
        act(lambda: api.reverse(PROGRAM.id, key="r", reason="x"))


def test_money_that_was_spent_is_not_reversed_away(deposit, spend, reverse, balance):
    made = deposit("10")
    spend("6")
    with pytest.raises(Conflict):
        reverse(made)
    assert balance() == 4


def test_a_correctable_kind_may_fall_below_zero_by_a_reversal(deposit, reverse, balance, make_record, spend, is_whole):
    make_record("ledger.limit", by="manager", owner=PROGRAM.partner("a"), kind=api.CREDIT, currency="EUR", amount="5", since="2026-01-01")
    made = deposit("10", kind=api.CREDIT)
    spend("15", kind=api.CREDIT)
    reverse(made)
    assert balance(kind=api.CREDIT) == -15 and is_whole()
