"""Figures about partners that follow from invoiced lines and from what partners sold on."""

from collections.abc import Mapping
from typing import Any

from hansa import N_
from plugins.orders.entities import LINE, SELL_OUT
from plugins.policies.api import Derived, Measure

GOODS = 'kind == "goods" or kind == "service" or kind == "charge" or kind == "discount"'
LINES: Mapping[str, Any] = {
    "entity": LINE,
    "date": "invoiced_on",
    "dimensions": ("product_line", "region", "customer", "special_price"),
    "open": True,
}
SOLD: Mapping[str, Any] = {"entity": SELL_OUT, "date": "sold_on", "dimensions": ("product_line", "country", "customer"), "open": True}

MEASURES: list[Measure | Derived] = [
    Measure(key="orders.revenue", label=N_("Revenue"), unit="money", value="amount", aggregate="sum", where=GOODS, **LINES),
    Measure(key="orders.returns", label=N_("Returns"), unit="money", value="-amount", aggregate="sum", where='kind == "return"', **LINES),
    Measure(key="orders.units", label=N_("Units"), value="quantity", aggregate="sum", where='kind == "goods"', **LINES),
    Measure(
        key="orders.customers", label=N_("End customers"), unit="count", value="customer", aggregate="count_distinct", where=GOODS, **LINES
    ),
    Measure(
        key="orders.invoices", label=N_("Invoices"), unit="count", value="invoice_no", aggregate="count_distinct", where=GOODS, **LINES
    ),
    Measure(key="orders.sell_out", label=N_("Sell-out"), unit="money", value="amount", aggregate="sum", **SOLD),
    Measure(key="orders.sell_out_units", label=N_("Units sold on"), value="quantity", aggregate="sum", **SOLD),
    Derived(
        key="orders.net_revenue", label=N_("Revenue net of returns"), unit="money", formula="orders.revenue - orders.returns", open=True
    ),
]
