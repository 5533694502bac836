"""What an item pays at most in a period: a subscription, a product, a customer, whatever the program calls an item."""

from decimal import Decimal
from fractions import Fraction

import pytest

from plugins.policies.document.compiled import CompileError
from plugins.rebates.engine.explaining import explain
from plugins.rebates.models import Result
from tests.plugins.rebates.desk import MONTHLY
from tests.plugins.rebates.programs import document, earned, program

CAPPED = {"rate": "10", "item": "line.subscription", "item_cap": "15"}
JANUARY = ("2026-01-01", "2026-01-31")


def test_each_item_pays_up_to_its_limit_and_the_reason_is_told(desk):
    desk.publish("bonus", document(CAPPED, **MONTHLY))
    for amount, subscription in ((100, "S1"), (100, "S1"), (50, "S2"), (400, None)):
        desk.line("a", "2026-01-05", amount, subscription=subscription)
    run = desk.run(desk.stretch("bonus", *JANUARY), "2026-01-31")["id"]
    (row,) = desk.results(run)
    assert (row.payable, row.reasons) == (Decimal(35), ["item_capped"])
    with desk.system("2026-02-01"):
        told = str(explain(desk.record(Result, row.id)).as_json())
    assert "Pays for an item at most" in told


def test_a_limit_nobody_reaches_changes_nothing(desk):
    desk.publish("bonus", document(CAPPED, **MONTHLY))
    desk.line("a", "2026-01-05", 100, subscription="S1")
    (row,) = desk.results(desk.run(desk.stretch("bonus", *JANUARY), "2026-01-31")["id"])
    assert (row.payable, row.reasons) == (Decimal(10), [])


def test_the_limit_comes_before_that_of_the_component():
    policy = program({"rate": "10", "item": "line.sku", "item_cap": "15", "cap": "20"})
    found = earned(policy, 400, **{"items.rebate": {"A": Fraction(300), "B": Fraction(100)}})
    assert (found.values["rebate"], [one.code for one in found.reasons]) == (20, ["item_capped", "capped"])


def test_a_trial_without_items_asks():
    assert earned(program({"rate": "10", "item": "line.sku", "item_cap": "15"}), 400).result == "ask"


@pytest.mark.parametrize(
    ("more", "code"),
    [({"item": "line.sku"}, "half-a-cap"), ({"item_cap": "5"}, "half-a-cap"), ({"item": "line.sku", "item_cap": "5", "shared": "equal"}, "not-together")],
)
def test_half_a_limit_and_one_on_what_is_divided_are_refused(more, code):
    with pytest.raises(CompileError) as error:
        program({"rate": "10", **more})
    assert {found.code for found in error.value.findings} == {code}
