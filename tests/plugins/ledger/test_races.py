"""Many spend one balance at one moment: never below zero, nothing lost, nothing twice."""

import threading
from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest

from core import clock
from core.entities import records
from core.entities.registry import registry
from core.entities.unit import unit
from core.errors import Conflict, Unprocessable
from hansa.testing import Person, ProgramOfTest
from plugins.ledger import api

PROGRAM = ProgramOfTest("alpha")
SPENDERS = 32
TOGETHER = 12


@pytest.fixture
def rush(kit):
    """`rush([work, ...])`: run all in units of their own at one moment; return how often each result or refusal came."""

    def run(works, by="manager"):
        gate, results = threading.Barrier(len(works)), []

        def one(work):
            gate.wait()
            try:
                with kit.acting(Person(by)):
                    results.append(unit(work))
            except (Conflict, Unprocessable) as refused:
                results.append(refused.code)

        threads = [threading.Thread(target=one, args=(work,)) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return Counter(results)

    return run


def own(partner="a"):
    return api.account(api.DEPOSIT, PROGRAM.partner(partner), "EUR")


def spending(number, amount="1", key=""):
    def work():
        legs = [api.debit(own(), Decimal(amount)), api.credit(api.account(api.CASH, currency="EUR"), Decimal(amount))]
        posted = api.post("test.spent", legs, key=key or f"spend-{number}")
        return "found" if not posted.fresh else "spent"

    return work


def test_32_spenders_of_one_balance_take_exactly_what_is_there(deposit, rush, balance, is_whole):
    deposit("10")
    assert rush([spending(n) for n in range(SPENDERS)]) == {"spent": 10, "insufficient-balance": SPENDERS - 10}
    assert balance() == 0 and is_whole()


def test_holds_of_one_moment_do_not_exceed_the_balance(deposit, rush, act, is_whole):
    deposit("10")
    works = [lambda n=n: bool(api.hold(own(), 3, key=f"h{n}")) for n in range(TOGETHER)]
    assert rush(works) == {True: 3, "insufficient-balance": TOGETHER - 3}
    assert act(lambda: api.standing(own())).held == 9 and is_whole()


def test_one_hold_is_paid_out_once(deposit, rush, act, balance, is_whole):
    deposit("10")
    hold = act(lambda: api.hold(own(), 10, key="h"))

    def paying(number):
        return lambda: (
            api.commit(hold.id, 10, [api.credit(api.account(api.CASH, currency="EUR"), 10)], kind="test.order", key=f"p{number}").fresh
        )

    assert rush([paying(n) for n in range(TOGETHER)]) == {True: 1, "hold-over": TOGETHER - 1}
    assert balance() == 0 and is_whole()


def test_the_same_key_at_one_moment_is_posted_once(deposit, rush, balance, is_whole):
    deposit("10")
    assert rush([spending(n, "4", key="same") for n in range(TOGETHER)]) == {"spent": 1, "found": TOGETHER - 1}
    assert balance() == 6 and is_whole()


def test_one_key_for_different_accounts_is_posted_for_one(rush, is_whole, rows):
    def paying(number):
        def work():
            legs = [
                api.credit(api.account(api.DEPOSIT, PROGRAM.partner("a"), "EUR", f"p{number}"), 1),
                api.debit(api.account(api.CASH, None, "EUR", f"c{number}"), 1),
            ]
            return api.post("test.paid", legs, key="same").fresh

        return work

    assert rush([paying(n) for n in range(TOGETHER)]) == {True: 1, "ledger-key": TOGETHER - 1}
    assert len(rows("journal")) == 1 and is_whole()


def test_a_journal_is_reversed_by_one(deposit, rush, balance, is_whole):
    made = deposit("10")
    works = [lambda n=n: api.reverse(made.id, key=f"r{n}", reason="x").fresh for n in range(TOGETHER)]
    assert rush(works) == {True: 1, "reversed-already": TOGETHER - 1}
    assert balance() == 0 and is_whole()


def test_money_that_goes_in_circles_ends_in_no_deadlock(deposit, rush, balance, is_whole):
    for partner in ("a", "b"):
        deposit("100", partner)

    def moving(number):
        one, other = ("a", "b") if number % 2 else ("b", "a")
        return lambda: api.post("test.moved", [api.debit(own(one), 1), api.credit(own(other), 1)], key=f"m{number}").fresh

    assert rush([moving(n) for n in range(SPENDERS)]) == {True: SPENDERS}
    assert (balance("a"), balance("b")) == (100, 100) and is_whole()


def test_an_account_is_opened_once(rush, rows, is_whole):
    def opening(number):
        legs = lambda: [api.credit(own("b"), 1), api.debit(api.account(api.CASH, currency="EUR"), 1)]  # noqa: E731
        return lambda: api.post("test.paid", legs(), key=f"o{number}").fresh

    assert rush([opening(n) for n in range(TOGETHER)]) == {True: TOGETHER}
    assert len(rows("account")) == 2 and is_whole()


def test_closing_against_posting_leaves_no_late_posting(deposit, rush, rows, is_whole):
    day = clock.today("Europe/Berlin") - timedelta(days=3)
    deposit("100", effective=day)

    def closing():
        records.create(registry()["ledger.closing"], {"through": day.isoformat(), "reason": "year end"})
        return "closed"

    def posting(number):
        legs = lambda: [api.debit(own(), 1), api.credit(api.account(api.CASH, currency="EUR"), 1)]  # noqa: E731
        return lambda: "posted" if api.post("test.spent", legs(), key=f"c{number}", effective=day).fresh else "found"

    found = rush([closing, *(posting(n) for n in range(TOGETHER))], by="admin")
    assert found["closed"] == 1 and found["posted"] + found["period-closed"] == TOGETHER
    assert len(rows("journal")) == 1 + found["posted"] and is_whole()
