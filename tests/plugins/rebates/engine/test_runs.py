from datetime import date
from decimal import Decimal

import pytest

from plugins.rebates.engine import runs
from tests.plugins.rebates.desk import ALPHA
from tests.plugins.rebates.programs import document

MONTHLY = {"frequency": "month", "year": "calendar"}


def test_a_run_pays_every_partner_what_its_lines_earn(desk, paid):
    desk.publish("bonus", document({"rate": "10"}, **MONTHLY))
    desk.line("a", "2026-01-10", "1000.50")
    desk.line("a", "2026-01-20", "-100", kind="return")
    desk.line("b", "2026-01-31", "10")
    desk.line("b", "2026-02-01", "999")
    assert paid(desk.stretch("bonus", "2026-01-01", "2026-01-31"), "2026-02-10") == {"a": Decimal("90.05"), "b": Decimal(1)}


def test_rows_received_after_the_grace_count_in_the_next_period(desk, paid):
    desk.publish("bonus", document({"rate": "10"}, grace_days=5, calculate_days=10, **MONTHLY))
    desk.line("a", "2026-01-31", "100", came="2026-02-05")
    desk.line("a", "2026-01-31", "50", came="2026-02-06")
    january = desk.stretch("bonus", "2026-01-01", "2026-01-31", "2026-02-05", "2026-02-10")
    february = desk.stretch("bonus", "2026-02-01", "2026-02-28", "2026-03-05", "2026-03-10")
    assert paid(january, "2026-02-10") == {"a": Decimal(10)}
    assert paid(february, "2026-03-10") == {"a": Decimal(5)}


def test_an_interim_settlement_takes_off_what_was_settled_and_catches_up(desk, paid):
    scale = document(None, ((5000, 2), (10000, 4)), starts_on="2025-10-01", settlement="cumulative", since="program", **MONTHLY)
    desk.publish("bonus", scale)
    months = (("2025-10", "31", 3000), ("2025-11", "30", 4000), ("2025-12", "31", 20000))
    found = []
    for month, last, volume in months:
        desk.line("a", f"{month}-15", volume)
        found.append(paid(desk.stretch("bonus", f"{month}-01", f"{month}-{last}"), "2026-01-10"))
    assert found == [{"a": Decimal(0)}, {"a": Decimal(140)}, {"a": Decimal(940)}]


def test_what_is_too_small_is_carried_until_it_is_large_enough(desk, paid):
    desk.publish("bonus", document({"rate": "10", "minimum": "25", "below_minimum": "carry"}, **MONTHLY))
    desk.line("a", "2026-01-10", "150")
    desk.line("a", "2026-02-10", "150")
    assert paid(desk.stretch("bonus", "2026-01-01", "2026-01-31"), "2026-02-10") == {"a": Decimal(0)}
    assert paid(desk.stretch("bonus", "2026-02-01", "2026-02-28"), "2026-03-10") == {"a": Decimal(30)}


def test_a_guarantee_is_set_off_against_what_the_period_before_earned_above_it(desk, paid):
    carried = {"rate": "100", "guarantee": "10000", "guarantee_is": "carried"}
    desk.publish("bonus", document(carried, frequency="quarter", year="calendar"))
    desk.line("a", "2026-01-10", "12000")
    desk.line("a", "2026-04-10", "5000")
    assert paid(desk.stretch("bonus", "2026-01-01", "2026-03-31"), "2026-04-02")["a"] == Decimal(12000)
    assert paid(desk.stretch("bonus", "2026-04-01", "2026-06-30"), "2026-07-02")["a"] == Decimal(8000)


def test_growth_is_measured_against_the_same_period_last_year(desk, paid):
    measures = [{"name": "sales"}, {"name": "before", "span": "last_year"}]
    growth = {"base": "highest(measure.sales - measure.before, 0)", "rate": "5"}
    desk.publish("bonus", document(growth, measures=measures, **MONTHLY))
    for partner, day, amount in (("a", "2025-01-15", 1000), ("a", "2026-01-15", 1400), ("b", "2025-01-15", 900), ("b", "2026-01-15", 500)):
        desk.line(partner, day, amount)
    assert paid(desk.stretch("bonus", "2026-01-01", "2026-01-31"), "2026-02-10") == {"a": Decimal(20), "b": Decimal(0)}


def test_a_second_run_writes_the_same(desk):
    desk.publish("bonus", document(None, ((0, 1), (500, 3)), **MONTHLY))
    for at in range(8):
        desk.line("ab"[at % 2], f"2026-01-{at + 1:02}", f"{77 + at}.{at}3", product_line="pumps" if at % 3 else None)
    period = desk.stretch("bonus", "2026-01-01", "2026-01-31")
    one, other = desk.run(period, "2026-02-10"), desk.run(period, "2026-02-11")
    assert one["id"] != other["id"]
    assert (one["results_hash"], one["inputs_hash"]) == (other["results_hash"], other["inputs_hash"])


@pytest.mark.parametrize("killed", range(3))
def test_a_run_that_is_killed_goes_on_and_writes_the_same_bytes(desk, monkeypatch, killed):
    desk.publish("bonus", document({"rate": "3"}, **MONTHLY))
    for at, partner in enumerate(("a", "b", "a2")):
        desk.line(partner, "2026-01-05", 100 + at)
    period = desk.stretch("bonus", "2026-01-01", "2026-01-31")
    whole = desk.run(period, "2026-02-10", holds=False)
    monkeypatch.setattr(runs, "TOGETHER", 1)
    _kill(monkeypatch, killed)
    with pytest.raises(KeyboardInterrupt):
        desk.run(period, "2026-02-10", holds=False)
    monkeypatch.undo()
    monkeypatch.setattr(runs, "TOGETHER", 1)
    again = desk.run(period, "2026-02-10", holds=False)
    assert [run.state for run in desk.runs()] == ["done", "done"]
    assert _figures(desk, again["id"]) == _figures(desk, whole["id"])
    assert again["results_hash"] != ""


def _figures(desk, run):
    return [(row.partner_id, row.component, row.earned, row.payable, row.unrounded, row.told) for row in desk.results(run)]


def _kill(monkeypatch, killed):
    write, done = runs._write, []

    def stop(*args):
        if len(done) == killed:
            raise KeyboardInterrupt
        done.append(1)
        write(*args)

    monkeypatch.setattr(runs, "_write", stop)


def test_a_component_says_why_it_gives_nothing_and_who_bought_nothing_has_no_row(desk):
    desk.publish("bonus", document(None, ((1000, 2),), **MONTHLY))
    desk.line("a", "2026-01-05", 10)
    rows = desk.results(desk.run(desk.stretch("bonus", "2026-01-01", "2026-01-31"), "2026-02-10")["id"])
    assert [(row.reasons, row.payable) for row in rows] == [(["below_first_band"], Decimal(0))]


def test_a_split_pays_in_several_forms_that_add_up(desk):
    splits = [{"component": "rebate", "form": form, "percent": "50"} for form in ("credit_note", "coop")]
    desk.publish("bonus", document({"rate": "1"}, splits=splits, **MONTHLY))
    desk.line("a", "2026-01-05", "1001")
    rows = desk.results(desk.run(desk.stretch("bonus", "2026-01-01", "2026-01-31"), "2026-02-10")["id"])
    assert {row.form: row.payable for row in rows} == {"credit_note": Decimal("5.00"), "coop": Decimal("5.01")}
    assert sum(row.earned for row in rows) == Decimal("10.01")


def test_lines_are_filtered_by_their_own_attributes_and_days_to_payment(desk, paid):
    factor = "1 if line.days_to_pay <= 15 else 0.8 if line.days_to_pay <= 30 else 0.5"
    measures = [{"name": "sales", "where": 'line.product_line == "pumps"', "weight": factor}]
    desk.publish("bonus", document({"rate": "100"}, measures=measures, **MONTHLY))
    for partner, days in (("a", 15), ("b", 31)):
        desk.line(partner, "2026-01-01", 10000, product_line="pumps", paid_on=date.fromordinal(date(2026, 1, 1).toordinal() + days))
        desk.line(partner, "2026-01-02", 7, product_line="valves", paid_on=date(2026, 1, 2))
    assert paid(desk.stretch("bonus", "2026-01-01", "2026-01-31"), "2026-03-10") == {"a": Decimal(10000), "b": Decimal(5000)}


def test_an_annual_program_pays_on_spend_net_of_its_monthly_one(desk, paid):
    desk.publish("monthly", document({"rate": "10"}, sequence=1, **MONTHLY))
    desk.publish("annual", document({"rate": "10"}, sequence=2, reduced=True, frequency="year", year="calendar", starts_on="2025-01-01"))
    for month in range(1, 13):
        desk.line("a", f"2026-{month:02}-15", 1000)
    assert paid(desk.stretch("annual", "2026-01-01", "2026-12-31"), "2027-01-10") == {"a": Decimal(1080)}


def test_a_distributor_may_receive_what_those_below_it_earn(desk):
    desk.publish("bonus", document({"rate": "10"}, receiver="distributor", **MONTHLY))
    desk.line("a2", "2026-01-05", "100")
    desk.line("b", "2026-01-05", "100")
    period = desk.stretch("bonus", "2026-01-01", "2026-01-31")
    rows = desk.results(desk.run(period, "2026-02-10")["id"])
    assert {(row.partner_id, row.receiver) for row in rows} == {(ALPHA.partner("a"), str(ALPHA.partner("a2"))), (ALPHA.partner("b"), "")}


def test_a_rate_that_changes_holds_for_the_periods_that_end_after_it(desk, paid):
    desk.publish("bonus", document({"rate": "10"}, **MONTHLY))
    desk.publish("bonus", document({"rate": "20"}, **MONTHLY), since="2026-02-10")
    desk.line("a", "2026-01-05", "100")
    desk.line("a", "2026-02-05", "100")
    assert paid(desk.stretch("bonus", "2026-01-01", "2026-01-31"), "2026-03-10") == {"a": Decimal(10)}
    assert paid(desk.stretch("bonus", "2026-02-01", "2026-02-28"), "2026-03-10") == {"a": Decimal(20)}


def test_a_level_counts_as_it_stands_on_the_last_day_of_the_period(desk, paid):
    desk.fact("a", "tier", "silver", "2025-01-01")
    desk.fact("a", "tier", "gold", "2026-02-15")
    desk.publish("bonus", document({"rate": 'lookup({"silver": 1, "gold": 2}, partner.tier)'}, **MONTHLY))
    desk.line("a", "2026-01-05", "100")
    desk.line("a", "2026-02-05", "100")
    assert paid(desk.stretch("bonus", "2026-01-01", "2026-01-31"), "2026-03-10") == {"a": Decimal(1)}
    assert paid(desk.stretch("bonus", "2026-02-01", "2026-02-28"), "2026-03-10") == {"a": Decimal(2)}


@pytest.mark.parametrize("settlement", ["period", "cumulative"])
def test_a_limit_over_all_periods_ends_what_is_paid(desk, paid, settlement):
    desk.publish("bonus", document({"rate": "10"}, cap_ever="15", settlement=settlement, starts_on="2025-12-01", **MONTHLY))
    found = []
    for month, last in (("2025-12", "31"), ("2026-01", "31"), ("2026-02", "28")):
        desk.line("a", f"{month}-05", "100")
        found.append(paid(desk.stretch("bonus", f"{month}-01", f"{month}-{last}"), "2026-03-10")["a"])
    assert found == [Decimal(10), Decimal(5), Decimal(0)]


def test_a_later_program_takes_off_what_was_settled_or_else_what_is_earned(desk, paid):
    desk.publish("first", document({"rate": "10"}, sequence=1, looks_at="both", **MONTHLY))
    desk.publish("second", document({"rate": "10"}, sequence=2, reduced=True, **MONTHLY))
    desk.line("a", "2026-01-05", "100")
    second = desk.stretch("second", "2026-01-01", "2026-01-31")
    assert paid(second, "2026-02-10") == {"a": Decimal(9)}
    first = desk.stretch("first", "2026-01-01", "2026-01-31")
    assert paid(first, "2026-02-10") == {"a": Decimal(10)}
    desk.line("a", "2026-01-06", "100", came="2026-01-31")
    assert paid(second, "2026-02-11") == {"a": Decimal(19)}
