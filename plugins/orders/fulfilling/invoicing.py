"""Invoicing: what was shipped becomes an invoice, invoiced lines, and postings; none of them ever changes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa
from babel.numbers import get_currency_precision

from hansa import N_, Conflict, _, behind, clock, current_scope, db, entity_of, schema_of
from plugins.orders.fulfilling.classing import prime
from plugins.orders.fulfilling.keeping import items_of, keep_all, kept
from plugins.orders.fulfilling.parts import share
from plugins.orders.models import Invoice
from plugins.orders.paying import checkout
from plugins.orders.settings import settings
from plugins.orders.tasks import KEEP

Values = Mapping[str, Any]
NOTHING = N_("Everything that was shipped is invoiced.")
SOURCE = "portal"
"""The source of invoiced lines that are our own."""


def invoiced(order: Any, values: Values) -> Values:
    """Invoice what is left, and let go of what was held for more than that."""
    with behind(KEEP):
        return {"paying": _invoice(order, values, last=True)}


def part_invoiced(order: Any, values: Values) -> Values:
    """Invoice what was shipped so far. Raises Conflict when that was done."""
    with behind(KEEP):
        return {"paying": _invoice(order, values, last=False)}


def _invoice(order: Any, values: Values, last: bool) -> Values:
    items = items_of(order)
    due = [(item, item.shipped - item.invoiced) for item in items if item.shipped > item.invoiced]
    if not due and not last:
        raise Conflict(_(NOTHING), code="not-now")
    paying: Values = order.paying
    if due:
        places = get_currency_precision(order.currency)
        rows = [part_of(order, item, item.invoiced, item.invoiced + quantity, places) for item, quantity in due]
        keep_all(order, items, "invoiced")
        number, day = next_number(order), values.get("invoiced_on") or clock.today(current_scope().program.zone)
        paying, paid = checkout.taken(order, number, to_pay(rows), tax_of(rows))
        write(order, number, day, rows, paid, [_line(order, day, one) for one in rows])
    return checkout.rest_let_go(order, paying) if last else paying


class Part(NamedTuple):
    """So many of an item: what they cost without tax, and the tax on them."""

    item: Any
    quantity: Decimal
    net: Decimal
    tax: Decimal


def part_of(order: Any, item: Any, before: Decimal, after: Decimal, places: int) -> Part:
    """Return what the units between two counts of an item cost; all parts add up to the amount and the tax of the item."""
    amount, tax = (share(whole, after, item.quantity, places) - share(whole, before, item.quantity, places) for whole in (item.amount, item.tax))
    return Part(item, after - before, amount - tax if order.tax_included else amount, tax)


def tax_of(parts: Iterable[Part]) -> Decimal:
    return sum((one.tax for one in parts), Decimal(0))


def to_pay(parts: Sequence[Part]) -> Decimal:
    """Return what is paid for parts, tax included."""
    return sum((one.net for one in parts), Decimal(0)) + tax_of(parts)


def next_number(order: Any) -> str:
    count = db.session.scalar(sa.select(sa.func.count(Invoice.id)).where(Invoice.order_id == order.id)) or 0
    return f"{order.number}-{count + 1}"


def write(
    order: Any, number: str, day: date, parts: Sequence[Part], paid: Mapping[str, str], lines: Sequence[Mapping[str, Any]], sign: int = 1
) -> None:
    """Write an invoice with its lines, and one more for each rate of tax; two statements whatever their number. `sign`: -1 gives back."""
    amount, tax = sign * to_pay(parts), sign * tax_of(parts)
    due_on = day + timedelta(days=settings()["due_days"]) if amount > 0 else None
    whose = {"partner_id": order.partner_id, "seller_id": order.seller_id, "order_id": order.id, "currency": order.currency}
    kept("orders.invoice", [{}], [{**whose, "number": number, "invoiced_on": day, "due_on": due_on, "amount": amount, "tax": tax, "paid": dict(paid)}])
    kind = "orders.line" if order.seller_id is None else "orders.resale"
    common = {**whose, "invoice_no": number, "order_no": order.number, "invoiced_on": day, "due_on": due_on}
    each = [{**common, "source_id": f"{number}/{at}", **line} for at, line in enumerate([*lines, *_tax_lines(parts, sign)], 1)]
    if order.seller_id is None:
        each = [{name: value for name, value in one.items() if name != "seller_id"} for one in each]
    prime(one["product_id"] for one in each if one.get("product_id"))
    kept(kind, [_as_typed(kind, one) for one in each], each)


def _as_typed(kind: str, line: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the schema asks of the vendor's people; of a distributor's it takes nothing."""
    open_ = schema_of(entity_of(kind)).load_fields
    plain = {"source_id": line["source_id"], "invoiced_on": line["invoiced_on"].isoformat(), "amount": str(line["amount"])}
    return {name: value for name, value in plain.items() if name in open_ and not open_[name].dump_only}


def _tax_lines(parts: Sequence[Part], sign: int) -> list[dict[str, Any]]:
    """Return one line for each rate, so that figures of revenue leave tax out."""
    sums: dict[Decimal, Decimal] = {}
    for one in parts:
        if one.tax:
            sums[one.item.tax_percent] = sums.get(one.item.tax_percent, Decimal(0)) + one.tax
    return [{"source": SOURCE, "kind": "tax", "sku": None, "amount": sign * tax} for _percent, tax in sorted(sums.items())]


def _line(order: Any, day: date, part: Part) -> dict[str, Any]:
    item = part.item
    ordered = order.placed_at.date() if order.placed_at else day
    return {
        "source": SOURCE, "kind": "goods", "product_id": item.product_id, "sku": item.sku, "quantity": share(item.units, part.quantity, item.quantity, 4),
        "unit": item.unit, "amount": part.net, "ordered_on": ordered, "special_price": item.special,
    }  # fmt: skip
