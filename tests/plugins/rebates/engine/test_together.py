import uuid
from datetime import UTC, date, datetime
from fractions import Fraction
from itertools import permutations

import pytest

from plugins.rebates.engine.calendar import span_at
from plugins.rebates.engine.cells import Cells, added
from plugins.rebates.engine.ready import ready
from plugins.rebates.engine.together import calculate
from plugins.rebates.engine.work import Work, shape_of
from tests.plugins.rebates.programs import compiled, document

A = uuid.UUID(int=1)
LINE = {"partner_id": A, "invoiced_on": date(2026, 5, 5), "amount": 1000, "product_line": "pumps"}


def work(slug, component, day=date(2026, 5, 5), **more):
    policy = compiled(document(component, year="calendar", frequency=more.pop("frequency", "month"), **more), slug)
    return Work(slug, ready(policy), span_at(policy, day))


def gives(works, lines=(LINE,)):
    cells = added(Cells(shape_of(works)), lines)
    found = calculate(works, {"invoiced_on": cells}, [A], lambda one: {})
    return {one.slug: sum((earned.earned for earned in gifts[A].earned), Fraction(0)) for one, gifts in found.items()}


def deals(**flags):
    return [work(str(rate), {"rate": str(rate)}, sequence=at, **flags) for at, rate in enumerate((10, 15, 20, 25))]


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_four_deals_give_one_answer_in_whatever_order_they_are_processed(order):
    works = deals(reduced=True)
    assert sum(gives([works[at] for at in order]).values()) == 100 + 135 + 153 + 153


def test_programs_that_look_at_the_gross_amount_are_not_reduced():
    assert sum(gives(deals()).values()) == 700


def test_a_program_that_reduces_nothing_leaves_the_base_of_later_ones():
    first, second = work("a", {"rate": "10"}, sequence=1, reduces=False), work("b", {"rate": "10"}, sequence=2, reduced=True)
    assert gives([second, first]) == {"a": 100, "b": 100}


def test_programs_of_the_same_place_do_not_reduce_each_other():
    both = [work(slug, {"rate": "10"}, sequence=1, reduced=True) for slug in "ab"]
    assert gives(both) == {"a": 100, "b": 100}


def test_only_lines_both_programs_count_are_reduced():
    pumps = [{"name": "sales", "where": 'line.product_line == "pumps"'}]
    first, second = work("a", {"rate": "10"}, sequence=1, measures=pumps), work("b", {"rate": "10"}, sequence=2, reduced=True)
    other = {**LINE, "product_line": "valves", "amount": 500}
    assert gives([first, second], [LINE, other]) == {"a": 100, "b": Fraction(140)}


@pytest.mark.parametrize(("strung", "annual"), [(False, 1200), (True, 1080)])
def test_a_year_may_be_paid_on_spend_net_of_what_its_months_earned(strung, annual):
    lines = [{**LINE, "invoiced_on": date(2026, month, 10)} for month in range(1, 13)]
    months = [work("monthly", {"rate": "10"}, date(2026, month, 10), sequence=1) for month in range(1, 13)]
    year = work("annual", {"rate": "10"}, frequency="year", sequence=2, reduced=strung)
    cells = added(Cells(shape_of([*months, year])), lines)
    found = calculate([year, *months], {"invoiced_on": cells}, [A], lambda one: {})
    assert found[year][A].earned[0].earned == annual


def test_what_came_after_the_cut_off_counts_in_the_next_period():

    january = date(2026, 1, 31)
    cut_offs = {date(2026, 1, 1): datetime(2026, 2, 6, tzinfo=UTC)}
    lines = [
        {**LINE, "invoiced_on": january, "created_at": datetime(2026, 2, 5, 23, tzinfo=UTC)},
        {**LINE, "invoiced_on": january, "amount": 50, "created_at": datetime(2026, 2, 6, tzinfo=UTC)},
    ]
    policy = compiled(document({"rate": "10"}, year="calendar", frequency="month"))
    first, second = (Work("p", ready(policy), span_at(policy, day), cut_offs) for day in (january, date(2026, 2, 1)))
    cells = added(Cells(shape_of([first, second])), lines)
    found = calculate([first, second], {"invoiced_on": cells}, [A], lambda one: {})
    assert [found[one][A].earned[0].earned for one in (first, second)] == [100, 5]


def test_weights_count_in_what_is_tested_and_not_in_what_is_paid():
    measures = [{"name": "sales"}, {"name": "points", "weight": '2 if line.product_line == "pumps" else 1'}]
    one = work("a", {"gate": "measure.points >= 2000", "rate": "1"}, measures=measures)
    assert gives([one]) == {"a": 10}


def test_lines_are_rounded_one_by_one_where_the_program_says_so():
    lines = [{**LINE, "amount": Fraction("0.5")}] * 3 + [{**LINE, "amount": Fraction("98.5")}]
    assert gives([work("a", {"rate": "1", "place": "line"})], lines) == {"a": Fraction("1.02")}
