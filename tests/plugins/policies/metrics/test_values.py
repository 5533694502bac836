"""Figures of measures: the same from the records, from a book kept up with them, and from one built of them."""

from datetime import date
from decimal import Decimal as D
from fractions import Fraction

import pytest
import sqlalchemy as sa

from core.entities.unit import unit
from hansa import clock, db, records
from plugins.policies.api import MeasureError, Window, values
from plugins.policies.metrics.known import known
from tests.fixture_plugins.sales.plugin import LINE
from tests.plugins.policies.metrics.conftest import build_all


@pytest.fixture
def year(line):
    """A year of two partners and one below the first."""
    line("a", "2026-01-01", "100.0001", product_line="bikes", customer="K1", quantity=2)
    line("a", "2026-01-31", "200", product_line="parts", customer="K2", quantity=1)
    line("a", "2026-03-15", "900", product_line="bikes", customer="K1", quantity=3)
    line("a", "2026-03-20", "50.25", kind="return", customer="K1")
    line("a2", "2026-02-10", "1000", product_line="bikes", customer="K2", quantity=4)
    line("b", "2025-06-01", "500", product_line="bikes", customer="K9", quantity=5)
    line("b", "2026-06-01", "750", product_line="bikes", customer="K9", quantity=6)
    line("b", "2026-06-02", None, customer="K8")
    line("b", None, "5000")


EXPECTED = {
    ("sales.revenue", "this year"): {"a": D("1200.0001"), "a2": D(1000), "b": D(750)},
    ("sales.revenue", "2026-01"): {"a": D("300.0001"), "a2": D(0), "b": D(0)},
    ("sales.revenue", "2026-01-02 to 2026-03-15"): {"a": D(1100), "a2": D(1000), "b": D(0)},
    ("sales.revenue", "2026-01-31 to 2026-01-31"): {"a": D(200), "a2": D(0), "b": D(0)},
    ("sales.net", "this year"): {"a": D("1149.7501"), "a2": D(1000), "b": D(750)},
    ("sales.units", "this year"): {"a": D(6), "a2": D(4), "b": D(6)},
    ("sales.lines", "this year"): {"a": D(4), "a2": D(1), "b": D(2)},
    ("sales.customers", "this year"): {"a": D(2), "a2": D(1), "b": D(2)},
    ("sales.large_customers", "this year"): {"a": D(1), "a2": D(1), "b": D(0)},
    ("sales.good_beginnings", "this year"): {"a": D(0), "a2": D(1), "b": D(1)},
    ("sales.new_customers", "Q2 2026"): {"a": D(0), "a2": D(0), "b": D(1)},
    ("sales.new_customers", "2026-02-01 to 2026-12-31"): {"a": D(0), "a2": D(1), "b": D(1)},
    ("sales.average", "this year"): {"a": D("312.562525"), "a2": D(1000), "b": D(750)},
    ("sales.average", "2026-01-01 to 2026-03-15"): {"a": Fraction(12000001, 30000), "a2": D(1000), "b": None},
    ("sales.median", "this year"): {"a": D("150.00005"), "a2": D(1000), "b": D(750)},
    ("sales.median", "2026-01-01 to 2026-03-15"): {"a": D(200), "a2": D(1000), "b": None},
    ("sales.min", "this year"): {"a": D("50.25"), "a2": D(1000), "b": D(750)},
    ("sales.max", "this year"): {"a": D(900), "a2": D(1000), "b": D(750)},
    ("sales.first", "this year"): {"a": D("100.0001"), "a2": D(1000), "b": D(750)},
    ("sales.last", "this year"): {"a": D("50.25"), "a2": D(1000), "b": D(750)},
    ("sales.growth", "this year"): {"a": None, "a2": None, "b": D(50)},
    ("sales.share", "2026-06"): {"a": D(0), "a2": D(0), "b": D(100)},
    ("sales.retention", "this year"): {"a": None, "a2": None, "b": D(100)},
}


def test_figures_are_exact_and_nothing_is_told_from_unknown(ways, year, figures):
    ways()
    assert {asked: figures(*asked, "2026-12-31") for asked in EXPECTED} == EXPECTED


def test_figures_are_split_and_filtered_by_dimensions(ways, year, figures):
    ways()
    assert figures("sales.revenue", "this year", "2026-12-31", by=("product_line",)) == {
        ("a", "bikes"): D("1000.0001"), ("a", "parts"): D(200), ("a2", "bikes"): D(1000), ("b", "bikes"): D(750),
    }  # fmt: skip
    assert figures("sales.revenue", "this year", "2026-12-31", where="product_line == 'parts'") == {"a": D(200), "a2": D(0), "b": D(0)}


def test_figures_are_split_by_month(ways, year, figures):
    ways()
    found = figures("sales.lines", "this year", "2026-12-31", by=("month",), where="product_line == 'bikes'")
    assert found == {("a", "2026-01"): D(1), ("a", "2026-03"): D(1), ("a2", "2026-02"): D(1), ("b", "2026-06"): D(1)}


@pytest.mark.parametrize(
    ("key", "level", "expected"),
    [
        ("sales.revenue", "tree", {"a": D("2200.0001"), "a2": D(1000), "b": D(750)}),
        ("sales.customers", "tree", {"a": D(2), "a2": D(1), "b": D(2)}),
        ("sales.revenue", "all", {None: D("2950.0001")}),
        ("sales.customers", "all", {None: D(4)}),
        ("sales.revenue", "partner.region", {"east": D("2200.0001"), "west": D(750)}),
        ("sales.net", "all", {None: D("2899.7501")}),
    ],
)
def test_partners_are_put_together_as_declared(ways, year, figures, key, level, expected):
    ways()
    assert figures(key, "this year", "2026-12-31", level=level) == expected


def test_a_changed_record_changes_its_figures(ways, line, figures, program):
    one = line("a", "2026-01-10", "100", product_line="bikes", through_id=str(program.partner("b")))
    unit(
        lambda: records.update(
            LINE, records.get(LINE, one.id), {"amount": "70", "invoiced_on": "2026-02-01", "through_id": str(program.partner("a2"))}
        )
    )
    ways()
    assert figures("sales.revenue", "2026-01", "2026-12-31")["a"] == 0
    assert figures("sales.revenue", "2026-02", "2026-12-31")["a"] == 70
    assert figures("sales.through", "this year", "2026-12-31") == {"a": 0, "a2": 1, "b": 0}


def test_removed_and_archived_records_do_not_count(ways, line, figures):
    archived, back, gone = (line("a", "2026-01-10") for _ in range(3))
    unit(lambda: [records.archive(LINE, records.get(LINE, one.id)) for one in (archived, back)])
    unit(lambda: records.restore(LINE, records.get(LINE, back.id)))
    unit(lambda: records.delete(LINE, records.get(LINE, gone.id), reason="a mistake"))
    ways()
    assert figures("sales.revenue", "this year", "2026-12-31")["a"] == 100


def test_a_moment_counts_on_its_day_in_the_zone_of_the_program(ways, line, figures, monkeypatch):
    line("a", "2026-01-10", sold_at="2026-01-31T23:30:00-11:00")
    ways()
    assert figures("sales.lines", "2026-02", "2026-12-31")["a"] == 1


def test_amounts_of_several_currencies_add_up_to_nothing_known(ways, line, figures, inside):
    line("a", "2026-01-10", "100", currency=inside.program.currency)
    line("a", "2026-01-11", "10")
    line("b", "2026-01-10", "100")
    line("b", "2026-01-10", "70", currency="XTS")
    ways()
    assert figures("sales.revenue", "this year", "2026-12-31") == {"a": D(110), "a2": D(0), "b": None}
    assert figures("sales.revenue", "this year", "2026-12-31", by=("currency",))[("b", "XTS")] == 70


@pytest.mark.parametrize("options", [{"by": ("kinds",)}, {"where": "amount > 3"}, {"level": "partner.nonsense"}])
def test_what_a_measure_does_not_have_is_refused(inside, figures, options):
    with pytest.raises(MeasureError):
        figures("sales.revenue", "this year", "2026-12-31", **options)


def test_every_measure_a_plugin_brings_can_be_read(inside):
    assert known().broken == {}
    assert {"deals.won_value", "leads.accepted_in_time", "partner.years"} <= set(known().keys)


def test_partners_are_asked_about_in_one_statement(line, figures, program, inside):
    line("a", "2026-01-10")
    build_all()
    figures("sales.revenue", "this year", "2026-12-31")
    seen: list[str] = []
    listen = lambda connection, cursor, statement, *rest: seen.append(statement)  # noqa: E731
    sa.event.listen(db.engine, "before_cursor_execute", listen)
    try:
        values(
            ["sales.revenue"],
            Window.parse("this year"),
            day=date(2026, 12, 31),
            partners=[program.partner(name) for name in ("a", "a2", "b")],
        )
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", listen)
    assert len([one for one in seen if one.startswith("SELECT") and "policies__measure" in one]) == 1, seen


def test_years_in_the_program_are_full_ones(inside, figures, program):
    assert set(figures("partner.years", "ever", "2031-06-01").values()) == {D(clock_years("2031-06-01"))}
    assert set(figures("partner.years", "ever", "2001-06-01").values()) == {None}


def clock_years(day: str) -> int:
    since, last = clock.today("Europe/Berlin"), date.fromisoformat(day)
    return last.year - since.year - ((last.month, last.day) < (since.month, since.day))
