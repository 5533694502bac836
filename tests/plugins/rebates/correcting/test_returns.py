"""Goods that come back after the payout: what was paid for them is taken back, once, from whom it was paid to."""

from decimal import Decimal

import pytest

from hansa.testing import Person
from plugins.rebates.correcting import returns
from plugins.rebates.engine.people import receiver
from tests.plugins.rebates.desk import FEBRUARY, MONTHLY, result
from tests.plugins.rebates.programs import document

MINE = receiver(Person("a").membership_id)
GOODS = [{"name": "sales", "kinds": ["goods"]}]


@pytest.fixture
def programs(desk):
    """`programs("growth", measures=...)`: a program of its own days; returns are clawed back."""

    def publish(slug="growth", measures=GOODS, form="credit_note", **more):
        desk.settings(returns="clawed_back")
        desk.publish(slug, document({"code": "growth", "label": slug.title(), "rate": "10", "form": form}, measures=measures, **MONTHLY, **more))
        desk.published.add(slug)

    return publish


@pytest.fixture
def line(line):
    """Lines in the currency of the program: those in others do not count."""
    return lambda *words, **more: line(*words, currency="USD", **more)


@pytest.fixture
def back(desk, line):
    """`back("-200")`: goods of the line L-1 come back; what is opened for it, by the number of its payout."""

    def come(amount="-200", day="2026-02-11"):
        line("R-1", day, amount, kind="return", corrects="L-1")
        for _night in range(2):
            desk.by_itself(returns.propose, day)
        numbers = {row.id: row.number for row in desk.rows("payout")}
        return {(row.program, numbers[row.payout_id]): row.amount for row in desk.rows("adjustment")}

    return come


def test_the_share_that_was_paid_of_them_is_asked_back_once(desk, programs, line, back):
    programs()
    line("L-1", "2026-01-10", "1000")
    (payout,) = desk.paid(desk.period(), result())
    assert back() == {("growth", payout.number): -20}
    assert desk.row("adjustment").state == "in_review"


def test_where_the_measure_counts_returns_nothing_is_asked_back_beside(desk, programs, line, back):
    programs(measures=[{"name": "sales"}])
    line("L-1", "2026-01-10", "1000")
    desk.paid(desk.period(), result())
    assert back() == {}


def test_where_the_settings_say_that_returns_are_measured_none_is_opened(desk, programs, line, back):
    programs()
    desk.settings(returns="measured")
    line("L-1", "2026-01-10", "1000")
    desk.paid(desk.period(), result())
    assert back() == {}


def test_every_program_that_paid_for_them_asks_for_its_own_part(desk, programs, line, back):
    for slug in ("growth", "volume"):
        programs(slug)
    line("L-1", "2026-01-10", "1000")
    desk.paid(desk.period(), result())
    desk.paid(desk.period("Volume", "volume"), result(payable="30", program="volume"))
    assert sorted((program, amount) for (program, _number), amount in back().items()) == [("growth", -20), ("volume", -6)]


def test_a_program_that_did_not_count_the_line_asks_for_nothing(desk, programs, line, back):
    programs(measures=[{**GOODS[0], "where": 'line.product_line == "pumps"'}])
    line("L-1", "2026-01-10", "1000", product_line="valves")
    line("L-2", "2026-01-10", "1000", product_line="pumps")
    desk.paid(desk.period(), result())
    assert back() == {}


def test_all_of_it_comes_back_where_it_was_paid_in_two_forms(desk, programs, line, back):
    programs()
    line("L-1", "2026-01-10", "1000")
    desk.paid(desk.period(), result(payable="80"), result(payable="20", form="bank"))
    assert sorted(back("-1000").values()) == [-80, -20]


def test_no_more_comes_back_than_is_left_of_a_payout(desk, programs, line, back):
    programs()
    line("L-1", "2026-01-10", "1000")
    (payout,) = desk.paid(desk.period(), result())
    raw = {"title": "Error", "program": "growth", "amount": "-90", "currency": "EUR", "kind": "clawback", "reason": "x", "payout_id": str(payout.id)}
    desk.move("adjustment", desk.make("adjustment", owner="a", **raw), "submit")
    back()
    assert sorted(row.amount for row in desk.rows("adjustment")) == [-90, -10]


def test_it_waits_until_every_payout_is_decided(desk, programs, line, back):
    programs()
    line("L-1", "2026-01-10", "1000")
    desk.approved(desk.period(), result())
    assert back() == {}


def test_what_is_settled_since_the_start_is_asked_back_at_the_newest_rate(desk, programs, line, back):
    programs(settlement="cumulative")
    line("L-1", "2026-01-10", "1000")
    desk.paid(desk.period(), result(payable="10"))
    newest = result(payable="110", base="4000", settled_before=Decimal(10), earned=Decimal(120))
    desk.paid(desk.period("February", **FEBRUARY), newest, day="2026-03-12")
    assert sum(back(day="2026-03-20").values()) == -6


def test_what_a_person_was_paid_for_them_is_asked_back_of_that_person(desk, programs, line, back):
    programs(form="bank", receiver="person", person="line.region")
    line("L-1", "2026-01-10", "1000", region=Person("a").email)
    desk.paid_in_person(desk.period(), result(payable="40", receiver=MINE, form="bank"))
    assert list(back(day="2026-03-05").values()) == [-8]
    assert desk.row("adjustment").receiver == MINE
