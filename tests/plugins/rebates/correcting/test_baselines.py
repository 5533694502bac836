"""Corrections of a baseline: two people of the vendor, the periods they touch, a fact that rules read."""

from decimal import Decimal

import pytest

from core.errors import Denied, Unprocessable
from plugins.rebates.program.checking import check
from tests.plugins.rebates.programs import document, program

MONTHLY = {"frequency": "month", "year": "calendar"}
GROWTH = {
    "measures": [{"name": "sales"}, {"name": "before", "span": "last_year"}],
    "components": [{"code": "growth", "label": "Growth", "base": "measure.sales - measure.before - baseline.correction", "rate": "10"}],
}
RAW = {"title": "Taken over: Hill Cycles", "program": "bonus", "amount": "200", "reason": "Its purchases", "cause": "merger"}
JANUARY = {"starts_on": "2026-01-10", "ends_on": "2026-01-31"}


@pytest.fixture
def correct(desk):
    def make(*steps, **more):
        made = desk.make("correction", owner="a", **{**RAW, **JANUARY, **more})
        for step, by in steps:
            desk.move("correction", made, step, by)
        return made

    return make


SUBMITTED, AGREED = ("submit", "manager"), ("approve", "finance")


def paid(desk):
    desk.publish("bonus", document(**MONTHLY, **GROWTH))
    desk.line("a", "2025-01-05", "300")
    desk.line("a", "2026-01-05", "1000")
    return desk.payable(desk.run(desk.stretch("bonus", "2026-01-01", "2026-01-31"), "2026-02-10")["id"])


def test_what_two_people_agreed_on_is_added_to_the_baseline(desk, correct):
    correct(SUBMITTED, AGREED)
    assert paid(desk) == {"a": Decimal(50)}


@pytest.mark.parametrize("steps", [(), (SUBMITTED,)])
def test_what_nobody_agreed_on_changes_nothing(desk, correct, steps):
    correct(*steps)
    assert paid(desk) == {"a": Decimal(70)}


def test_what_was_rejected_says_why_and_changes_nothing(desk, correct):
    made = correct(SUBMITTED)
    desk.move("correction", made, "reject", "finance", reason="No proof")
    assert (desk.row("correction").state, desk.row("correction").said, paid(desk)) == ("rejected", "No proof", {"a": Decimal(70)})


def test_several_add_up_and_only_those_of_the_period_and_program_count(desk, correct):
    correct(SUBMITTED, AGREED)
    correct(SUBMITTED, AGREED, amount="-50", cause="one_off")
    correct(SUBMITTED, AGREED, starts_on="2026-02-01", ends_on="2026-02-28")
    correct(SUBMITTED, AGREED, program="other")
    assert paid(desk) == {"a": Decimal(55)}


def test_who_entered_it_does_not_agree_to_it(correct):
    with pytest.raises(Denied):
        correct(SUBMITTED, ("approve", "manager"))


@pytest.mark.parametrize("wrong", [{"amount": "0"}, {"ends_on": "2026-01-09"}])
def test_nothing_and_backwards_are_refused(correct, wrong):
    with pytest.raises(Unprocessable):
        correct(**wrong)


def test_a_partner_reads_its_own_and_writes_none(desk, correct, as_user):
    made = correct(SUBMITTED, AGREED)
    assert "Hill Cycles" in as_user("above").get(f"/alpha/rebates/correction/{made}").text
    assert as_user("b").get(f"/alpha/rebates/correction/{made}").status_code == 404
    assert as_user("above").get("/alpha/rebates/correction/new").status_code in (403, 404)


def test_a_formula_with_it_is_sound():
    assert not [found for found in check(program(**{**MONTHLY, "measures": GROWTH["measures"]}, component=GROWTH["components"][0])) if found.code == "units"]
