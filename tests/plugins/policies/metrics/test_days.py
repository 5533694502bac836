"""When something first was so: figures that are days."""

from datetime import date

import pytest

from core.entities.unit import unit
from hansa import entity_of, records, rules
from hansa.testing import Person
from plugins.policies.api import metric_facts, metric_values
from plugins.policies.metrics import columns
from plugins.policies.metrics.compiled import MeasureError, compiled
from plugins.policies.metrics.figures import day
from plugins.policies.metrics.measure import Measure
from tests.fixture_plugins.sales.plugin import LINE
from tests.plugins.policies.metrics.conftest import enter

BEGAN = "metric.sales.began.ever"


@pytest.fixture
def sold(line):
    line("a", "2025-05-02")
    line("a", "2024-02-29")
    line("a", "2023-01-01", kind="return")
    line("b", "1969-12-31")


def test_the_first_day_is_told_and_none_is_unknown(ways, sold, ask_days):
    ways()
    assert ask_days("ever") == {"a": date(2024, 2, 29), "a2": None, "b": date(1969, 12, 31)}
    assert ask_days("since 2025-01-01")["a"] == date(2025, 5, 2)


@pytest.fixture
def ask_days(figures):
    return lambda window: {name: day(figure) for name, figure in figures("sales.began", window, "2026-12-31").items()}


def test_what_is_taken_back_is_no_first_day_any_more(ways, line, ask_days):
    made = line("a", "2024-02-29")
    line("a", "2025-05-02")
    unit(lambda: records.archive(LINE, made))
    ways()
    assert ask_days("ever")["a"] == date(2025, 5, 2)


def test_of_nothing_there_is_no_first_day_of_all_together(ways, inside, figures):
    ways()
    assert figures("sales.began", "ever", "2026-12-31", level="all") == {}


def test_rules_compare_the_day(sold, program):
    enter()
    partners = [program.partner(name) for name in ("a", "a2")]
    found = metric_values([BEGAN], partners, day=date(2026, 12, 31))
    rule = rules.parse(f"{BEGAN} <= date(\"2024-12-31\")", metric_facts(), expect=rules.BOOL)
    assert [rule.run(found[one]) for one in partners] == [True, None]


def test_a_list_is_sorted_and_filtered_by_the_day(sold, inside, as_user):
    unit(lambda: records.create(entity_of("policies.figure_column"), {"label": "Since", "measure": "sales.began", "window": "ever"}))
    enter()
    unit(columns.reckon)
    name, person = "policies__sales_began__ever", as_user("manager")
    ask = lambda **query: person.get("/api/v1/alpha/core/partner/", query_string={"cols": name, **query}, headers=Person("manager").bearer)  # noqa: E731
    assert [row[name] for row in ask(sort=name).json["items"]] == ["1969-12-31", "2024-02-29", None]
    assert [row[name] for row in ask(**{f"f.{name}.ge": "2000-01-01"}).json["items"]] == ["2024-02-29"]


def test_the_api_tells_a_day(sold, as_user, program):
    answer = as_user("manager").get("/api/v1/alpha/policies/metrics/sales.began?window=ever", headers=Person("manager").bearer).json
    assert {item["value"] for item in answer["items"]} == {"2024-02-29", "1969-12-31", None}


@pytest.mark.parametrize("words", [{"aggregate": "sum"}, {"unit": "number"}, {"value": "amount"}, {"per": "customer"}, {"aggregate": "median"}])
def test_of_days_there_are_only_the_first_and_the_last(inside, words):
    given = {"unit": "date", "value": "invoiced_on", "aggregate": "min", **words}
    with pytest.raises(MeasureError) as refused:
        compiled(Measure(key="sales.x", label="X", entity=LINE, date="invoiced_on", **given))
    assert refused.value.field in ("value", "aggregate")
