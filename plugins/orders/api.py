"""What other plugins may use of orders. All of it joins the running unit and never commits.

`place` places an order, `invoice` invoices what was shipped; `LINE` holds the vendor's invoiced lines, which rebates and measures run on,
ours and imported ones; `RESALE` those of distributors, which no figure of the vendor may hold. Events after the commit: `orders.order.<move>` (`submit`, `confirm`,
`ship`, `invoice`, `cancel`, …) and `orders.line.created`; in the transaction the hook `after_save` tells of all lines of an invoice at once.
"""

from typing import Any

from hansa import perform
from plugins.orders.entities import INVOICE, ITEM, LINE, ORDER, RESALE, RETURN, SELL_OUT, SHIPMENT
from plugins.orders.paying.accounts import REBATE as REBATE_BALANCE
from plugins.orders.placing.carts import place
from plugins.orders.placing.stock import Stock

POSTED = "orders.line.created"
"""The event of each invoiced line that is new, ours or imported."""


def invoice(order: Any, *, invoiced_on: str = "") -> Any:
    """Invoice what was shipped of an order and return it. Raises Denied (not the seller), Conflict (nothing to invoice)."""
    move = "invoice" if order.state == "shipped" else "invoice_part"
    return perform(ORDER, order, move, {"invoiced_on": invoiced_on} if invoiced_on else {}).record


__all__ = [
    "INVOICE", "ITEM", "LINE", "ORDER", "POSTED", "REBATE_BALANCE", "RESALE", "RETURN", "SELL_OUT", "SHIPMENT", "Stock", "invoice", "place",
]  # fmt: skip
