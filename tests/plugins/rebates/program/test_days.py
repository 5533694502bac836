"""Days of disputes and payments: counted from an event as the program declares, with its calendar, for a component where it has its own."""

from datetime import date
from decimal import Decimal

import pytest

from hansa import Conflict
from plugins.policies.document.compiled import CompileError
from plugins.rebates.paying.delivering import deliver
from plugins.rebates.program.days import dispute_day, payment_day, payment_group
from tests.plugins.rebates.desk import MONTHLY, result
from tests.plugins.rebates.programs import document, program

RATED, WORKING = {"rate": "1"}, {"unit": "business_days"}
PARTS = [{"code": "growth", "label": "Growth", "rate": "10"}, {"code": "early", "label": "Early", "rate": "1"}]


def dated(*rows, **more):
    return document(**{"components": PARTS, **MONTHLY, **more}, dates=list(rows))


def row(what, **more):
    return {"what": what, **more}


@pytest.mark.parametrize(
    ("more", "day"),
    [
        ({}, date(2026, 2, 26)), ({"length": "10", **WORKING}, date(2026, 2, 26)), ({"length": "1", "unit": "months"}, date(2026, 3, 12)),
        ({"start": "period.ends_on", "length": "15", "non_working": "next"}, date(2026, 2, 16)),
        ({"start": "period.ends_on", "length": "15", "non_working": "previous"}, date(2026, 2, 13)),
        ({"length": "10", **WORKING, "start_day": "counts"}, date(2026, 2, 25)),
    ],
)  # fmt: skip
def test_a_day_is_counted_by_the_conventions_of_the_program(more, day):
    events = {"stated_on": date(2026, 2, 12), "period.ends_on": date(2026, 1, 31)}
    assert dispute_day(program(RATED, dates=[row("dispute", **more)]), events) == day


def test_without_a_row_the_program_says_nothing():
    assert dispute_day(program(RATED), {}) is None and payment_day(program(RATED), "", {}) is None


def test_a_component_is_paid_on_its_own_day_and_the_others_together():
    policy = program(components=PARTS, dates=[row("payment", length="5"), row("payment", component="early", length="1")])
    signed = {"stated_on": date(2026, 2, 12)}
    assert [payment_group(policy, one) for one in ("growth", "early", "")] == ["", "early", ""]
    assert [payment_day(policy, one, signed) for one in ("", "early")] == [date(2026, 2, 17), date(2026, 2, 13)]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([row("dispute", start="signed_on")], "not-yet"), ([row("dispute", unit="hours")], "no-hours"), ([row("dispute", component="rebate")], "of-payments"),
        ([row("payment"), row("payment")], "twice"), ([row("payment", component="other")], "no-component"), ([row("payment", start="sold_on")], "rule"),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_told_is_refused(rows, code):
    with pytest.raises(CompileError) as error:
        program(RATED, dates=rows)
    assert {found.code for found in error.value.findings} == {code}


def test_a_line_is_disputed_until_the_day_the_program_says_and_then_counts_as_signed(desk):
    desk.publish("growth", dated(row("dispute", length="3", **WORKING)))
    desk.published.add("growth")
    desk.stated(desk.period(), result())
    statement = desk.row("statement")
    assert statement.dispute_by == date(2026, 2, 17) and statement.content["dispute_by"] == "2026-02-17"
    desk.timers("2026-02-17")
    assert desk.row("statement").state == "issued"
    with pytest.raises(Conflict, match="2026-02-17"):
        desk.make("dispute", "above", day="2026-02-18", statement_id=str(statement.id), line="L1", claimed="120", why="More")
    desk.timers("2026-02-18")
    assert desk.row("statement").state == "confirmed"


def test_what_is_paid_later_waits_for_its_day(desk):
    desk.publish("growth", dated(row("payment", start="signed_on", length="10", **WORKING), row("payment", component="early", length="0")))
    desk.published.add("growth")
    desk.approved(desk.period(), result(form="balance"), result(component="early", payable="7", form="balance"))
    payouts = {row.component: row for row in desk.rows("payout")}
    assert {name: (row.amount, row.pay_on) for name, row in payouts.items()} == {
        "": (Decimal(100), date(2026, 2, 26)), "early": (Decimal(7), date(2026, 2, 12)),
    }  # fmt: skip
    for one in payouts.values():
        desk.move("payout", one.id, "approve", "finance")
    for day, states in (("2026-02-25", {"payable", "paid"}), ("2026-02-26", {"paid"})):
        with desk.system(day):
            deliver()
        assert {row.state for row in desk.rows("payout")} == states


def test_a_rest_paid_after_a_dispute_is_the_rest_of_its_component(desk):
    desk.publish("growth", dated(row("payment", component="early", start="signed_on", length="5")))
    desk.published.add("growth")
    desk.stated(desk.period(), result(), result(component="early", payable="7"))
    statement = desk.row("statement")
    line = next(one["key"] for one in statement.content["lines"] if one["component"] == "growth")
    made = desk.make("dispute", "above", statement_id=str(statement.id), line=line, claimed="120", why="More")
    desk.move("period", desk.row("period").id, "approve", "finance")
    desk.granted(desk.row("period").id)
    desk.move("dispute", made, "uphold", day="2026-02-20", reason="It is there")
    desk.move("statement", statement.id, "confirm", "above", day="2026-02-20", confirmed_by="Ada")
    assert {(row.component, row.amount, row.pay_on) for row in desk.rows("payout")} == {
        ("early", Decimal(7), date(2026, 2, 17)), ("", Decimal(100), None),
    }  # fmt: skip
