"""Which lines count: of another currency, of a campaign within a period, from the day a target was accepted."""

from datetime import date
from decimal import Decimal

import pytest

from hansa import Unprocessable
from plugins.rebates.engine.explaining import explain
from plugins.rebates.estimate.live import live
from plugins.rebates.models import Result
from tests.plugins.rebates.desk import ALPHA
from tests.plugins.rebates.programs import document

MONTHLY = {"frequency": "month", "year": "calendar"}
JANUARY = ("2026-01-01", "2026-01-31")


def converted(way):
    return document({"rate": "10"}, currencies=way, **MONTHLY)


def foreign(desk):
    desk.rate("EUR", "USD", "0.9", "2026-01-01")
    for since, rate in (("2026-01-31", "0.8"), ("2026-03-31", "0.7"), ("2026-06-30", "0.6"), ("2026-12-31", "0.5")):
        desk.rate("EUR", "USD", rate, since)
    desk.line("a", "2026-01-05", "100", currency="USD")
    desk.line("a", "2026-01-05", "10", currency="EUR")
    desk.line("b", "2026-01-05", "10", currency="EUR")


@pytest.mark.parametrize(
    ("way", "expected"),
    [("own", {"a": "10"}), ("day", {"a": "10.90", "b": "0.90"}), ("month", {"a": "10.80", "b": "0.80"}),
     ("quarter", {"a": "10.70", "b": "0.70"}), ("half", {"a": "10.60", "b": "0.60"}), ("year", {"a": "10.50", "b": "0.50"})],
)
def test_lines_in_another_currency_count_as_declared(desk, paid, way, expected):
    desk.publish("bonus", converted(way))
    foreign(desk)
    assert paid(desk.stretch("bonus", *JANUARY), "2026-02-10") == {name: Decimal(amount) for name, amount in expected.items()}


def test_two_programs_may_count_another_currency_differently(desk, paid):
    desk.publish("net", document({"rate": "10"}, sequence=2, reduced=True, **MONTHLY))
    desk.publish("bonus", {**converted("day"), "sequence": 1, "reduces": False})
    foreign(desk)
    assert paid(desk.stretch("net", *JANUARY), "2026-02-10") == {"a": Decimal(10)}


def test_a_calculation_stops_where_a_rate_is_missing(desk):
    desk.publish("bonus", converted("day"))
    desk.line("a", "2026-01-05", "10", currency="CHF")
    with pytest.raises(Unprocessable, match="CHF"):
        desk.run(desk.stretch("bonus", *JANUARY), "2026-02-10")


def test_an_explanation_shows_the_amount_and_its_rate(desk):
    desk.publish("bonus", converted("day"))
    foreign(desk)
    run = desk.run(desk.stretch("bonus", *JANUARY), "2026-02-10")["id"]
    with desk.system("2026-02-11"):
        told = str([explain(desk.record(Result, row.id)).as_json() for row in desk.results(run)])
    assert "EUR 10 × 0.9" in told


def test_a_measure_counts_a_campaign_within_the_period(desk, paid):
    measures = [{"name": "campaign", "first_on": "2026-01-10", "last_on": "2026-01-20"}]
    desk.publish("bonus", document({"rate": "10"}, measures=measures, **MONTHLY))
    for day, amount in (("09", 1000), ("10", 10), ("20", 20), ("21", 1000)):
        desk.line("a", f"2026-01-{day}", amount)
    assert paid(desk.stretch("bonus", *JANUARY), "2026-02-10") == {"a": Decimal(3)}


def test_a_line_received_late_counts_if_its_own_day_was_in_the_campaign(desk, paid):
    measures = [{"name": "campaign", "first_on": "2026-01-10", "last_on": "2026-02-28"}]
    desk.publish("bonus", document({"rate": "10"}, measures=measures, grace_days=5, calculate_days=10, **MONTHLY))
    desk.stretch("bonus", *JANUARY, "2026-02-05", "2026-02-10")
    february = desk.stretch("bonus", "2026-02-01", "2026-02-28", "2026-03-05", "2026-03-10")
    desk.line("a", "2026-01-09", "1000", came="2026-02-20")
    desk.line("a", "2026-01-10", "10", came="2026-02-20")
    assert paid(february, "2026-03-10") == {"a": Decimal(1)}


def test_lines_count_from_the_day_a_target_was_accepted(desk, paid):
    policy = document({"rate": "10"}, counted_from="given.accepted_on", **MONTHLY)
    desk.publish("bonus", policy)
    desk.target("a", "bonus", "500", accepted_on=date(2026, 1, 16))
    desk.target("b", "bonus", "500", accepted_on=None)
    for partner in ("a", "b"):
        desk.line(partner, "2026-01-15", "1000")
        desk.line(partner, "2026-01-16", "10")
    assert paid(desk.stretch("bonus", *JANUARY), "2026-02-10") == {"a": Decimal(1)}


def test_a_rate_may_depend_on_working_days(desk, paid):
    days = "business_days_between(period.starts_on, period.ends_on, holidays)"
    desk.publish("bonus", document({"rate": f"3 if {days} == 21 else 1"}, **MONTHLY))
    desk.line("a", "2026-01-05", "100")
    assert paid(desk.stretch("bonus", *JANUARY), "2026-02-10") == {"a": Decimal(3)}


def test_the_day_of_acceptance_may_choose_the_rate(desk, paid):
    desk.publish("bonus", document({"rate": '3 if given.accepted_on <= "2026-01-10" else 1'}, **MONTHLY))
    for partner, day in (("a", 10), ("b", 11)):
        desk.target(partner, "bonus", "500", accepted_on=date(2026, 1, day))
        desk.line(partner, "2026-01-05", "100")
    assert paid(desk.stretch("bonus", *JANUARY), "2026-02-10") == {"a": Decimal(3), "b": Decimal(1)}


@pytest.mark.parametrize(("version_on", "january"), [("last", 20), ("first", 10), (None, 20)])
def test_the_day_whose_version_counts_is_declared(desk, paid, version_on, january):
    """A version published within the period holds for it, or begins with the next one: what the version before it says decides."""
    said = {**MONTHLY, **({"version_on": version_on} if version_on else {})}
    desk.publish("bonus", document({"rate": "10"}, **said))
    desk.publish("bonus", document({"rate": "20"}, **MONTHLY), since="2026-01-15")
    for month in ("01", "02"):
        desk.line("a", f"2026-{month}-05", "100")
    with desk.system("2026-01-20"):
        assert [one.earned for one in live(ALPHA.partner("a"), date(2026, 1, 20))] == [january]
    assert paid(desk.stretch("bonus", *JANUARY), "2026-02-10") == {"a": Decimal(january)}
    assert paid(desk.stretch("bonus", "2026-02-01", "2026-02-28"), "2026-03-10") == {"a": Decimal(20)}


@pytest.mark.parametrize(("known_on", "expected"), [("last", 30), ("first", 10), (None, 30)])
def test_the_day_whose_level_counts_is_declared(desk, paid, known_on, expected):
    """The level rises within the period; one that changes after it, before the calculation, never counts."""
    for level, since in (("silver", "2025-01-01"), ("gold", "2026-01-20"), ("basic", "2026-02-01")):
        desk.fact("a", "level", level, since)
    rates = '3 if partner.level == "gold" else (1 if partner.level == "silver" else 0)'
    desk.publish("bonus", document({"rate": rates}, **MONTHLY, **({"known_on": known_on} if known_on else {})))
    desk.line("a", "2026-01-05", "1000")
    assert paid(desk.stretch("bonus", *JANUARY), "2026-02-10") == {"a": Decimal(expected)}


def test_a_line_may_count_by_the_level_of_its_own_day(desk, paid):
    """Gold from the 10th to the 19th, silver before and after: each line pays by what the partner was on its day, whenever it came."""
    for level, since in (("silver", "2025-01-01"), ("gold", "2026-01-10"), ("silver", "2026-01-20")):
        desk.fact("a", "level", level, since)
    desk.fact("b", "level", "silver", "2025-01-01")
    measures = [{"name": "gold", "held": 'partner.level == "gold"'}, {"name": "silver", "held": 'partner.level == "silver"'}]
    components = [{"code": name, "label": name, "base": f"measure.{name}", "rate": rate} for name, rate in (("gold", "10"), ("silver", "1"))]
    desk.publish("bonus", document(measures=measures, components=components, **MONTHLY))
    for partner in ("a", "b", "a2"):
        for day, amount in (("09", 100), ("10", 200), ("19", 400), ("20", 800)):
            desk.line(partner, f"2026-01-{day}", amount, came="2026-01-31")
    assert paid(desk.stretch("bonus", *JANUARY), "2026-02-10") == {"a": Decimal(69), "b": Decimal(15)}


@pytest.mark.parametrize(("held_on", "expected"), [("line.ordered_on", 30), ("line.customer_first_on", 4), ("line.paid_on", 2)])
def test_the_day_whose_level_counts_for_a_line_may_be_another_than_it_is_counted_by(desk, paid, held_on, expected):
    """Gold until the end of last year: an order, a customer won, a payment of that time is gold's, whenever it is invoiced."""
    for level, since in (("gold", "2025-06-01"), ("silver", "2026-01-01")):
        desk.fact("a", "level", level, since)
    desk.publish("bonus", document({"rate": "1"}, measures=[{"name": "gold", "held": 'partner.level == "gold"', "held_on": held_on}], **MONTHLY))
    desk.line("a", "2025-07-01", 5000, customer="Mill")
    desk.line("a", "2026-01-05", 200, paid_on=date(2025, 12, 31))
    for customer, amount, ordered in (("Mill", 400, date(2026, 1, 1)), ("Farm", 3000, date(2025, 12, 31))):
        desk.line("a", "2026-01-05", amount, customer=customer, ordered_on=ordered)
    assert paid(desk.stretch("bonus", *JANUARY), "2026-02-10") == {"a": Decimal(expected)}


def test_the_explanation_goes_by_the_same_day(desk):
    desk.fact("a", "level", "gold", "2026-01-10")
    measures = [{"name": "gold", "held": 'partner.level == "gold"', "held_on": "line.ordered_on"}]
    desk.publish("bonus", document({"rate": "10"}, measures=measures, **MONTHLY))
    for day in (9, 10):
        desk.line("a", "2026-01-20", 100, ordered_on=date(2026, 1, day))
    run = desk.run(desk.stretch("bonus", *JANUARY), "2026-02-10")["id"]
    with desk.system("2026-02-11"):
        told = str([explain(desk.record(Result, row.id)).as_json() for row in desk.results(run)])
    assert ("L2" in told, "L1" in told, desk.payable(run)) == (True, False, {"a": Decimal(10)})


@pytest.mark.parametrize("more", [{"held_on": "line.ordered_on"}, {"held": 'partner.level == "gold"', "held_on": "line.amount"}])
def test_a_day_to_have_something_on_is_a_date_and_asks_for_something(desk, more):
    desk.fact("a", "level", "gold", "2026-01-10")
    with pytest.raises(Unprocessable) as refused:
        desk.publish("bonus", document({"rate": "10"}, measures=[{"name": "gold", **more}], **MONTHLY))
    assert [(error["pointer"], error["code"]) for error in refused.value.errors] == [("/measures/0/held_on", "no-day")]


def test_an_explanation_shows_the_lines_of_the_days_that_count(desk):
    desk.fact("a", "level", "gold", "2026-01-10")
    desk.publish("bonus", document({"rate": "10"}, measures=[{"name": "gold", "held": 'partner.level == "gold"'}], **MONTHLY))
    for day, amount in (("09", 100), ("10", 200)):
        desk.line("a", f"2026-01-{day}", amount)
    run = desk.run(desk.stretch("bonus", *JANUARY), "2026-02-10")["id"]
    with desk.system("2026-02-11"):
        told = str([explain(desk.record(Result, row.id)).as_json() for row in desk.results(run)])
    assert "2026-01-10 L2" in told
    assert "2026-01-09" not in told


def test_what_a_partner_has_on_a_day_is_no_figure_of_the_period(desk):
    with pytest.raises(Unprocessable) as refused:
        desk.publish("bonus", document({"rate": "10"}, measures=[{"name": "late", "held": "period.number == 1"}], **MONTHLY))
    assert [error["pointer"] for error in refused.value.errors] == ["/measures/0/held"]
