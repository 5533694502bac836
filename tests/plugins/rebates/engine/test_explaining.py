import pytest

from core.db import db
from hansa.testing import Person
from plugins.rebates.engine.comparing import difference
from plugins.rebates.engine.explaining import explain
from plugins.rebates.models import Result
from tests.plugins.rebates.desk import ALPHA
from tests.plugins.rebates.programs import document

MONTHLY = {"frequency": "month", "year": "calendar"}


@pytest.fixture
def result(desk):
    measures = [{"name": "sales", "where": 'line.product_line == "pumps"'}]
    desk.publish("bonus", document(None, ((0, 1), (1000, 3)), measures=measures, **MONTHLY))
    desk.line("a", "2026-01-05", "1500", product_line="pumps")
    desk.line("a", "2026-01-06", "-100", product_line="pumps", kind="return")
    desk.line("a", "2026-01-07", "900", product_line="valves")
    desk.line("b", "2026-01-05", "7", product_line="pumps")
    run = desk.run(desk.stretch("bonus", "2026-01-01", "2026-01-31"), "2026-02-10")
    return next(row.id for row in desk.results(run["id"]) if row.partner_id == ALPHA.partner("a"))


def walk(node):
    yield node
    for below in node.below:
        yield from walk(below)


def told(desk, result):
    with desk.system("2026-02-11"):
        return explain(db.session.get(Result, (ALPHA.id, result)))


def test_a_figure_is_explained_down_to_the_lines_it_counts(desk, result):
    nodes = list(walk(told(desk, result)))
    assert sorted(one.value for one in nodes if one.record is not None and one.record[0] == "orders.line") == ["-100", "1500"]
    assert [one.value for one in nodes if one.label == "Before rounding"] == ["42"]
    assert [one.value for one in nodes if one.label == "Version of the policy"] == ["1"]


def test_an_explanation_is_the_same_bytes_every_time(desk, result):
    assert told(desk, result).as_json() == told(desk, result).as_json()


def test_a_partner_reads_why_of_its_own_figures(desk, result):
    with desk.kit.acting(Person("a")):
        found = explain(db.session.get(Result, (ALPHA.id, result)))
    assert found.value == "42"
    assert len([one for one in walk(found) if one.record is not None and one.record[0] == "orders.line"]) == 2


def test_two_runs_are_compared_row_by_row(desk):
    desk.publish("bonus", document({"rate": "10"}, **MONTHLY))
    desk.line("a", "2026-01-05", "100")
    desk.line("b", "2026-01-05", "100")
    period = desk.stretch("bonus", "2026-01-01", "2026-01-31", "2026-02-20")
    first = desk.run(period, "2026-02-10")
    desk.line("a", "2026-01-20", "50", came="2026-02-12")
    second = desk.run(period, "2026-02-15")
    with desk.system("2026-02-16"):
        found = difference(first["id"], second["id"])
    assert [(one.partner_id, one.payable) for one in found] == [(ALPHA.partner("a"), 5)]


def test_a_part_that_is_paid_in_a_form_of_its_own_says_which_part_it_is(desk):
    splits = [{"component": "rebate", "form": "credit_note", "percent": "80", "leftover": True}, {"component": "rebate", "form": "coop", "percent": "20"}]
    desk.publish("bonus", document({"rate": "10"}, splits=splits, frequency="month", year="calendar"))
    desk.line("a", "2026-01-05", "100")
    run = desk.run(desk.stretch("bonus", "2026-01-01", "2026-01-31"), "2026-02-10")["id"]
    with desk.system("2026-02-11"):
        trees = {row.form: explain(desk.record(Result, row.id)) for row in desk.results(run)}
    parts = {form: [(one.label, one.value) for one in tree.below[0].below] for form, tree in trees.items()}
    assert parts["credit_note"] == [("Part that is paid in this form, in percent", "80"), ("Before rounding", "10")]
    assert parts["coop"][0][1] == "20"
