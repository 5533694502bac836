"""Measures without code: declared as records, in a program's text, or told by hand with the agreement of another person."""

import uuid
from datetime import date
from decimal import Decimal as D

import pytest
import sqlalchemy as sa

from core.entities.unit import unit
from core.errors import Conflict, Unprocessable
from hansa import db, entity_of, perform, records
from hansa.testing import Person, sample
from plugins.policies.metrics import text_measures
from plugins.policies.metrics.facts import metric_values
from plugins.policies.metrics.known import known
from plugins.policies.metrics.values import value
from plugins.policies.metrics.window import Window
from tests.plugins.policies.metrics.conftest import build_all, enter


@pytest.fixture
def declare(inside):
    """`declare("big", entity=..., ...)`: the key of a measure of the program."""

    def made(name: str, **raw) -> str:
        unit(lambda: records.create(entity_of("policies.measure"), {"name": name, "label": name.title(), **raw}))
        enter()
        return f"own.{name}"

    return made


BIG = {
    "entity": "sales.line",
    "value": "amount - cost",
    "where": 'line.kind == "goods" and amount >= 100',
    "date": "sold_at",
    "unit": "money",
}


def test_a_program_declares_a_measure_over_any_records(ways, line, declare, figures):
    key = declare("big", **BIG, dimensions="product_line, kind")
    line("a", "2026-01-10", "99", cost="1")
    line("a", "2026-01-11", "100", cost="30.5", product_line="bikes")
    ways()
    assert figures(key, "this year", "2026-12-31")["a"] == D("69.5")
    assert figures(key, "this year", "2026-12-31", by=("product_line",)) == {("a", "bikes"): D("69.5")}


def test_custom_fields_are_measured_like_those_of_the_code(ways, line, declare, figures, as_user):
    assert as_user("admin").submit("/alpha/admin/fields/sales.line/new/decimal", {"label": "Weight", "filterable": "1"}).status_code == 303
    enter()
    key = declare("weight", entity="sales.line", value="x_weight", date="invoiced_on")
    one = line("a", "2026-01-10", x_weight="2.5")
    line("b", "2026-01-10", x_weight="7.0001")
    unit(lambda: records.update(entity_of("sales.line"), records.get(entity_of("sales.line"), one.id), {"x_weight": "3.5"}))
    ways()
    assert figures(key, "this year", "2026-12-31") == {"a": D("3.5"), "a2": 0, "b": D("7.0001")}


def test_a_new_measure_counts_at_once_and_its_book_follows(line, declare, figures):
    line("a", "2026-01-10", "150", cost="50")
    key = declare("big", **BIG)
    assert figures(key, "this year", "2026-12-31")["a"] == 100
    build_all()
    assert known().plain[key].series in {one.series for one in known().by_entity["sales.line"]}
    assert figures(key, "this year", "2026-12-31")["a"] == 100


@pytest.mark.parametrize(
    ("raw", "pointer"),
    [
        ({"entity": "sales.nothing"}, "/entity"),
        ({"entity": "sales.line", "value": "amounts"}, "/value"),
        ({"entity": "sales.line", "value": "title"}, "/value"),
        ({"entity": "sales.line", "value": "amount", "where": "amount > "}, "/where"),
        ({"entity": "sales.line", "value": "amount", "date": "title"}, "/date"),
        ({"entity": "sales.line", "value": "amount", "partner": "customer"}, "/partner"),
        ({"entity": "policies.calendar", "aggregate": "count"}, "/partner"),
        ({"entity": "sales.line", "value": "amount", "dimensions": "a,b"}, "/dimensions"),
        ({"entity": "sales.line", "value": "amount", "dimensions": "title,kind,customer,currency,quantity"}, "/dimensions"),
        ({"entity": "sales.line", "value": "amount", "per": "customer", "aggregate": "average"}, "/aggregate"),
        ({"entity": "sales.line", "value": "amount", "having": "values > 3"}, "/having"),
        ({"kind": "formula", "formula": "sales.revenue / sales.nothing"}, "/formula"),
        ({"kind": "formula", "formula": "sales.revenue +"}, "/formula"),
        ({"kind": "formula", "formula": "own.wrong + 1"}, "/formula"),
    ],
)
def test_what_cannot_be_measured_is_refused_at_its_field(declare, raw, pointer):
    with pytest.raises(Unprocessable) as refused:
        declare("wrong", **raw)
    assert [error["pointer"] for error in refused.value.errors] == [pointer]


def test_formulas_do_not_go_round_in_circles(declare):
    declare("first", kind="formula", formula="sales.revenue + 1")
    declare("second", kind="formula", formula="own.first + 1")
    entity = entity_of("policies.measure")
    first = next(row for row in known().derived if row == "own.first")
    with pytest.raises(Unprocessable):
        unit(lambda: records.update(entity, _row(entity, first), {"formula": "previous.own.second"}))


def _row(entity, key):
    model = entity.model
    return records.get(entity, db.session.scalars(sa.select(model.id).where(model.name == key.removeprefix("own."))).one())


def test_the_text_of_a_program_holds_its_measures(declare):
    declare("big", **BIG)
    declare("twice", kind="formula", formula="own.big * 2", open=True)
    text = text_measures.export()
    assert text["twice"] == {
        "label": "Twice",
        "kind": "formula",
        "unit": "number",
        "open": True,
        "aggregate": "sum",
        "formula": "own.big * 2",
    }
    assert text_measures.plan(text) == []
    smaller = {"twice": {**text["twice"], "formula": "sales.revenue * 2", "open": False}}
    assert sorted((one.kind, one.path, bool(one.unsafe)) for one in text_measures.plan(smaller)) == [
        ("change", "twice/formula", False), ("remove", "big", True), ("remove", "twice/open", False),
    ]  # fmt: skip
    unit(lambda: text_measures.apply(smaller))
    assert text_measures.export() == {"twice": {key: value for key, value in smaller["twice"].items() if key != "open"}}
    unit(lambda: text_measures.apply(text))
    assert text_measures.plan(text) == []


@pytest.fixture
def tell(declare, program, as_user):
    """`tell("12.5", "2026-03-01", source_id="s1")`: the API's answer to a figure the manager tells about partner `a`."""
    declare("share", kind="manual", aggregate="last", unit="percent")

    def made(value: str, day: str, **raw):
        given = {"measure": "share", "partner_id": str(program.partner("a")), "value": value, "effective_on": day, **raw}
        headers = {**Person("manager").bearer, "Idempotency-Key": f"{value} {day} {sorted(raw.items())}"}
        return as_user("manager").post("/api/v1/alpha/policies/measure_value/", json=given, headers=headers)

    return made


def approve(tell_answer) -> None:
    enter()
    entity = entity_of("policies.measure_value")
    unit(lambda: perform(entity, records.get(entity, uuid.UUID(tell_answer.json["id"])), "approve"))


def test_a_figure_told_by_hand_counts_once_another_person_agreed(tell, figures, as_user):
    answer = tell("12.5", "2026-03-01")
    assert answer.status_code == 201, answer.text
    assert figures("own.share", "this year", "2026-12-31") == {"a": None, "a2": None, "b": None}
    url = f"/api/v1/alpha/policies/measure_value/{answer.json['id']}/transitions/approve"
    own = as_user("manager").post(url, json={}, headers={**Person("manager").bearer, "Idempotency-Key": "1", "If-Match": "1"})
    assert own.status_code in (403, 409), own.text
    other = as_user("admin").post(url, json={}, headers={**Person("admin").bearer, "Idempotency-Key": "2", "If-Match": "1"})
    assert other.status_code == 200, other.text
    assert figures("own.share", "this year", "2026-12-31") == {"a": D("12.5"), "a2": None, "b": None}
    assert figures("own.share", "2026-01", "2026-12-31")["a"] is None


def test_the_same_figure_again_changes_nothing_and_a_correction_takes_its_place(tell, figures):
    first = tell("12.5", "2026-03-01", source_id="s1")
    approve(first)
    assert tell("12.5", "2026-03-01", source_id="s1", note="again").status_code == 409
    corrected = tell("11", "2026-03-01", source_id="s1")
    assert figures("own.share", "this year", "2026-12-31")["a"] == D("12.5")
    approve(corrected)
    assert figures("own.share", "this year", "2026-12-31")["a"] == 11


def test_only_measures_told_by_hand_are_told(tell, declare, program):
    declare("big", **BIG)
    with pytest.raises(Unprocessable):
        given = {"measure": "big", "partner_id": str(program.partner("a")), "value": "1", "effective_on": "2026-01-01"}
        unit(lambda: records.create(entity_of("policies.measure_value"), given))


def test_the_name_of_a_measure_that_was_told_stays(tell, declare):
    tell("12.5", "2026-03-01")
    enter()
    entity = entity_of("policies.measure")
    with pytest.raises(Conflict):
        unit(lambda: records.update(entity, _row(entity, "own.share"), {"name": "other"}))


def test_the_examples_of_the_form_make_a_measure(declare):
    given = sample(entity_of("policies.measure").schema())
    assert declare("sampled", **{name: value for name, value in given.items() if name not in ("name", "label")}) in known().plain


COHORT = {"K1": (1, 2, 3, 4), "K2": (1, 2), "K3": (1, 3), "K4": (2, 3, 4), "K5": (4,)}
"""In which months of 2026 each customer bought."""


@pytest.fixture
def cohort(line, declare):
    """Customers of A over four months, and who of them was new; `cohort(formula)` declares a formula over both."""
    for customer, months in COHORT.items():
        for month in months:
            line("a", f"2026-{month:02}-15", "100" if customer != "K2" or month == 1 else "5", customer=customer)
    buys = {"entity": "sales.line", "date": "invoiced_on"}
    declare("buyers", aggregate="count_distinct", value="customer", **buys)
    declare("fresh", aggregate="count_distinct", value="customer", new=True, **buys)
    declare("large", aggregate="sum", value="amount", per="customer", having="value >= 50", **buys)
    return lambda formula: declare("asked", kind="formula", formula=formula)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("previous_3_months.own.buyers", 3),
        ("previous_1_quarters.own.buyers", 3),
        ("retained_3_months.own.buyers", 1),
        ("retained_2_months.own.buyers", 2),
        ("kept_1_month.own.buyers", 2),
        ("kept_2_months.own.buyers", 2),
        ("kept_3_months.own.buyers", 1),
        ("retained_2_months.own.fresh", 1),
        ("previous_3_months.own.fresh", 3),
        ("percent(retained_3_months.own.fresh, previous_3_months.own.fresh) * 3", 100),
        ("kept_2_months.own.fresh", 1),
        ("retained_1_years.own.buyers", 0),
    ],
)
def test_a_cohort_is_followed_as_far_as_it_is_asked(ways, cohort, figures, formula, expected):
    key = cohort(formula)
    ways()
    assert figures(key, "this month", "2026-04-30")["a"] == expected


@pytest.mark.parametrize(("day", "again"), [("2026-02-28", 1), ("2026-03-31", 2)])
def test_who_is_there_again_meets_the_condition_again(cohort, figures, day, again):
    assert figures(cohort("retained_1_months.own.large"), "this month", day)["a"] == again


@pytest.mark.parametrize("formula", ["retained.sales.revenue", "kept_3_months.sales.net", "retained_61_months.own.buyers", "kept_0_years.own.buyers"])
def test_of_what_is_not_told_apart_nothing_is_there_again(cohort, formula):
    with pytest.raises(Unprocessable) as refused:
        cohort(formula)
    assert refused.value.errors[0]["pointer"] == "/formula"


def test_a_formula_may_speak_of_a_partner_with_all_below_it(ways, line, declare, figures):
    key = declare("house", kind="formula", formula="tree.sales.revenue - sales.revenue")
    for partner, amount in (("a", "100"), ("a2", "30.5"), ("b", "7")):
        line(partner, "2026-01-10", amount)
    ways()
    assert figures(key, "this year", "2026-12-31") == {"a": D("30.5"), "a2": 0, "b": 0}
    assert figures(key, "this year", "2026-12-31", level="all") == {None: 0}


def test_a_level_may_ask_what_a_house_bought_together(ways, line, declare, figures, program):
    key = declare("house", kind="formula", formula="tree.sales.revenue")
    line("a2", "2026-01-10", "30")
    ways()
    found = metric_values([f"metric.{key}.this_year"], [program.partner("a"), program.partner("b")], day=date(2026, 12, 31))
    assert {one: list(held.values()) for one, held in found.items()} == {program.partner("a"): [30], program.partner("b"): [0]}


def test_a_partner_is_told_no_figure_of_those_below_it(ways, line, declare, figures, kit, program):
    key = declare("house", kind="formula", formula="tree.sales.revenue", open=True)
    line("a", "2026-01-10", "100")
    ways()
    with kit.acting(Person("a")):
        assert value(key, Window.parse("this year"), program.partner("a"), day=date(2026, 12, 31)) is None
