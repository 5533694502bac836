"""The smallest payout of a program: tested on what all components pay in a period together."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.plugins.rebates.desk import MONTHLY
from tests.plugins.rebates.programs import compiled, document, earned

COMPONENTS = [
    {"code": "pumps", "label": "Pumps", "base": "measure.pumps", "rate": "2"},
    {"code": "valves", "label": "Valves", "base": "measure.valves", "rate": "1", "form": "bank", "small_form": "goods"},
]
MEASURES = [{"name": name, "where": f'line.product_line == "{name}"'} for name in ("pumps", "valves")]


def raw(**more):
    return document(measures=MEASURES, **{"minimum": "100", **more}) | {"components": COMPONENTS}


def paid(pumps, valves, *, facts=(), **more):
    known = {"measure.pumps": Fraction(pumps), "measure.valves": Fraction(valves), **dict(facts)}
    found = earned(compiled(raw(**more)), None, **known).values
    return found["total"], {name: found[f"{name}_carried"] for name in ("pumps", "valves")}


def test_what_is_enough_together_is_paid_though_no_part_is():
    assert paid(3000, 4000) == (100, {"pumps": 0, "valves": 0})


def test_what_is_too_little_together_is_forfeited():
    assert paid(3000, "3999.99") == (0, {"pumps": 0, "valves": 0})


def test_it_is_carried_by_component_where_declared():
    assert paid(3000, 3000, below_minimum="carry") == (0, {"pumps": 60, "valves": 30})


def test_what_was_carried_counts():
    assert paid(3000, 3000, below_minimum="carry", facts={"carried.pumps": Fraction(10)}) == (100, {"pumps": 0, "valves": 0})


def test_it_is_paid_in_the_form_for_small_amounts():
    found = earned(compiled(raw(below_minimum="form")), None, **{"measure.pumps": Fraction(3000), "measure.valves": Fraction(3000)})
    assert (found.values["pumps_parts"], found.values["valves_parts"]) == ({"credit_note": 60}, {"goods": 30})


def test_what_is_taken_back_of_one_is_netted_with_the_other():
    assert paid(6000, -3000, below_minimum="carry") == (0, {"pumps": 120, "valves": -30})


def test_what_is_settled_later_is_not_tested_before():
    later = [{**COMPONENTS[0], "settled_with": "year"}, COMPONENTS[1]]
    policy = compiled({**raw(), "components": later, "frequency": "quarter", "year": "calendar", "settlement": "period"})
    days = {"period.starts_on": date(2026, 1, 1), "period.ends_on": date(2026, 3, 31)}
    found = earned(policy, None, **{"measure.pumps": Fraction(90000), "measure.valves": Fraction(5000), **days})
    assert (found.values["total"], [one.code for one in found.reasons]) == (0, ["settled_later", "below_minimum_forfeit"])


@pytest.mark.parametrize(("what", "second"), [("carry", 117), ("forfeit", 0)])
def test_periods_carry_on(desk, what, second):
    desk.publish("bonus", {**raw(below_minimum=what), **MONTHLY})
    for day, line, amount in (("2026-01-05", "pumps", 2000), ("2026-01-05", "valves", 1000), ("2026-02-05", "pumps", 3350)):
        desk.line("a", day, amount, product_line=line)
    january = desk.run(desk.stretch("bonus", "2026-01-01", "2026-01-31"), "2026-01-31")["id"]
    february = desk.run(desk.stretch("bonus", "2026-02-01", "2026-02-28"), "2026-02-28")["id"]
    assert (desk.payable(january)["a"], desk.payable(february).get("a", Decimal(0))) == (0, second)
