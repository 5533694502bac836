"""Credit: a balance falls below zero down to the limit of its day, and no further."""

from datetime import timedelta

import pytest

from core import clock
from core.errors import Conflict, Denied, Unprocessable
from hansa.testing import ProgramOfTest
from plugins.ledger import api

A = ProgramOfTest("alpha").partner("a")


@pytest.fixture
def grant(make_record):
    def set_limit(amount, days=0, by="manager", **more):
        since = (clock.today("Europe/Berlin") + timedelta(days=days)).isoformat()
        values = {"kind": api.CREDIT, "currency": "EUR", "reason": "agreed", "since": since, **more}
        return make_record("ledger.limit", by=by, owner=A, amount=amount, **values)

    return set_limit


def test_without_a_limit_there_is_no_credit(spend):
    with pytest.raises(Conflict):
        spend("0.01", kind=api.CREDIT)


def test_credit_goes_down_to_the_limit(grant, spend, balance, is_whole):
    grant("100")
    spend("100", kind=api.CREDIT)
    with pytest.raises(Conflict):
        spend("0.0001", kind=api.CREDIT)
    assert balance(kind=api.CREDIT) == -100 and is_whole()


def test_the_limit_of_the_day_holds(grant, spend):
    grant("100", days=-5)
    grant("20", days=-1)
    grant("500", days=1)
    spend("20", kind=api.CREDIT)
    with pytest.raises(Conflict):
        spend("1", kind=api.CREDIT)


def test_a_limit_is_for_its_currency_and_partner(grant, spend):
    grant("100", currency="USD")
    for partner in "ab":
        with pytest.raises(Conflict):
            spend("1", partner, kind=api.CREDIT)


def test_paying_back_is_never_refused(grant, spend, deposit, balance):
    grant("100", days=-2)
    spend("100", kind=api.CREDIT)
    grant("10", days=-1)
    deposit("30", kind=api.CREDIT)
    assert balance(kind=api.CREDIT) == -70


def test_only_kinds_with_a_limit_have_one(grant):
    with pytest.raises(Unprocessable):
        grant("100", kind=api.DEPOSIT)


def test_a_partner_grants_itself_nothing(grant):
    with pytest.raises(Denied):
        grant("100", by="a")


def test_a_negative_limit_is_refused(grant):
    with pytest.raises(Unprocessable):
        grant("-1")
