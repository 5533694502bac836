"""Figures on pages and by the API: staff see all partners, a partner its own open figures and nothing else."""

import html
import re
import uuid

import pytest

from core.entities.unit import unit
from hansa import clock, entity_of, records
from hansa.testing import Person
from tests.fixture_plugins.sales.plugin import LINE
from tests.plugins.policies.metrics.conftest import build_all, enter

API = "/api/v1/alpha/policies/metrics/"
SHARE = {"name": "share", "label": "Share", "kind": "formula", "formula": "percent(sales.revenue, all.sales.revenue)"}
PAGES = "/alpha/policies/metrics/"


@pytest.fixture
def sold(line, program):
    """Both rivals sold something, and the books are complete."""
    today = clock.today("Europe/Berlin").isoformat()
    line("a", today, "1234.5", product_line="bikes", cost="1000")
    line("a", today, "-34.5", product_line="bikes")
    line("b", today, "777.25", product_line="parts", cost="1")
    build_all()


@pytest.fixture
def ask(as_user):
    """`ask("a", "sales.revenue", window="this year")`: the API's answer to a person."""
    return lambda name, path="", **args: as_user(name).get(f"{API}{path}", query_string=args, headers=Person(name).bearer)


def test_staff_read_the_figures_of_all_partners(sold, ask, program):
    found = ask("manager", "sales.revenue", window="this month").json
    assert {item["partner"]: item["value"] for item in found["items"]} == {
        str(program.partner("a")): "1200", str(program.partner("a2")): "0", str(program.partner("b")): "777.25",
    }  # fmt: skip
    assert (found["window"], found["unit"]) == ("this month", "money")


def test_a_partner_reads_its_own_figure_whatever_it_asks_for(sold, ask, program):
    for args in ({}, {"partner": str(program.partner("b"))}, {"level": "all"}, {"level": "tree"}, {"level": "partner.region"}):
        found = ask("a", "sales.revenue", window="this month", **args)
        assert [(item["partner"], item["value"]) for item in found.json["items"]] == [(str(program.partner("a")), "1200")], args
        assert "777" not in found.text
    split = ask("a", "sales.revenue", window="this month", by="product_line").json["items"]
    assert split == [{"partner": str(program.partner("a")), "product_line": "bikes", "value": "1200"}]


def test_closed_measures_do_not_exist_for_partners(sold, ask):
    assert ask("manager", "sales.margin").status_code == 200
    assert ask("a", "sales.margin").status_code == ask("a", "sales.nothing").status_code == 404
    assert "sales.margin" not in ask("a").text and "sales.margin" in ask("manager").text


def test_a_partner_neither_splits_nor_narrows_by_what_its_records_do_not_show_it(sold, ask):
    enter()
    raw = {"name": "costs", "label": "Costs", "entity": "sales.line", "aggregate": "count", "date": "invoiced_on", "dimensions": "cost, kind", "open": True}
    unit(lambda: records.create(entity_of("policies.measure"), raw))
    build_all()
    assert len(ask("manager", "own.costs", window="this month", by="cost").json["items"]) == 3
    assert ask("manager", "own.costs", window="this month", where='cost == "10000000"').status_code == 200
    for refused in ({"by": "cost"}, {"by": "kind,cost"}, {"where": 'cost == "10000000"'}):
        assert ask("a", "own.costs", window="this month", **refused).status_code == 422, refused
    assert [item["value"] for item in ask("a", "own.costs", window="this month", by="kind").json["items"]] == ["2"]
    assert '"cost"' not in ask("a").text and '"cost"' in ask("manager").text


def test_what_everybody_has_together_is_unknown_to_a_partner(sold, ask):
    enter()
    unit(lambda: records.create(entity_of("policies.measure"), {**SHARE, "open": True}))
    assert ask("manager", "own.share", window="this month").json["items"] != []
    assert [item["value"] for item in ask("a", "own.share", window="this month").json["items"]] == [None]


@pytest.mark.parametrize(
    ("args", "pointer"),
    [
        ({"window": "this decade"}, "/window"), ({"day": "soon"}, "/day"), ({"by": "colour"}, "/by"), ({"where": "kind ="}, "/where"),
        ({"known_at": "2026-01-01T00:00:00"}, "/known_at"), ({"partner": "x"}, "/partner"), ({"level": "world"}, "/level"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_asked_is_refused_at_its_part(sold, ask, args, pointer):
    found = ask("manager", "sales.revenue", **args)
    assert found.status_code == 422, found.text
    assert [error["pointer"] for error in found.json["errors"]] == [pointer]


def test_regional_staff_see_the_figures_of_their_region(sold, ask, program):
    found = ask("west", "sales.revenue", window="this month").json["items"]
    assert [(item["partner"], item["value"]) for item in found] == [(str(program.partner("b")), "777.25")]
    assert ask("west", "sales.revenue", window="this month", level="all").json["items"] == [{"value": "777.25"}]


def test_the_page_of_a_measure_ranks_partners_and_charts_the_months(sold, as_user):
    page = as_user("manager").get(f"{PAGES}sales.revenue?window=this+month").text
    assert page.index("Ashford Systems") < page.index("Bellweather Networks")
    assert "1,200.00" in page and "777.25" in page and "1,977.25" in page and "<svg viewBox" in page
    assert "sales.revenue" in as_user("manager").get(PAGES).text


def test_a_partner_sees_its_own_figures_only(sold, as_user):
    for path in ("", "sales.revenue", "card", "sales.revenue?partner=00000000-0000-0000-0000-000000000000"):
        page = as_user("a").get(f"{PAGES}{path}")
        assert page.status_code == 200 and "777" not in page.text and "Bellweather" not in page.text
    assert "1,200.00" in as_user("a").get(PAGES).text
    assert as_user("a").get(f"{PAGES}sales.margin").status_code == 404


def test_staff_see_figures_beside_a_partner_and_partners_do_not(sold, as_user, program):
    path = f"{PAGES}of/{program.partner('b')}"
    assert "777.25" in as_user("manager").get(path, headers={"HX-Request": "true"}).text
    assert as_user("a").get(path).status_code in (403, 404)


def test_a_figure_that_is_not_kept_up_yet_is_unknown_to_partners_and_counted_for_staff(line, ask, program):
    line("a", clock.today("Europe/Berlin").isoformat(), "10")
    assert ask("manager", "sales.revenue", window="this month", partner=str(program.partner("a"))).json["items"][0]["value"] == "10"
    assert ask("a", "sales.revenue", window="this month").json["items"] == [{"partner": str(program.partner("a")), "value": None}]


def test_a_partner_that_changes_its_own_record_is_counted_with_fields_it_does_not_see(sold, as_user, ask, program):
    made = as_user("a").post(
        "/api/v1/alpha/sales/line/", json={"title": "Own", "amount": "5", "invoiced_on": clock.today("Europe/Berlin").isoformat()},
        headers={**Person("a").bearer, "Idempotency-Key": "1"},
    )  # fmt: skip
    assert made.status_code == 201, made.text
    enter()
    one = records.get(LINE, uuid.UUID(made.json["id"]))
    unit(lambda: records.update(LINE, records.get(LINE, one.id), {"cost": "2"}))
    changed = as_user("a").patch(
        f"/api/v1/alpha/sales/line/{one.id}", json={"amount": "7"}, headers={**Person("a").bearer, "If-Match": "2", "Idempotency-Key": "2"}
    )
    assert changed.status_code == 200, changed.text
    found = ask("manager", "sales.margin", window="this month", partner=str(program.partner("a"))).json["items"]
    assert found[0]["value"] == "239.5"


def rows_of(person, path):
    """The list of records the page of a figure leads to."""
    link = re.search(r'href="(/alpha/[a-z_/]+\?f\.[^"]+)"', person.get(path).text)
    return link and person.get(html.unescape(link[1]))


def test_a_figure_leads_to_the_records_of_its_window_and_partner(sold, line, as_user, program):
    line("a", "2019-05-05", "5", product_line="old")
    answer = rows_of(as_user("manager"), f"{PAGES}sales.revenue?window=this+month&partner={program.partner('a')}")
    assert answer.status_code == 200
    assert "1,234.50" in answer.text and "777.25" not in answer.text and "5.00" not in answer.text.replace("1,234.50", "")


def test_a_partner_is_led_to_its_own_records(sold, as_user):
    answer = rows_of(as_user("a"), f"{PAGES}sales.revenue?window=this+month")
    assert answer.status_code == 200 and "1,234.50" in answer.text and "777.25" not in answer.text


def test_a_formula_leads_to_no_records(sold, as_user):
    assert rows_of(as_user("manager"), f"{PAGES}sales.net?window=this+month") is None


def test_figures_that_end_and_figures_that_do_not_are_ranked_together(line, program, as_user):
    today = clock.today("Europe/Berlin")
    before = today.replace(year=today.year - 1, day=1)
    for partner, was, now in (("a", "100", "150"), ("b", "300", "400")):  # 50 %, and a third
        line(partner, before.isoformat(), was)
        line(partner, today.isoformat(), now)
    build_all()
    page = as_user("manager").get(f"{PAGES}sales.growth?window=this+month").text
    assert page.index("50%") < page.index("33.3%")
