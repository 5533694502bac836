import pytest

from hansa import rules
from plugins.policies.document.compiled import CompileError
from plugins.rebates.program import checking
from tests.plugins.rebates.programs import KNOWN, program

YEAR = {"year": "calendar", "frequency": "month"}


def codes(policy):
    return [(found.code, found.params.get("value")) for found in checking.check(policy)]


@pytest.mark.parametrize(
    ("bands", "more", "found"),
    [
        (((0, 100, 1), (100, 200, 2)), {"above": "nothing"}, []),
        (((0, 100, 1), (50, 200, 2)), {"above": "nothing"}, [("overlap", "50")]),
        (((0, "99.99", 1), (100, "200", 2)), {"above": "nothing", "bounds": "steps"}, []),
        (((0, 99, 1), (100, 200, 2)), {"above": "nothing", "bounds": "steps"}, [("hole", "99.01")]),
        (((0, 99, 1), (100, 200, 2)), {"above": "nothing", "bounds": "steps", "step": "1"}, []),
        (((0, 100, 1), (100, 200, 2)), {"above": "nothing", "bounds": "steps"}, [("overlap", "100")]),
        (((5, 100, 1), (100, None, 2)), {"below": "undefined"}, [("hole", "5")]),
        (((0, 100, 1), (100, 200, 2)), {}, [("hole", "200")]),
        (((0, 100, 3), (100, None, 2)), {}, [("falls", "100")]),
        (((0, 100, 3), (100, None, 2)), {"method": "stepped"}, []),
    ],
)  # fmt: skip
def test_scales_are_checked_in_steps_of_their_smallest_unit(bands, more, found):
    assert codes(program(more, bands, **YEAR)) == found


def test_parts_add_up_to_the_whole():
    splits = [{"component": "rebate", "form": "coop", "percent": "60"}, {"component": "rebate", "form": "credit_note", "percent": "30"}]
    assert codes(program({"rate": "1"}, splits=splits, **YEAR)) == [("split", None)]


@pytest.mark.parametrize(("split", "found"), [("25, 25, 25, 25", []), ("25, 25, 25, 20", ["split"]), ("50, 50", ["split-parts"])])
def test_a_target_is_split_over_the_periods_of_a_year(split, found):
    target = {"name": "year", "of": "1000", "split": split}
    policy = program({"rate": "1", "gate": "measure.sales >= target.year"}, targets=[target], frequency="quarter", year="calendar")
    assert [code for code, _value in codes(policy)] == found


def test_a_program_that_ends_within_a_period_is_named():
    found = list(checking.check(program({"rate": "1"}, ends_on="2026-06-15", **YEAR)))
    assert [(one.code, one.params["name"], one.params["end"]) for one in found] == [("cut-period", "2026-06", "2026-06-15")]


def test_a_list_of_periods_has_no_overlaps_and_its_gaps_are_named():
    rows = [
        {"name": name, "starts_on": start, "ends_on": end}
        for name, start, end in (("one", "2026-01-01", "2026-02-10"), ("two", "2026-02-12", "2026-03-01"))
    ]
    assert [code for code, _value in codes(program({"rate": "1"}, frequency="own", periods=rows))] == ["gap"]
    rows[1]["starts_on"] = "2026-02-10"
    assert [code for code, _value in codes(program({"rate": "1"}, frequency="own", periods=rows))] == ["overlap"]


@pytest.mark.parametrize(
    ("component", "more", "found"),
    [
        ({"rate": "1", "gate": "1 > 2"}, {}, "never"), ({"rate": "1"}, {"measures": [{"name": "sales"}, {"name": "units"}]}, "unused"),
        ({"rate": "1"}, {"components": []}, "no-component"), ({"rate": "1"}, {"grace_days": 5}, "late"), ({"rate": "1"}, {"joiners": "days"}, "no-date"),
        ({"rate": "1"}, {"ends_on": "2025-01-01"}, "backwards"), ({"rate": "1"}, {"frequency": "whole"}, "no-end"),
    ],
)  # fmt: skip
def test_what_can_never_be_paid_or_settled_is_named(component, more, found):
    assert found in [code for code, _value in codes(program(component, **{**YEAR, **more}))]


MEASURES = [
    {"name": "sales"}, {"name": "before", "span": "last_year"}, {"name": "pieces", "of": "quantity"}, {"name": "lines", "of": "lines"},
    {"name": "points", "of": "quantity", "weight": "2"},
]  # fmt: skip


@pytest.mark.parametrize(
    ("gate", "text"),
    [
        ("measure.sales + measure.pieces >= 100", "measure.sales + measure.pieces"), ("measure.sales >= measure.pieces", "measure.sales >= measure.pieces"),
        ("percent(measure.pieces, measure.sales) >= 5", "percent(measure.pieces, measure.sales)"),
        ("highest(measure.sales, measure.lines) >= 5", "highest(measure.sales, measure.lines)"),
        ("measure.sales >= target.pieces * 2", "measure.sales >= target.pieces * 2"),
        ("measure.sales >= 100 and measure.sales - measure.before > measure.pieces", "measure.sales - measure.before > measure.pieces"),
        ("round(measure.sales, 0) > measure.lines / 2", "round(measure.sales, 0) > measure.lines / 2"),
    ],
)  # fmt: skip
def test_an_amount_and_pieces_are_neither_added_nor_compared(gate, text):
    target = {"name": "pieces", "of": "measure.pieces * 1.1"}
    found = [one for one in checking.check(program({"rate": "1", "gate": gate}, measures=MEASURES, targets=[target], **YEAR)) if one.code == "units"]
    assert [(one.severity, one.place, one.named["text"]) for one in found] == [("warning", "/components/0/gate", text)]


@pytest.mark.parametrize(
    "gate",
    [
        "measure.sales - measure.before >= 100", "measure.pieces + measure.lines >= 5", "measure.sales >= 100 and measure.pieces >= 10",
        "measure.sales / measure.pieces >= 20", "measure.sales / measure.before >= measure.pieces / measure.lines", "measure.pieces * 25 >= 100",
        "measure.points >= measure.sales", "percent(measure.sales, measure.before) >= 105", "partner.target > measure.sales",
    ],
)  # fmt: skip
def test_what_is_of_one_unit_or_of_none_is_sound(gate):
    assert "units" not in {one.code for one in checking.check(program({"rate": "1", "gate": gate}, measures=MEASURES, **YEAR))}


def test_a_field_of_lines_the_database_cannot_ask_for_is_refused_where_it_is_named(monkeypatch):
    """Lines are summed by the database: a rule over a field that is not kept for it would only fail when the period is calculated."""
    closed = rules.Facts({"line.x_seller": rules.Fact(rules.TEXT, "Seller", sql="the field is not filterable")})
    monkeypatch.setitem(KNOWN, "line", KNOWN["line"] | closed)
    with pytest.raises(CompileError) as raised:
        program({"rate": "1"}, measures=[{"name": "sales", "where": 'line.x_seller == "Ann"'}], **YEAR)
    assert [(one.code, one.place, one.params) for one in raised.value.findings] == [
        ("not-in-sql", "/measures/0/where", {"name": "line.x_seller", "why": "the field is not filterable"})
    ]


def test_a_formula_that_is_a_whole_number_may_be_written_as_one():
    assert program({"rate": 10, "cap": 100}).document == program({"rate": "10", "cap": "100"}).document
