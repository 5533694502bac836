"""Placing an order: judged, priced with a decision that is kept, scarce goods taken, money held, items written; all or nothing."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hansa import N_, Conflict, _, behind, clock, current_scope, entity_of
from plugins.catalog.api import Item, Quote, QuoteLine, products, quote
from plugins.orders.fulfilling.keeping import put_items
from plugins.orders.paying import checkout
from plugins.orders.placing import deals, judging, reserving, scarce
from plugins.orders.placing.stock import promise, stock_of
from plugins.orders.placing.wanted import asks_of
from plugins.orders.settings import settings
from plugins.orders.tasks import KEEP
from plugins.orders.taxing.applying import Tax, applied, untaxed

Values = Mapping[str, Any]
ZERO = Decimal(0)
APPROVE = "orders.order.approve"
NEEDED = N_("Orders from %(least)s on are approved by somebody of your own first. Ask for approval.")
NOT_NEEDED = N_("You can place this order yourself.")
SPECIAL = "contract"


@dataclass(frozen=True)
class Priced:
    """What an order comes to: rows for its items, their sum, what may be paid from the rebate balance, what promotions give."""

    rows: Sequence[Mapping[str, Any]]
    amount: Decimal
    most_from_rebate: Decimal
    tax: Tax
    used: Mapping[str, Fraction]
    buyer: Any
    decision_id: uuid.UUID | None
    specials: Sequence[Mapping[str, Any]] = ()


def needs_nobody(order: Any) -> str | None:
    """Return why nobody needs to be asked."""
    return None if _may_need_approval() else NOT_NEEDED


def _may_need_approval() -> bool:
    actor = current_scope().actor
    return settings()["own_approval_from"] is not None and not actor.staff and not actor.may(APPROVE)


def may_be_placed(order: Any, values: Values) -> None:
    """Raise Unprocessable for an empty cart."""
    judging.must_be_filled(order)


def asked(order: Any, values: Values) -> Values:
    """Ask the own side for approval: at what it costs now, nothing is held yet."""
    judging.must_be_filled(order)
    found = priced(order, keep=False)
    return {"cart_key": None, "reason": None, **_sums(found)}


def placed(order: Any, values: Values) -> Values:
    """Place an order. Raises Unprocessable (row by row), Conflict: `needs-approval`, `unread-notice`, `insufficient-balance`, `allocation`, `budget`."""
    judging.must_be_filled(order)
    # Who may order for this buyer was judged before; from here on one scope serves all that is asked, rather than one for each part.
    with behind(KEEP):
        found = priced(order, keep=True)
        _must_be_approved(order, found.amount)
        judging.must_be_read(found.buyer)
        reserved = reserving.use(order, units := _units(found.rows))
        scarce.take(order, found.buyer, units, found.used)
        reserving.secure(reserved)
        deals.take(order, found.specials)
        paying = checkout.held(order, found.tax.to_pay(found.amount), found.most_from_rebate)
        rows = _promised(order, found.rows)
        whose = {"partner_id": order.partner_id, "order_id": order.id, "seller_id": order.chosen_id}
        put_items([{**whose, **row} for row in rows])
    promised = [row["promised_on"] for row in rows]
    return {
        **_sums(found), "paying": paying, "spent": {code: str(_up(part)) for code, part in found.used.items()}, "decision_id": found.decision_id,
        "placed_at": clock.now(), "seller_id": order.chosen_id, "cart_key": _kept_key(order), "reason": None,
        "promised_on": max(promised) if all(promised) else None,
    }  # fmt: skip


def _sums(found: Priced) -> dict[str, Any]:
    return {"amount": found.amount, "tax": found.tax.total, "tax_included": found.tax.included, "to_pay": found.tax.to_pay(found.amount)}


def _units(rows: Sequence[Mapping[str, Any]]) -> dict[uuid.UUID, Decimal]:
    """Return how many base units of each product are ordered."""
    found: dict[uuid.UUID, Decimal] = {}
    for row in rows:
        found[row["product_id"]] = found.get(row["product_id"], ZERO) + row["units"]
    return found


def _kept_key(order: Any) -> str | None:
    """A key somebody gave stays, so that the same request finds the order; that of a cart is free again."""
    return order.cart_key if order.cart_key and order.cart_key.startswith("key:") else None


def _must_be_approved(order: Any, amount: Decimal) -> None:
    least = settings()["own_approval_from"]
    if order.state == "draft" and least is not None and amount >= least and _may_need_approval():
        raise Conflict(_(NEEDED, least=f"{least.normalize():f} {order.currency}"), code="needs-approval")


def priced(order: Any, *, keep: bool) -> Priced:
    """Price an order as it is now; `keep` keeps the decision. Raises Unprocessable for what cannot be ordered."""
    # Decisions are read by the vendor; how a distributor's prices come about is none of its business.
    kept_there = keep and order.chosen_id is None
    options = {"store": True, "record": order, "entity": entity_of("orders.order")} if kept_there else {}
    deals.must_hold(order)
    found = quote(order.partner_id, asks_of(order), seller=order.chosen_id, currency=order.currency, **options)
    judging.must_be_placeable(order, found)
    known = _items(found)
    paid = [
        {**_row(line, known[line.product_id]), "steps": [] if order.chosen_id is None else _steps(line)}
        for line in found.lines
        if line.product_id
    ]
    every = [*paid, *_free(found, known)]
    tax = _tax(order, found, every, known)
    rows = [{**row, **borne, "place": at} for at, (row, borne) in enumerate(zip(every, tax.rows, strict=True), 1)]
    used: dict[str, Fraction] = {}
    for line in found.lines:
        for code, part in (line.priced.used or {}).items():
            used[code] = used.get(code, Fraction(0)) + Fraction(part)
    most = checkout.most_from_rebate(
        [{"amount": row["amount"], "families": known[row["product_id"]].family_path.split("/")} for row in rows]
    )
    return Priced(rows, sum((row["amount"] for row in rows), ZERO), most, tax, used, found.buyer, found.decision_id, deals.taken(found))


def _tax(order: Any, found: Quote, rows: Sequence[Mapping[str, Any]], known: Mapping[Any, Item]) -> Tax:
    """Return the tax the vendor charges; what a distributor invoices is taxed by the distributor itself."""
    if order.chosen_id is not None:
        return untaxed(len(rows))
    asked = [(row["sku"], known[row["product_id"]].tax_class, row["amount"]) for row in rows]
    return applied(found.buyer, asked, order.currency, clock.today(current_scope().program.zone))


def _items(found: Quote) -> dict[Any, Item]:
    """Return the products of a quote, those it gives for nothing too."""
    known = {item.id: item for item in found.items if item is not None}
    free = {one.sku for line in found.lines for one in line.priced.free if one.sku}
    return known | ({item.id: item for item in products(skus=free)} if free else {})


def _row(line: QuoteLine, item: Item) -> dict[str, Any]:
    special = any(step.kind == SPECIAL and step.how != "none" for step in line.priced.steps)
    return {
        "product_id": item.id, "sku": item.sku, "name": line.name, "unit": line.unit, "quantity": line.ask.quantity, "units": line.units,
        "currency": "", "price": line.price, "list_price": line.list_price, "amount": line.amount, "special": special, "free": False,
    }  # fmt: skip


def _steps(line: QuoteLine) -> list[dict[str, Any]]:
    """Return what did something to a price, as plain data."""
    taken = [step.as_json() for step in line.priced.steps if step.how != "none"]
    return [{name: value if isinstance(value, str) else str(value) for name, value in step.items() if value is not None} for step in taken]


def _free(found: Quote, known: Mapping[Any, Item]) -> list[dict[str, Any]]:
    """Return the goods for nothing as rows of their own."""
    by_sku, locale = {item.sku: item for item in known.values()}, current_scope().program.locale
    goods = [(by_sku.get(one.sku or line.sku), one.quantity) for line in found.lines for one in line.priced.free]
    return [
        {
            "product_id": item.id, "sku": item.sku, "name": item.called(locale), "unit": item.unit, "quantity": quantity, "units": quantity,
            "currency": "", "price": ZERO, "list_price": None, "amount": ZERO, "special": False, "free": True,
        }
        for item, quantity in goods if item is not None
    ]  # fmt: skip


def _promised(order: Any, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Add the currency, and the day the vendor's stock sources promise each row for."""
    wanted = {row["product_id"] for row in rows}
    used = {uuid.UUID(product): Decimal(units) for product, units in (order.reserved or {}).items()}
    stock = stock_of(wanted, (order.partner_id, order.deal_id), used=used, lock=True) if order.chosen_id is None else {}
    today = clock.today(current_scope().program.zone)
    return [
        {**row, "currency": order.currency, "promised_on": promise(stock.get(row["product_id"], ()), row["units"], today)} for row in rows
    ]


def _up(part: Fraction) -> Decimal:
    """Round up to what a budget is booked in."""
    scaled = part * 10_000
    return Decimal(-(-scaled.numerator // scaled.denominator)).scaleb(-4)
