"""Figures follow from the vendor's invoiced lines and reported sales, at once and to the cent."""

from datetime import date
from decimal import Decimal

import pytest

from core.errors import Unprocessable
from hansa import entity_of, records
from plugins.policies.api import Window, values


@pytest.fixture
def figure(act, program):
    """`figure("orders.revenue")`: of this year, by name of the partner, zeros left out."""

    def ask(key, by=(), **more):
        def run():
            return values([key], Window.parse("ever"), day=date(2036, 12, 31), by=by, **more)[key]

        names = {program.partner(name): name for name in ("a", "a2", "b")}
        found = act("manager", run)
        return {(names[at[0]], *at[1:]) if by else names[at]: value for at, value in found.items() if value}

    return ask


@pytest.fixture
def sold(order, step, make_record):
    placed = order(("BIKE", 3), ("HELMET", 4))
    for name in ("confirm", "ship", "invoice"):
        step(placed, name)
    back = make_record("orders.return", by="a", order_id=str(placed.id), rows=[{"sku": "BIKE", "quantity": "1"}])
    for name in ("accept", "receive"):
        step(type("Seen", (), {"id": back}), name, entity="return")


def test_revenue_returns_and_units_follow_from_invoices(sold, figure):
    assert figure("orders.revenue") == {"a": Decimal(3200)}
    assert figure("orders.returns") == {"a": Decimal(1000)}
    assert figure("orders.net_revenue") == {"a": Decimal(2200)}
    assert figure("orders.units") == {"a": Decimal(7)}
    assert figure("orders.invoices") == {"a": Decimal(1)}


def test_they_are_split_by_product_line(sold, figure):
    assert figure("orders.revenue", by=("product_line",)) == {("a", "bikes"): Decimal(3000), ("a", "helmets"): Decimal(200)}


def test_lines_of_other_systems_count_alike(sold, figure, make_record, program):
    for number, customer in enumerate(("Miller", "Jones", "Miller")):
        make_record(
            "orders.line", by="finance", owner=program.partner("b"), source_id=str(number), kind="goods", amount="0.0001", customer=customer, invoiced_on="2026-01-31",
            currency="USD", quantity="1",
        )  # fmt: skip
    assert figure("orders.revenue")["b"] == Decimal("0.0003") and figure("orders.customers") == {"b": Decimal(2)}


def test_what_a_distributor_sells_is_in_no_figure_of_the_vendor(own_prices, order, step, figure):
    placed = order(("BIKE", 2), by="a2", seller="a")
    for name in ("confirm", "ship", "invoice"):
        step(placed, name, by="above")
    assert figure("orders.revenue") == figure("orders.units") == {}


def test_reported_sales_are_measured_by_who_reports_them(shop, figure, make_record, program):
    make_record(
        "orders.sell_out",
        by="a",
        source_id="R-1",
        product_id=str(shop["BIKE"]),
        quantity="2",
        amount="2500",
        currency="USD",
        sold_on="2026-03-01",
        unit=None,
    )
    assert figure("orders.sell_out") == {"a": Decimal(2500)} and figure("orders.sell_out_units") == {"a": Decimal(2)}


@pytest.mark.parametrize("entity", ["orders.order", "orders.item", "orders.resale"])
def test_what_partners_keep_from_the_vendor_cannot_be_made_a_measure(shop, act, entity):
    raw = {"name": "hops", "label": "Hops", "entity": entity, "aggregate": "count", "date": "created_at", "unit": "count"}
    with pytest.raises(Unprocessable) as refused:
        act("admin", lambda: records.create(entity_of("policies.measure"), raw))
    assert [error["pointer"] for error in refused.value.errors] == ["/entity"] and "from the vendor" in refused.value.errors[0]["message"]
