"""Components that are settled with later periods than others of their program, over windows of their own."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from plugins.rebates.engine.calendar import closes
from plugins.rebates.engine.explaining import explain
from plugins.rebates.estimate.accruals import accruals
from plugins.rebates.estimate.live import live
from plugins.rebates.models import Result
from plugins.rebates.program.checking import check
from tests.plugins.rebates.desk import ALPHA
from tests.plugins.rebates.programs import document, program

MONTHLY = {"frequency": "month", "year": "calendar"}
MONTHS = (("2026-01-01", "2026-01-31"), ("2026-02-01", "2026-02-28"), ("2026-03-01", "2026-03-31"))
QUARTER = [{"name": "sales"}, {"name": "whole", "span": "quarter"}]
BOTH = [
    {"code": "monthly", "label": "Monthly", "rate": "1"},
    {"code": "scale", "label": "Scale", "base": "measure.whole", "settled_with": "quarter"},
]
SCALE = [{"component": "scale", "from": "0", "rate": "2"}, {"component": "scale", "from": "500", "rate": "4"}]


def settled(desk, amounts=(100, 200, 300)):
    """Return what each month pays, by component."""
    found = []
    for (first, last), amount in zip(MONTHS, amounts, strict=True):
        desk.line("a", first, amount)
        run = desk.run(desk.stretch("bonus", first, last), last)["id"]
        found.append({row.component: row.payable for row in desk.results(run)})
    return found, run


def test_what_each_period_earns_adds_up_until_it_is_settled(desk):
    desk.publish("bonus", document({"rate": "10", "settled_with": "quarter"}, **MONTHLY))
    found, _run = settled(desk)
    assert found == [{"rebate": Decimal(0)}, {"rebate": Decimal(0)}, {"rebate": Decimal(60)}]


def test_one_program_pays_each_month_and_a_scale_over_the_quarter_at_its_end(desk):
    desk.publish("bonus", {**document(measures=QUARTER, components=BOTH, **MONTHLY), "bands": SCALE})
    found, _run = settled(desk)
    assert [row["monthly"] for row in found] == [1, 2, 3]
    assert [row["scale"] for row in found] == [0, 0, 24]


def test_the_next_quarter_begins_anew(desk):
    desk.publish("bonus", document({"rate": "10", "settled_with": "quarter"}, **MONTHLY))
    settled(desk)
    desk.line("a", "2026-04-05", 50)
    april = desk.run(desk.stretch("bonus", "2026-04-01", "2026-04-30"), "2026-04-30")["id"]
    (row,) = desk.results(april)
    assert (row.payable, row.told["later"]) == (0, "5")


def test_too_small_a_payout_is_judged_when_it_is_settled(desk):
    desk.publish("bonus", document({"rate": "10", "settled_with": "quarter", "minimum": "50"}, **MONTHLY))
    assert settled(desk)[0][-1] == {"rebate": Decimal(60)}


def test_what_waits_is_shown_accrued_and_explained(desk, kit):
    desk.publish("bonus", document({"rate": "10", "settled_with": "quarter"}, **MONTHLY))
    desk.line("a", "2026-01-05", 100)
    run = desk.run(desk.stretch("bonus", *MONTHS[0]), "2026-01-31")["id"]
    desk.line("a", "2026-02-02", 200)
    with desk.system("2026-02-14"):
        (shown,) = live(ALPHA.partner("a"), date(2026, 2, 14))
        period = SimpleNamespace(program="bonus", starts_on=date(2026, 2, 1), ends_on=date(2026, 2, 28))
        (accrued,) = accruals(period, date(2026, 2, 14))
        (row,) = desk.results(run)
        told = str(explain(desk.record(Result, row.id)).as_json())
    assert (shown.earned, shown.forecast, shown.reasons) == (30, 50, ("settled_later",))
    assert accrued.earned == 30
    assert "Waits for the period it is settled with" in told and row.reasons == ["settled_later"]


def test_what_is_not_settled_yet_is_not_taken_off_later_programs(desk):
    desk.publish("bonus", {**document(measures=QUARTER[1:], components=BOTH[1:], sequence=1, **MONTHLY), "bands": SCALE})
    desk.publish("net", document({"rate": "100"}, sequence=2, reduced=True, **MONTHLY))
    desk.line("a", "2026-01-05", 100)
    assert desk.payable(desk.run(desk.stretch("net", *MONTHS[0]), "2026-01-31")["id"]) == {"a": Decimal(100)}


@pytest.mark.parametrize(
    ("day", "end", "last", "found"),
    [
        ((2026, 1, 1), (2026, 2, 1), None, {"period"}), ((2026, 3, 1), (2026, 4, 1), None, {"period", "quarter"}),
        ((2026, 6, 16), (2026, 7, 1), None, {"period", "quarter", "half"}), ((2026, 12, 1), (2027, 1, 1), None, {"period", "quarter", "half", "year"}),
        ((2026, 5, 1), (2026, 5, 21), date(2026, 5, 20), {"period", "quarter", "half", "year", "end"}),
    ],
)  # fmt: skip
def test_a_period_may_be_the_last_of_longer_ones(day, end, last, found):
    assert closes({"year": "calendar", "ends_on": last}, date(*day), date(*end)) == found


@pytest.mark.parametrize(
    ("component", "more", "code"),
    [
        ({"rate": "1", "settled_with": "end"}, {}, "no-end"),
        ({"rate": "1"}, {"measures": [{"name": "sales", "span": "quarter"}]}, "again"),
        ({"rate": "1", "settled_with": "quarter"}, {"measures": [{"name": "sales", "span": "year"}]}, "again"),
        (
            {"rate": "1", "settled_with": "quarter", "guarantee": "10", "guarantee_is": "carried"},
            {"measures": [{"name": "sales", "span": "quarter"}]},
            "carried-later",
        ),
    ],
)
def test_what_cannot_be_settled_so_is_named(component, more, code):
    assert code in {found.code for found in check(program(component, **MONTHLY, **more))}


def test_a_window_as_long_as_its_settlement_is_sound():
    sound = program({"rate": "1", "settled_with": "quarter"}, measures=[{"name": "sales", "span": "quarter"}], **MONTHLY)
    assert not [found for found in check(sound) if found.code in ("again", "carried-later", "no-end")]


