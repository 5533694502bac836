"""Figures as columns of the partner list: kept up, sorted and filtered by, for the vendor's people alone."""

from datetime import date

import pytest

from core.entities.facts import facts_of
from core.entities.unit import unit
from hansa import clock, entity_of, records
from hansa.testing import Person
from plugins.policies.metrics import building, columns, text_columns
from tests.plugins.policies.metrics.conftest import build_all, enter

LIST, API = "/alpha/core/partner/", "/api/v1/alpha/core/partner/"
NAME = "policies__sales_revenue__this_month"


@pytest.fixture
def column(inside):
    """`column("sales.revenue", "this month")`: a column of the partner list, its figures reckoned."""

    def make(measure="sales.revenue", window="this month"):
        made = unit(lambda: records.create(entity_of("policies.figure_column"), {"label": "Revenue", "measure": measure, "window": window}))
        enter()
        unit(columns.reckon)
        enter()
        return made

    return make


@pytest.fixture
def sold(line):
    today = clock.today("Europe/Berlin").isoformat()
    line("a", today, "1200", product_line="bikes")
    line("b", today, "777.25", product_line="parts")
    build_all()


@pytest.fixture
def listed(as_user):
    """`listed("manager", sort=...)`: the API's rows of the partner list, with the column."""
    ask = lambda name, **args: as_user(name).get(API, query_string={"cols": f"name,{NAME}", **args}, headers=Person(name).bearer)  # noqa: E731
    return lambda name, **args: [(row["name"], row[NAME]) for row in ask(name, **args).json["items"]]


def test_the_list_sorts_partners_by_the_figure(sold, column, listed):
    column()
    rows = listed("manager", sort=f"-{NAME}")
    assert [value for _name, value in rows] == ["1200.0000", "777.2500", "0.0000"]


def test_the_list_filters_partners_by_the_figure(sold, column, listed):
    column()
    assert [value for _name, value in listed("manager", **{f"f.{NAME}.ge": "1000"})] == ["1200.0000"]
    assert [value for _name, value in listed("manager", **{f"f.{NAME}.between": "1..1000"})] == ["777.2500"]


def test_pages_of_the_list_follow_the_order_of_the_figure(sold, column, as_user):
    column()
    person, seen, after = as_user("manager"), [], ""
    for _page in range(3):
        query = {"cols": NAME, "sort": NAME, "size": "1", **({"after": after} if after else {})}
        found = person.get(API, query_string=query, headers=Person("manager").bearer).json
        seen, after = [*seen, found["items"][0][NAME]], found["next"]
    assert (seen, after) == (["0.0000", "777.2500", "1200.0000"], None)


@pytest.mark.parametrize("name", ["a", "above"])
def test_a_partner_can_neither_see_nor_ask_for_the_column(sold, column, as_user, name):
    column()
    for query in ({"cols": NAME}, {"sort": NAME}, {f"f.{NAME}.ge": "1"}):
        assert as_user(name).get(API, query_string=query, headers=Person(name).bearer).status_code == 400, (name, query)


def test_regional_staff_see_the_figures_of_their_region(sold, column, listed):
    column()
    assert [value for _name, value in listed("west")] == ["777.2500"]


def test_what_was_sold_since_is_there_after_the_job(sold, column, line, listed):
    column()
    line("b", clock.today("Europe/Berlin").isoformat(), "1000")
    assert unit(building.fold) > 0
    assert unit(columns.reckon) == 1
    assert [value for _name, value in listed("manager", sort=f"-{NAME}")] == ["1777.2500", "1200.0000", "0.0000"]


def test_a_window_moves_with_the_day(sold, column, monkeypatch, inside):
    column()
    assert unit(lambda: columns.reckon(everything=False)) == 0
    monkeypatch.setattr(columns.clock, "today", lambda zone: date(2019, 1, 1))
    assert unit(lambda: columns.reckon(everything=False)) == 2


def test_an_unknown_figure_is_no_zero(inside, column, as_user):
    column("sales.average", "this month")
    unknown = "policies__sales_average__this_month"
    rows = as_user("manager").get(API, query_string={"cols": unknown}, headers=Person("manager").bearer).json["items"]
    assert {row[unknown] for row in rows} == {None}
    assert len(rows) == 3


def test_a_column_of_another_measure_shows_nothing_of_the_one_before(sold, column, as_user):
    made = column()
    unit(lambda: records.update(entity_of("policies.figure_column"), made, {"measure": "sales.units"}))
    enter()
    other = "policies__sales_units__this_month"
    ask = lambda: as_user("manager").get(API, query_string={"cols": other}, headers=Person("manager").bearer).json["items"]  # noqa: E731
    assert {row[other] for row in ask()} == {None}
    enter()
    unit(lambda: columns.reckon(everything=False))
    assert {row[other] for row in ask()} == {"0.0000"}


def test_an_archived_column_is_gone_from_the_list(sold, column, as_user):
    made = column()
    unit(lambda: records.archive(entity_of("policies.figure_column"), made))
    assert as_user("manager").get(API, query_string={"sort": NAME}, headers=Person("manager").bearer).status_code == 400


@pytest.mark.parametrize(("raw", "pointer"), [({"measure": "sales.nothing"}, "/measure"), ({"window": "this decade"}, "/window")])
def test_a_column_that_cannot_be_reckoned_is_refused_at_its_field(inside, as_user, raw, pointer):
    given = {"label": "Revenue", "measure": "sales.revenue", "window": "this month", **raw}
    found = as_user("manager").post("/api/v1/alpha/policies/figure_column/", json=given, headers=Person("manager").bearer)
    assert (found.status_code, [error["pointer"] for error in found.json["errors"]]) == (422, [pointer])


def test_the_same_column_is_made_once(inside, column, as_user):
    column()
    given = {"label": "Again", "measure": "sales.revenue", "window": "This  month"}
    assert as_user("manager").post("/api/v1/alpha/policies/figure_column/", json=given, headers=Person("manager").bearer).status_code == 409


def test_rules_do_not_read_columns_of_lists(inside, column):
    column()


    assert f"partner.{NAME}" not in facts_of(entity_of("core.partner"), "partner")


def test_the_page_shows_the_figure_and_the_file_holds_it(sold, column, as_user):
    column()
    person = as_user("manager")
    assert "1,200.00" in person.get(f"{LIST}?cols=name&cols={NAME}").text
    assert "1200" in person.get(f"{LIST}export.csv?cols=name&cols={NAME}").text


def test_a_measure_is_put_into_the_list_from_its_page(sold, column, as_user):
    person = as_user("manager")
    page = person.get("/alpha/policies/metrics/sales.revenue?window=this+month").text
    assert "/alpha/policies/metrics/sales.revenue/column" in page
    assert person.submit("/alpha/policies/metrics/sales.revenue/column", {"window": "this month"}).status_code == 303
    page = person.get("/alpha/policies/metrics/sales.revenue?window=this+month").text
    assert f"sort=-{NAME}" in page and "sales.revenue/column" not in page


def test_a_program_says_its_columns_as_text(sold, column):
    column()
    said = text_columns.export()
    assert said == {NAME: {"label": "Revenue", "measure": "sales.revenue", "window": "this month"}}
    unit(lambda: text_columns.apply({"net": {**said[NAME], "measure": "sales.net"}}))
    assert [one["measure"] for one in text_columns.export().values()] == ["sales.net"]
