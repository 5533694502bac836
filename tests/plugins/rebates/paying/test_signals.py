"""Signals: found by rules, held, and decided by people; never shown to whom they are about."""

import uuid
from datetime import date
from decimal import Decimal

import pytest

from plugins.rebates.paying.signals import Bought, self_dealing, split_orders, stuffing
from plugins.rebates.period import nightly
from tests.plugins.rebates.desk import result

A = uuid.uuid4()


def bought(id_, day, amount, order="", kind="goods", corrects=None):
    return Bought(id_, A, date.fromisoformat(day), order, Decimal(amount), kind, corrects, id_)


def test_orders_of_a_day_below_the_limit_and_together_above_it_are_found():
    lines = [bought("1", "2026-01-05", "900", "O1"), bought("2", "2026-01-05", "800", "O2")]
    (seen,) = split_orders(lines, Decimal(1000))
    assert (seen.kind, seen.amount, seen.rows) == ("split_orders", 1700, ["1", "2"])


@pytest.mark.parametrize(
    "lines",
    [
        [bought("1", "2026-01-05", "1200", "O1"), bought("2", "2026-01-05", "800", "O2")],
        [bought("1", "2026-01-05", "900", "O1"), bought("2", "2026-01-06", "800", "O2")],
        [bought("1", "2026-01-05", "900", "O1"), bought("2", "2026-01-05", "800", "O1")],
    ],
)
def test_large_orders_other_days_and_one_order_are_not(lines):
    assert split_orders(lines, Decimal(1000)) == []


def test_what_was_bought_at_the_end_and_given_back_after_is_found():
    lines = [bought("1", "2026-01-28", "1000"), bought("2", "2026-02-03", "-400", kind="return", corrects="1")]
    (seen,) = stuffing(lines, date(2026, 1, 31), 10, Decimal(30))
    assert (seen.amount, seen.words["share"]) == (400, "40")


def test_a_little_given_back_or_bought_earlier_is_not():
    back = bought("2", "2026-02-03", "-200", kind="return", corrects="1")
    assert stuffing([bought("1", "2026-01-28", "1000"), back], date(2026, 1, 31), 10, Decimal(30)) == []
    assert stuffing([bought("1", "2026-01-10", "200"), back], date(2026, 1, 31), 10, Decimal(30)) == []


def test_sales_to_oneself_are_found_whatever_the_case():
    (seen,) = self_dealing([("1", A, "ACME  Ltd.", Decimal(5)), ("2", A, "Other", Decimal(9))], {A: "Acme Ltd"})
    assert (seen.amount, seen.rows) == (5, ["1"])


@pytest.fixture
def signal(desk, line):
    line("L-1", "2026-01-28", "1000")
    line("R-1", "2026-02-03", "-900", kind="return", corrects="L-1")
    desk.approved(desk.period(), result())
    return desk.row("signal")


def test_the_payouts_of_whom_it_is_about_wait(desk, signal):
    assert signal.state == "held" and desk.row("payout").state == "hold"


def test_the_same_is_found_once(desk, signal, line):
    assert len(desk.rows("signal")) == 1 and signal.fingerprint


def test_released_it_lets_the_payouts_go_on(desk, signal):
    desk.move("signal", signal.id, "review")
    desk.move("signal", signal.id, "release", reason="A recall: the goods were faulty")
    assert desk.row("payout").state == "new"


def test_confirmed_the_payouts_stay_where_they_are(desk, signal):
    desk.move("signal", signal.id, "review")
    desk.move("signal", signal.id, "confirm", reason="Yes")
    assert desk.row("payout").state == "hold"


@pytest.mark.parametrize("who", ["above", "a", "b"])
def test_no_partner_reads_it(signal, as_user, who):
    assert as_user(who).get(f"/alpha/rebates/signal/{signal.id}").status_code == 404
    assert signal.title not in as_user(who).get("/alpha/rebates/signal/").text


def test_what_comes_back_after_the_payout_was_approved_stops_it_without_a_word_to_the_partner(desk, line):
    line("L-1", "2026-01-28", "1000")
    desk.approved(desk.period(), result())
    desk.move("payout", desk.row("payout").id, "approve", "finance")
    line("R-1", "2026-02-13", "-900", kind="return", corrects="L-1")
    desk.by_itself(nightly.look_again, day="2026-02-14")
    found = desk.row("payout")
    assert (found.state, found.reason, found.hold_id) == ("hold", None, None) and desk.row("signal").state == "held"
