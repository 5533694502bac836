"""Closed periods: refused through every door that posts, until they are opened again."""

from datetime import timedelta

import pytest

from core import clock
from core.errors import Conflict, Denied, Unprocessable
from hansa.testing import ProgramOfTest
from plugins.ledger import api

A = ProgramOfTest("alpha").partner("a")


@pytest.fixture
def day():
    return clock.today("Europe/Berlin") - timedelta(days=10)


@pytest.fixture
def close(make_record):
    return lambda through, by="finance": make_record("ledger.closing", by=by, through=through.isoformat(), reason="year end")


def test_nothing_is_posted_for_a_closed_day(deposit, close, day, balance):
    close(day)
    with pytest.raises(Conflict) as refused:
        deposit("1", effective=day)
    assert refused.value.code == "period-closed"
    deposit("1", effective=day + timedelta(days=1))
    assert balance() == 1


def test_reversals_and_payments_out_of_holds_keep_to_it(deposit, close, day, act):
    made = deposit("10")
    hold = act(lambda: api.hold(api.account(api.DEPOSIT, A, "EUR"), 5, key="h"))
    close(day)
    with pytest.raises(Conflict):
        act(lambda: api.reverse(made.id, key="r", reason="x", effective=day))
    with pytest.raises(Conflict):
        legs = lambda: [api.credit(api.account(api.CASH, currency="EUR"), 5)]  # noqa: E731
        act(lambda: api.commit(hold.id, 5, legs(), kind="test.order", key="p", effective=day))


def test_what_was_posted_before_is_found_again_under_its_key(deposit, close, day):
    made = deposit("1", effective=day, key="k")
    close(day)
    assert deposit("1", effective=day, key="k").id == made.id


def test_an_earlier_decision_opens_the_days_between_again(deposit, close, day, balance, act):
    close(day)
    close(day - timedelta(days=5))
    deposit("1", effective=day)
    assert balance() == 1 and act(api.closed_through) == day - timedelta(days=5)


def test_today_is_never_closed(close):
    with pytest.raises(Unprocessable):
        close(clock.today("Europe/Berlin"))


@pytest.mark.parametrize("by", ["manager", "a", "west"])
def test_only_finance_closes(close, day, by):
    with pytest.raises(Denied):
        close(day, by)


def test_a_decision_is_not_changed(close, day, as_user):
    made = close(day)
    client = as_user("admin")
    answer = client.submit(f"/alpha/ledger/closing/{made}/edit", {"through": "2020-01-01", "reason": "x", "version": "1"})
    assert answer.status_code in (403, 404, 405)
