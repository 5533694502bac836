from decimal import Decimal

import pytest

from core.entities import records
from core.entities.registry import registry
from hansa.testing import ProgramOfTest
from plugins.mdf.money import accruing, reoffering
from tests.plugins.mdf.conftest import day

A = ProgramOfTest("alpha").partner("a")
M = Decimal


@pytest.fixture
def purchases(act):
    """`purchases("1000")`: invoiced lines of A today."""
    rows = []

    def add(amount):
        rows.append(amount)
        raw = {
            "source_id": f"L{len(rows)}",
            "invoiced_on": day().isoformat(),
            "kind": "goods",
            "amount": amount,
            "quantity": "1",
            "sku": "X",
        }
        act("admin", lambda: records.create(registry()["orders.line"], raw, partner_id=A))

    return add


@pytest.fixture
def accrue(by_system):
    def run():
        start, end = by_system(lambda: accruing.period_of("mdf.program", day()))
        return by_system(lambda: accruing.accrue("mdf.program", [A], start, end))

    return run


@pytest.fixture
def grown(kit):
    def get():
        table = kit.portal.registry["mdf.allocation"].table
        with kit.owner.connect() as connection:
            return [(row.state, row.amount, row.last_day) for row in connection.execute(table.select().where(table.c.origin == "accrued"))]

    return get


GROWS = {"accruals": [{"name": "volume", "label": "Volume", "of": "metric.orders.revenue.this_year", "percent": "2", "cap": "30"}]}


def test_purchases_fill_the_fund_and_more_of_them_fill_it_further(configure_fund, purchases, accrue, grown, sound):
    configure_fund(**GROWS)
    purchases("1000")
    assert (accrue(), [row[:2] for row in grown()]) == (1, [("active", M(20))])
    purchases("250")
    assert (accrue(), accrue(), [row[1] for row in grown()], sound()) == (1, 0, [M(25)], [])


def test_the_cap_holds(configure_fund, purchases, accrue, grown):
    configure_fund(**GROWS)
    purchases("9000")
    accrue()
    assert [row[1] for row in grown()] == [M(30)]


def test_what_is_carried_has_a_last_day_after_the_period(configure_fund, purchases, accrue, grown):
    configure_fund(**GROWS, unused="carry", expires={"start": "period_end", "length": "31"})
    purchases("1000")
    accrue()
    ((_state, _amount, last),) = grown()
    assert (last.month, last.day) == (1, 31)


def test_a_plan_is_paid_out_of_granted_and_accrued_money_alike(configure_fund, purchases, accrue, layer, plan, move, read):
    configure_fund(**GROWS)
    purchases("1000")
    accrue()
    layer("15", last=400)
    made = plan(asked="30", cost="60")
    move("mdf.request", made, "submit")
    assert read("mdf.request", made)["state"] == "submitted"


def test_money_that_comes_back_is_offered_to_the_plan_that_waits_longest(by_system, budget, layer, plan, move, read):
    pool = budget("1000")
    layer("1000", budget_id=pool, partner="b")
    first, second = plan(asked="300"), plan(asked="300", name="Fair")
    for made in (first, second):
        move("mdf.request", made, "wait")
    assert by_system(reoffering.offer_waiting) == 0
    budget("400")
    assert by_system(reoffering.offer_waiting) == 1
    assert (read("mdf.request", first)["state"], read("mdf.request", second)["state"]) == ("submitted", "waiting")


def test_idle_money_is_announced_once_and_planned_money_is_not(by_system, layer, plan, move, read):
    idle = layer("100", last=20)
    assert (by_system(reoffering.announce_idle), by_system(reoffering.announce_idle)) == (1, 0)
    assert read("mdf.allocation", idle)["announced_at"] is not None
    layer("100", last=15)
    move("mdf.request", plan(asked="200", cost="400"), "submit")
    assert by_system(reoffering.announce_idle) == 0
