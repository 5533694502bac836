"""What an order shows beside its fields: items, shipments, invoices, payment, and for who sells it on the other hop."""

import uuid
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask import Blueprint

from hansa import N_, _, current_locale, current_scope, db, policy, records, render, select, shown, url_of
from plugins.catalog.api import products
from plugins.orders.entities import INVOICE, ORDER, RESERVATION, RETURN, SHIPMENT
from plugins.orders.fulfilling.keeping import items_of
from plugins.orders.models import GoodsReturn, Invoice, Order, Reservation, Shipment
from plugins.orders.pages.cart_view import tax_shown
from plugins.orders.pages.links import day, here, money, number, state_of
from plugins.orders.parties import closed
from plugins.orders.states import OPEN, RETURN_STATES, STATES
from plugins.policies.api import why

CARD_ROWS = 5
STEP_NAMES = {"list": N_("List price"), "quantity": N_("By quantity"), "family": N_("Family"), "manual": N_("By hand")}


def add(pages: Blueprint) -> None:
    pages.get("/order/<uuid:record_id>/items", endpoint="items")(policy("orders.order.view")(items))
    pages.get("/deal/<uuid:deal_id>/reserved", endpoint="reserved")(policy("orders.reservation.view")(reserved))
    pages.get("/card", endpoint="card")(policy("orders.order.view")(card))


def items(record_id: uuid.UUID) -> str:
    """The items of an order with how far each is, and everything that followed."""
    order = records.get(ORDER, record_id)
    return render("orders/items.html", block="page", page=_page(order))


def _page(order: Any) -> SimpleNamespace:
    may_why = order.decision_id is not None and current_scope().actor.partner_id in (order.partner_id, None)
    return SimpleNamespace(
        order=order, rows=[_row(item) for item in items_of(order)], amount=money(order.amount, order.currency), why=why(order.decision_id) if may_why else "",
        shipments=_followed(SHIPMENT, Shipment, order), invoices=_followed(INVOICE, Invoice, order), returns=_followed(RETURN, GoodsReturn, order),
        paid=_paid(order), tax=_tax(order), other=_other_hop(order),
    )  # fmt: skip


def _tax(order: Any) -> SimpleNamespace | None:
    if not order.tax and not order.tax_included:
        return None
    return tax_shown(order.tax, order.to_pay, order.tax_included, order.currency)


def _tax_of(item: Any) -> str:
    if item.tax_note:
        return str(_("free of tax: %(certificate)s", certificate=item.tax_note))
    if item.tax_percent is None:
        return ""
    return str(_("%(percent)s%% tax: %(amount)s", percent=number(item.tax_percent), amount=money(item.tax, item.currency)))


def _row(item: Any) -> SimpleNamespace:
    return SimpleNamespace(
        sku=item.sku, name=item.name, unit=item.unit, quantity=number(item.quantity), price=money(item.price, item.currency), amount=money(item.amount, item.currency),
        free=item.free, tax=_tax_of(item),
        promised=shown("date", item.promised_on) if item.promised_on else "", shipped=number(item.shipped), invoiced=number(item.invoiced),
        returned=number(item.returned) if item.returned else "", dropped=number(item.dropped) if item.dropped else "",
        steps=[_step(step, item.currency) for step in item.steps], done=item.shipped > 0 and item.shipped + item.dropped == item.quantity,
        gone=item.dropped == item.quantity,
    )  # fmt: skip


def _step(step: Mapping[str, str], currency: str) -> tuple[str, str, str]:
    """Return a step of a distributor's price: its kind, where it comes from, what it came to."""
    after = step.get("after")
    return _(STEP_NAMES.get(step["step"], step["step"])), step.get("source", ""), money(_plain(after), currency) if after else ""


def _plain(fraction: str) -> Decimal:
    """Return an exact price cut to what money has."""
    exact = Fraction(fraction)
    return Decimal(exact.numerator * 10_000 // exact.denominator).scaleb(-4)


def _followed(entity: Any, model: Any, order: Any) -> list[SimpleNamespace]:
    rows = db.session.scalars(
        sa.select(model).where(model.partner_id == order.partner_id, model.order_id == order.id).order_by(model.id)
    ).all()
    return [SimpleNamespace(number=row.number, url=url_of(entity, row.id), day=shown("date", _day(row)), more=_more(row)) for row in rows]


def _day(row: Any) -> Any:
    return getattr(row, "shipped_on", None) or getattr(row, "invoiced_on", None) or row.created_at.date()


def _more(row: Any) -> Any:
    if isinstance(row, Shipment):
        return " ".join(part for part in (row.carrier, row.tracking) if part)
    return money(row.amount, row.currency) if row.amount is not None else _(RETURN_STATES[row.state].label)


def _paid(order: Any) -> list[tuple[str, Any, bool]]:
    """What it is paid with: form, amount, and whether it is still held."""
    if not order.paying or order.seller_id is not None:
        return []
    labels = {"rebate": _("Rebate balance"), "deposit": _("Deposit"), "credit": _("Credit line"), "open": _("By invoice")}
    found = []
    for name, one in order.paying.items():
        held, taken = Decimal(one.get("held", "0")), Decimal(one.get("taken", "0"))
        if held:
            found.append((labels[name], money(held, order.currency), "hold" in one and taken < held))
    return found


def _other_hop(order: Any) -> SimpleNamespace | None:
    """For the middle of a chain only: what it bought for an order it sells, and what stays with it."""
    me = current_scope().actor.partner_id
    if me is None or order.seller_id != me:
        return None
    columns = (Order.id, Order.number, Order.state, Order.amount, Order.currency)
    mine = select(*columns).where(Order.partner_id == me, Order.sells_on_id == order.id, Order.state.not_in(("draft", "cancelled")))
    rows = db.session.execute(mine.order_by(Order.id)).all()
    spent = sum((row.amount or Decimal(0) for row in rows if row.currency == order.currency), Decimal(0))
    return SimpleNamespace(
        rows=[(row.number, url_of(ORDER, row.id), _(STATES[row.state].label), money(row.amount, row.currency)) for row in rows],
        margin=money((order.amount or Decimal(0)) - spent, order.currency) if rows else "",
    )  # fmt: skip


def reserved(deal_id: uuid.UUID) -> str:
    """What is reserved for a deal, as far as the actor may read it."""
    columns = (Reservation.id, Reservation.quantity, Reservation.used, Reservation.until, Reservation.product_id)
    mine = select(*columns).where(Reservation.deal_id == deal_id, Reservation.state == "held").order_by(Reservation.until, Reservation.id)
    rows = db.session.execute(mine).all()
    names = {one.id: one.called(current_locale()) for one in products(ids={row.product_id for row in rows})}
    told = [(url_of(RESERVATION, row.id), names.get(row.product_id, ""), number(row.quantity - row.used), day(row.until)) for row in rows]
    cart_url = here("cart") if current_scope().actor.partner_id else ""
    return render("orders/reserved.html", block="page", rows=told, cart_url=cart_url)


def card() -> str:
    """Orders under way, for the home page."""
    actor = current_scope().actor
    columns = (Order.id, Order.number, Order.reference, Order.state, Order.amount, Order.currency)
    states = OPEN if not actor.staff else ("submitted",)
    whose = [Order.partner_id == actor.partner_id] if not actor.staff else [Order.chosen_id.is_(None)]
    whose += [rule for rule in (closed(Order),) if rule is not None]
    rows = db.session.execute(select(*columns).where(Order.state.in_(states), *whose).order_by(Order.id.desc()).limit(CARD_ROWS)).all()
    told = [(url_of(ORDER, row.id), row.reference or row.number, state_of(row), money(row.amount, row.currency)) for row in rows]
    return render("orders/card.html", block="page", rows=told, url=url_of(ORDER), staff=actor.staff)
