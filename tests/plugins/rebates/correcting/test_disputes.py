"""Disputes of single lines, and what is paid meanwhile."""

from decimal import Decimal

import pytest

from core.errors import Conflict, Denied, NotFound, Unprocessable
from tests.plugins.rebates.desk import ALPHA, FEBRUARY, result


@pytest.fixture
def statement(desk):
    desk.stated(desk.period(), result(component="base", payable="100"), result(component="growth", payable="40"))
    return desk.row("statement")


@pytest.fixture
def dispute(desk, statement):
    def make(line="L2", claimed="60", by="above", day="2026-02-13"):
        return desk.make("dispute", by, day=day, statement_id=str(statement.id), line=line, claimed=claimed, why="Invoice 7 is missing")

    return make


def test_it_says_what_is_stated_and_by_when_it_is_answered(desk, dispute, statement):
    dispute("l2")
    found = desk.row("dispute")
    assert (found.line, found.stated, found.currency, str(found.due_on)) == ("L2", 40, "EUR", "2026-02-23")
    assert desk.row("statement").state == "disputed"


@pytest.mark.parametrize("line, claimed, error", [("L9", "60", "no such line"), ("L2", "40", "what is stated")])
def test_a_line_that_is_not_there_or_right_is_not_disputed(dispute, line, claimed, error):
    with pytest.raises(Unprocessable, match=error):
        dispute(line, claimed)


def test_a_line_is_disputed_once_at_a_time(dispute):
    dispute()
    with pytest.raises(Conflict, match="already"):
        dispute(claimed="70")


def test_nothing_is_disputed_after_the_window(dispute):
    with pytest.raises(Conflict, match="until 2026-02-26"):
        dispute(day="2026-02-27")


def test_another_partner_does_not_dispute_it(dispute):
    with pytest.raises((Unprocessable, NotFound, Denied)):
        dispute(by="b")


def test_another_partner_does_not_see_the_dispute(desk, dispute, as_user):
    made = dispute()
    assert as_user("b").get(f"/alpha/rebates/dispute/{made}").status_code == 404


def test_the_undisputed_part_is_paid_and_the_rest_when_the_statement_is_upheld(desk, dispute):
    made = dispute()
    desk.move("period", desk.row("period").id, "approve", "finance")
    desk.granted(desk.row("period").id)
    assert [row.amount for row in desk.rows("payout")] == [100]
    desk.move("dispute", made, "uphold", reason="It is there: line 12")
    desk.move("statement", desk.row("statement").id, "confirm", "above", confirmed_by="Ada")
    assert [row.amount for row in desk.rows("payout")] == [100, 40]


def test_nothing_is_paid_until_it_is_over_where_the_program_says_so(desk, dispute):
    desk.settings(disputed="all")
    made = dispute()
    desk.move("period", desk.row("period").id, "approve", "finance")
    desk.granted(desk.row("period").id)
    assert not desk.rows("payout")
    desk.move("dispute", made, "uphold", reason="No")
    desk.move("statement", desk.row("statement").id, "confirm", "above", confirmed_by="Ada")
    assert [row.amount for row in desk.rows("payout")] == [140]


def test_an_agreed_dispute_becomes_an_adjustment_others_agree_to(desk, dispute, statement):
    made = dispute()
    desk.move("dispute", made, "answer", agreed="55", reason="Half of it")
    found = desk.move("dispute", made, "accept", "above")
    adjustment = desk.row("adjustment")
    assert (found.state, found.agreed, adjustment.amount, adjustment.state) == ("agreed", 55, 15, "in_review")
    assert adjustment.partner_id == ALPHA.partner("a") and adjustment.result_id is not None
    desk.move("adjustment", adjustment.id, "approve", "finance")
    desk.stated(desk.period("February", **FEBRUARY), result(payable="1"), day="2026-03-12")
    assert desk.rows("statement")[1].amount == 16
    assert desk.rows("statement")[0].content_hash == statement.content_hash


def test_what_the_vendor_agrees_to_without_another_amount_is_what_the_partner_says(desk, dispute):
    desk.move("dispute", dispute(), "agree")
    assert desk.row("adjustment").amount == Decimal(20)


def test_an_answer_can_be_escalated_and_decided(desk, dispute):
    made = dispute()
    desk.move("dispute", made, "answer", reason="We see nothing")
    assert desk.move("dispute", made, "escalate", "above", reason="See the file").state == "escalated"
    assert desk.move("dispute", made, "uphold", reason="Final").state == "upheld"
    assert desk.row("statement").state == "issued" and not desk.rows("adjustment")


def test_the_partner_does_not_answer_its_own_dispute(desk, dispute):
    with pytest.raises(Denied):
        desk.move("dispute", dispute(), "answer", "above", reason="Yes")
