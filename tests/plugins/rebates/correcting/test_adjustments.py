"""Adjustments: two people, and a period that is still open."""

from decimal import Decimal

import pytest

from core.errors import Conflict, Denied, NotFound, Unprocessable
from plugins.rebates.correcting.settling import cap
from tests.plugins.rebates.desk import FEBRUARY, result


@pytest.fixture
def adjust(desk):
    def make(amount, kind="correction", approve=True, day="2026-02-12", **more):
        made = desk.make(
            "adjustment",
            owner="a",
            day=day,
            title="Price error",
            program="growth",
            amount=amount,
            currency="EUR",
            kind=kind,
            reason="x",
            **more,
        )
        desk.move("adjustment", made, "submit", day=day)
        if approve:
            desk.move("adjustment", made, "approve", "finance", day=day)
        return made

    return make


def test_who_entered_it_does_not_agree_to_it(desk, adjust):
    made = adjust("10", approve=False)
    with pytest.raises(Denied):
        desk.move("adjustment", made, "approve", "manager")


def test_it_is_a_line_of_the_next_statement_and_settled_with_it(desk, adjust):
    adjust("12.50")
    desk.stated(desk.period(), result())
    found = desk.row("statement")
    assert found.amount == Decimal("112.5")
    assert [(line["key"], line["what"], line["payable"]) for line in found.content["lines"]][-1] == ("A1", "Price error", "12.5000")
    assert desk.row("adjustment").settled == Decimal("12.5")


def test_it_is_stated_once(desk, adjust):
    adjust("12.50")
    desk.stated(desk.period(), result())
    desk.stated(desk.period("February", **FEBRUARY), result(payable="7"), day="2026-03-12")
    assert desk.rows("statement")[1].amount == 7


def test_one_that_was_not_agreed_to_is_not_stated(desk, adjust):
    adjust("12.50", approve=False)
    desk.stated(desk.period(), result())
    assert desk.row("statement").amount == 100


def test_nothing_is_no_adjustment(desk, adjust):
    with pytest.raises(Unprocessable):
        adjust("0")


def test_a_return_after_payout_is_a_negative_line_of_the_current_period_that_names_the_payout(desk, adjust):
    (payout,) = desk.paid(desk.period(), result())
    before = desk.row("statement")
    adjust("-30", "return", payout_id=str(payout.id))
    desk.stated(desk.period("February", **FEBRUARY), result(payable="80"), day="2026-03-12")
    february = desk.rows("statement")[1]
    line = february.content["lines"][-1]
    assert (line["payable"], line["about"], february.amount) == ("-30.0000", payout.number, 50)
    assert desk.rows("statement")[0] == before


def test_what_is_taken_back_waits_for_its_notice(desk, adjust):
    (payout,) = desk.paid(desk.period(), result())
    adjust("-30", "clawback", day="2026-03-11", payout_id=str(payout.id))
    desk.stated(desk.period("February", **FEBRUARY), result(payable="80"), day="2026-03-12")
    assert desk.rows("statement")[1].amount == 80


def test_no_more_than_the_cap_is_taken_back_in_one_period_and_the_rest_waits(desk, adjust):
    (payout,) = desk.paid(desk.period(), result())
    adjust("-90", "clawback", payout_id=str(payout.id))
    desk.stated(desk.period("February", **FEBRUARY), result(payable="80"), day="2026-03-12")
    assert desk.rows("statement")[1].amount == 40 and desk.row("adjustment").settled == -40
    march = {"starts_on": "2026-03-01", "ends_on": "2026-03-31", "cut_off_on": "2026-04-05", "calculate_on": "2026-04-10"}
    desk.stated(desk.period("March", **march), result(payable="200"), day="2026-04-12")
    assert desk.rows("statement")[2].amount == 150 and desk.row("adjustment").settled == -90


def test_no_more_than_was_paid_is_taken_back(desk, adjust):
    (payout,) = desk.paid(desk.period(), result())
    with pytest.raises(Unprocessable, match="At most 100"):
        adjust("-101", "return", payout_id=str(payout.id))
    adjust("-60", "return", payout_id=str(payout.id))
    with pytest.raises(Unprocessable, match="At most 40"):
        adjust("-41", "return", payout_id=str(payout.id))


def test_a_payout_of_which_all_was_taken_back_says_so(desk, adjust):
    (payout,) = desk.paid(desk.period(), result())
    adjust("-100", "clawback", payout_id=str(payout.id))
    found = desk.row("payout")
    assert (found.state, found.taken_back) == ("clawed_back", 100)


def test_two_adjustments_agreed_at_once_do_not_take_back_more_than_was_paid(desk, adjust):
    (payout,) = desk.paid(desk.period(), result())
    first, second = (adjust("-60", "return", approve=False, payout_id=str(payout.id)) for _ in range(2))
    desk.move("adjustment", first, "approve", "finance")
    with pytest.raises((Conflict, Unprocessable)):
        desk.move("adjustment", second, "approve", "finance")


@pytest.mark.parametrize(
    "payable, share, most", [("100", "50", "50"), ("0.05", "50", "0.02"), ("-10", "50", "0"), ("33.33", "100", "33.33")]
)
def test_the_cap_is_a_share_to_the_cent(payable, share, most):
    assert cap(Decimal(payable), Decimal(share)) == Decimal(most)


@pytest.fixture
def agreed(desk):
    """What the participation of A says of a clawback."""

    def make(clawback):
        desk.make("enrolment", owner="a", program="growth", joined_on="2026-01-01", clawback=clawback)

    return make


@pytest.fixture
def clawback(desk, adjust, agreed):
    """A clawback of 60 that waits for the consent of A."""
    (payout,) = desk.paid(desk.period(), result())
    agreed("consent")
    made = adjust("-60", kind="clawback", approve=False, payout_id=str(payout.id))
    desk.move("adjustment", made, "ask", "finance")
    return made


def test_where_the_agreement_asks_for_consent_nothing_is_taken_back_before_it(desk, clawback):
    assert (desk.row("adjustment").state, desk.row("payout").taken_back) == ("asked", 0)
    desk.stated(desk.period("February", **FEBRUARY), result(), day="2026-03-12")
    assert [row.amount for row in desk.rows("statement")] == [100, 100]
    desk.move("adjustment", clawback, "consent", "above", day="2026-03-13")
    found = desk.row("adjustment")
    assert (found.state, str(found.counts_from), desk.row("payout", number=desk.rows("payout")[0].number).taken_back) == ("approved", "2026-03-27", 60)


def test_the_partner_objects_and_is_asked_again_or_let_off(desk, clawback):
    desk.move("adjustment", clawback, "object", "above", reason="We returned nothing")
    assert (desk.row("adjustment").state, desk.row("adjustment").said) == ("objected", "We returned nothing")
    desk.move("adjustment", clawback, "insist", "finance", reason="See the delivery note")
    desk.move("adjustment", clawback, "object", "above", reason="Still not")
    desk.move("adjustment", clawback, "reject", "finance", reason="Let it be")
    assert (desk.row("adjustment").state, desk.row("payout").taken_back) == ("rejected", 0)


@pytest.mark.parametrize("who", ["manager", "finance", "b", "lesser"])
def test_nobody_consents_in_the_place_of_the_partner(desk, clawback, who):
    with pytest.raises((Denied, NotFound)):
        desk.move("adjustment", clawback, "consent", who)


def test_who_entered_it_does_not_ask_for_it_either(desk, adjust, agreed):
    (payout,) = desk.paid(desk.period(), result())
    agreed("consent")
    made = adjust("-60", kind="clawback", approve=False, payout_id=str(payout.id))
    with pytest.raises(Conflict, match="consent"):
        desk.move("adjustment", made, "approve", "finance")
    with pytest.raises(Denied):
        desk.move("adjustment", made, "ask", "manager")


@pytest.mark.parametrize(("setting", "agreement", "asks"), [(True, "", True), (True, "notice", False), (False, "consent", True), (False, "", False)])
def test_the_participation_goes_before_the_settings(desk, adjust, agreed, setting, agreement, asks):
    desk.settings(clawback_consent=setting)
    agreed(agreement)
    adjust("-60", kind="clawback", approve=False)
    assert desk.row("adjustment").consent is asks


def test_a_correction_and_what_is_added_need_no_consent(desk, adjust, agreed):
    agreed("consent")
    adjust("-60")
    adjust("60", kind="clawback")
    assert [row.state for row in desk.rows("adjustment")] == ["approved", "approved"]
