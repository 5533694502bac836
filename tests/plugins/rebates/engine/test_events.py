"""Rewards for events, by configuration only: a first order, the first billing periods of a customer, a project, a milestone."""

from datetime import date
from decimal import Decimal

from plugins.rebates.engine.calendar import span_at
from plugins.rebates.engine.cells import read
from plugins.rebates.engine.explaining import explain
from plugins.rebates.engine.plan import asked, work_of
from plugins.rebates.engine.work import Work, shape_of
from plugins.rebates.models import Period, Result
from plugins.rebates.program.programs import program
from plugins.rebates.stating.late import late_rows
from tests.plugins.rebates.desk import ALPHA, MONTHLY
from tests.plugins.rebates.programs import document

JANUARY, FEBRUARY, MARCH, APRIL = (
    ("2026-01-01", "2026-01-31"), ("2026-02-01", "2026-02-28"), ("2026-03-01", "2026-03-31"), ("2026-04-01", "2026-04-30"),
)  # fmt: skip


def counting(where, component=None, **more):
    return document({"rate": "10", **(component or {})}, measures=[{"name": "sales", "where": where, **more}], **MONTHLY)


def month(desk, span, **more):
    """Return what A is paid for a month, 0 where it has no row."""
    run = desk.run(desk.stretch("bonus", *span), span[1], **more)["id"]
    return desk.payable(run).get("a", Decimal(0)), run


def test_the_first_three_billing_periods_of_a_customer_are_paid_in_parts(desk):
    desk.publish("bonus", counting("line.customer_month <= 3"))
    for day in ("2026-01-20", "2026-02-03", "2026-03-03", "2026-04-03"):
        desk.line("a", day, 100, customer="Mill")
    desk.line("a", "2026-03-25", 50, customer="Farm")
    desk.line("a", "2026-03-25", 999)
    assert [month(desk, span)[0] for span in (JANUARY, FEBRUARY, MARCH, APRIL)] == [10, 10, 15, 0]


def test_each_part_may_have_a_rate_of_its_own(desk):
    weights = "3 if line.subscription_month == 1 else 2 if line.subscription_month == 2 else 1"
    desk.publish("bonus", counting("line.subscription_month <= 3", weight=weights))
    for day in ("2026-01-20", "2026-02-03", "2026-03-03"):
        desk.line("a", day, 100, subscription="S-1")
    assert [month(desk, span)[0] for span in (JANUARY, FEBRUARY, MARCH)] == [30, 20, 10]


def test_a_first_order_is_rewarded_once_for_each_customer_of_a_partner(desk):
    desk.publish("bonus", counting("line.customer_first", {"rate": "25", "pays": "per_unit"}, of="lines"))
    for day, customer in (("2026-01-05", "Mill"), ("2026-01-06", "Mill"), ("2026-01-09", "Farm"), ("2025-12-30", "Old"), ("2026-01-10", "Old")):
        desk.line("a", day, 10, customer=customer)
    desk.line("b", "2026-01-20", 10, customer="Mill")
    run = desk.run(desk.stretch("bonus", *JANUARY), "2026-01-31")["id"]
    assert desk.payable(run) == {"a": Decimal(50), "b": Decimal(25)}


def test_a_return_neither_begins_nor_ends_anything(desk):
    desk.publish("bonus", counting("line.customer_month == 1"))
    desk.line("a", "2025-12-05", -10, customer="Mill", kind="return")
    desk.line("a", "2026-01-05", 100, customer="Mill")
    desk.line("a", "2026-01-25", -40, customer="Mill", kind="return")
    assert month(desk, JANUARY)[0] == 6


def test_an_earlier_invoice_that_comes_late_counts_from_when_it_is_known(desk):
    desk.publish("bonus", counting("line.customer_month == 1"))
    desk.line("a", "2026-01-05", 100, customer="Mill")
    january, run = month(desk, JANUARY)
    desk.line("a", "2025-12-05", 10, customer="Mill", came="2026-02-20")
    assert january == 10 and desk.payable(run) == {"a": Decimal(10)}
    again = desk.run(desk.rows_of_period(run), "2026-01-31", holds=False)
    assert again["results_hash"] == next(one.results_hash for one in desk.runs() if one.id == run)
    later = desk.run(desk.rows_of_period(run), "2026-02-21", holds=False)
    assert desk.payable(later["id"]) == {}


def test_the_explanation_counts_the_same_lines(desk):
    desk.publish("bonus", counting("line.customer_month <= 2"))
    for day, customer in (("2025-11-05", "Old"), ("2026-01-05", "Old"), ("2025-12-05", "Mill"), ("2026-01-06", "Mill")):
        desk.line("a", day, 100, customer=customer)
    paid, run = month(desk, JANUARY)
    with desk.system("2026-02-01"):
        told = str(explain(desk.record(Result, desk.results(run)[0].id)).as_json())
    assert paid == 10 and "2026-01-06" in told and "2026-01-05" not in told


def test_late_rows_are_stated_as_far_as_they_count(desk):
    desk.publish("bonus", counting("line.customer_month <= 1"))
    desk.stretch("bonus", *JANUARY)
    february = desk.stretch("bonus", *FEBRUARY)
    desk.line("a", "2025-12-05", 10, customer="Old")
    desk.line("a", "2026-01-05", 10, customer="Old", came="2026-02-10")
    desk.line("a", "2026-01-06", 10, customer="New", came="2026-02-10")
    with desk.system("2026-03-01"):
        period = desk.record(Period, february)
        found = late_rows(period, work_of(program("bonus", period.ends_on), asked(period)))
    assert [row["day"] for rows in found.values() for row in rows] == ["2026-01-06"]


def test_a_share_recurs_while_a_condition_holds(desk):
    desk.fact("a", "grade", "gold", "2026-01-01")
    desk.fact("a", "grade", "basic", "2026-02-15")
    desk.publish("bonus", counting('line.region == "N"', {"gate": 'partner.grade == "gold"', "missing": "no"}))
    for day in ("2026-01-05", "2026-02-05"):
        desk.line("a", day, 100, region="N")
    assert [month(desk, span)[0] for span in (JANUARY, FEBRUARY)] == [10, 0]


def test_a_project_won_inside_a_campaign_and_a_milestone_in_a_part_of_the_year(desk):
    parts = [
        {"code": "project", "label": "Project", "base": "measure.won", "rate": "50", "pays": "per_unit"},
        {"code": "milestone", "label": "Milestone", "gate": "measure.spring >= 300", "base": "measure.spring", "rate": "40", "pays": "fixed",
         "settled_with": "half"},
    ]  # fmt: skip
    measures = [
        {"name": "won", "of": "lines", "where": "line.project_first", "first_on": "2026-02-01", "last_on": "2026-02-20"},
        {"name": "spring", "span": "half", "first_on": "2026-02-01", "last_on": "2026-04-30"},
    ]
    desk.publish("bonus", document(components=parts, measures=measures, **MONTHLY))
    for day, project in (("2026-01-15", "Dam"), ("2026-02-15", "Dam"), ("2026-02-15", "Bridge"), ("2026-02-25", "Road")):
        desk.line("a", day, 110, project=project)
    assert [month(desk, span)[0] for span in (JANUARY, FEBRUARY)] == [0, 50]
    assert month(desk, ("2026-06-01", "2026-06-30"))[0] == 40


def test_reading_some_partners_gives_what_reading_all_gives(desk):
    desk.publish("bonus", counting("line.customer_month <= 2"))
    for partner in ("a", "b"):
        desk.line(partner, "2025-12-05", 10, customer="Mill")
        desk.line(partner, "2026-01-05", 10, customer="Mill")
    day, one = date(2026, 1, 31), [ALPHA.partner("a")]
    with desk.system("2026-02-01"):
        made = program("bonus", day).made
        shape = shape_of([Work("bonus", made, span_at(made.policy, day))])
        some, whole = read(shape, partners=one), read(shape)
    assert set(some.names) == set(one) and set(whole.names) == {*one, ALPHA.partner("b")}
    assert some.digest() == whole.only(one).digest()
