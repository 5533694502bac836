"""Pages of who sells: a distributor's sales and its moves, orders on behalf of a buyer, the way to everything."""

import uuid
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, redirect, request

from hansa import (
    Conflict,
    Entity,
    EntitySchema,
    NotFound,
    Unprocessable,
    _,
    behind,
    current_scope,
    db,
    entity_of,
    policy,
    records,
    render,
    select,
    shown,
    url_of,
    with_toast,
)
from hansa.forms import drawn, form_here
from plugins.orders.entities import (
    DEALER_CREDIT,
    INVOICE,
    LINE,
    ORDER,
    PARTNER_STOCK,
    QUOTE,
    RESERVATION,
    RETURN,
    SELL_OUT,
    SHIPMENT,
    TAX_EXEMPTION,
    TAX_RATE,
    VENDOR_STOCK,
)
from plugins.orders.fulfilling.selling import make, step_of
from plugins.orders.fulfilling.shipping import left_of
from plugins.orders.models import GoodsReturn, Order
from plugins.orders.pages.links import here, ident, money, number, return_state, state_of
from plugins.orders.parties import closed
from plugins.orders.placing import carts, reserving
from plugins.orders.states import STATES
from plugins.orders.tasks import SELL

PAGE = 50
KINDS = {"order": ORDER, "return": RETURN}


def add(pages: Blueprint) -> None:
    pages.get("/", endpoint="home")(policy("orders.order.view")(home))
    pages.get("/sales/", endpoint="sales")(policy("orders.order.sell")(sales))
    pages.route("/sales/<any(order, return):kind>/<uuid:record_id>/<move>", methods=["GET", "POST"], endpoint="move")(
        policy("orders.order.sell")(move)
    )
    pages.post("/sales/order/<uuid:record_id>/supply", endpoint="supply")(policy("orders.order.create")(supply))
    pages.get("/for/", endpoint="order_for")(policy("orders.order.order_for")(order_for))


def home() -> str:
    """The way to orders, and everything that follows from them."""
    actor = current_scope().actor
    tiles = [
        (_(one.plural), one.icon, url_of(one))
        for one in (ORDER, SHIPMENT, INVOICE, RETURN, QUOTE, LINE, SELL_OUT, PARTNER_STOCK, VENDOR_STOCK, RESERVATION, DEALER_CREDIT, TAX_RATE, TAX_EXEMPTION)
        if actor.may(one.permission("view")) and (one is not RESERVATION or reserving.offered())
    ]
    counted = dict(db.session.execute(select(Order.state, sa.func.count(Order.id)).where(*_mine(actor)).group_by(Order.state)).all())
    states = [
        (key, _(look.label), look, counted.get(key, 0), f"{url_of(ORDER)}?f.state.in={key}")
        for key, look in STATES.items()
        if counted.get(key)
    ]
    return render(
        "orders/home.html", block="page", tiles=tiles, states=states, staff=actor.staff,
        cart_url=here("cart") if not actor.staff and actor.may("orders.order.create") else "",
        for_url=here("order_for") if actor.may("orders.order.order_for") else "",
        sales_url=here("sales") if not actor.staff and actor.may("orders.order.sell") else "",
    )  # fmt: skip


def _mine(actor: Any) -> list[Any]:
    whose = [Order.chosen_id.is_(None)] if actor.staff else [Order.partner_id == actor.partner_id]
    return [*whose, *(rule for rule in (closed(Order),) if rule is not None)]


def sales() -> str:
    """What buyers ordered of the distributor that looks, and what they want to give back."""
    me = current_scope().actor.partner_id
    if me is None:
        raise NotFound()
    names = {row.id: row.name for row in _buyers(me)}
    columns = (Order.id, Order.number, Order.reference, Order.partner_id, Order.state, Order.amount, Order.currency, Order.placed_at)
    after = ident(request.args.get("after"))
    wanted = select(*columns).where(Order.seller_id == me, *([Order.id < after] if after else []))
    rows = db.session.execute(wanted.order_by(Order.id.desc()).limit(PAGE + 1)).all()
    back = select(GoodsReturn.id, GoodsReturn.number, GoodsReturn.partner_id, GoodsReturn.state).where(
        GoodsReturn.seller_id == me, GoodsReturn.state.in_(("asked", "accepted"))
    )
    returns = [(url_of(RETURN, row.id), row.number, names.get(row.partner_id, ""), return_state(row)) for row in db.session.execute(back)]
    told = [
        SimpleNamespace(
            url=url_of(ORDER, row.id), reference=row.reference or row.number, buyer=names.get(row.partner_id, ""), state=state_of(row),
            amount=money(row.amount, row.currency), day=shown("date", row.placed_at.date()) if row.placed_at else "",
        )
        for row in rows[:PAGE]
    ]  # fmt: skip
    return render(
        "orders/sales.html", block="page", rows=told, returns=returns, next_url=here("sales", after=rows[PAGE - 1].id) if len(rows) > PAGE else "",
        for_url=here("order_for") if current_scope().actor.may("orders.order.order_for") else "",
    )  # fmt: skip


def _buyers(me: uuid.UUID) -> Any:
    model = entity_of("core.partner").model
    with behind(SELL):
        return db.session.execute(
            select(model.id, model.name).where(model.parent_id == me, model.archived_at.is_(None)).order_by(model.name)
        ).all()


def move(kind: str, record_id: uuid.UUID, move: str) -> Any:
    """A move of the distributor that sells: its form, and making it."""
    entity = KINDS[kind]
    record, step = step_of(entity, record_id, move)
    made = form_here(("orders", kind, move), lambda: step.input or EntitySchema) if step.input else None
    form = made(request.form if request.method == "POST" else None, data=_left(record, step)) if made else None
    if request.method == "GET":
        return _form(entity, record, step, form)
    try:
        make(entity, record_id, move, form.raw() if form else {})
    except (Unprocessable, Conflict) as error:
        return Response(_form(entity, record, step, form, error), error.status)
    return with_toast(redirect(url_of(entity, record_id), 303), _("Saved."))


def _left(record: Any, step: Any) -> dict[str, Any]:
    """What a form for a part begins with: everything that is left."""
    if step.name != "ship_part":
        return {}
    found = left_of(record)
    return {"rows": [{"sku": sku, "quantity": number(quantity)} for sku, quantity in found if quantity]}


def _form(entity: Entity, record: Any, step: Any, form: Any, error: Any = None) -> str:
    wrong = [one["message"] for one in error.errors] or [_(error.message)] if error else []
    return render(
        "orders/move.html", block="page", step=step, fields=drawn(form) if form else [], wrong=wrong, record=record,
        back=url_of(entity, record.id), title=getattr(record, "reference", None) or record.number, list_url=here("sales"),
    )  # fmt: skip


def supply(record_id: uuid.UUID) -> Any:
    """Put what a buyer ordered of the distributor into the distributor's own cart at the vendor, to be sent to that buyer."""
    order = records.get(ORDER, record_id)
    actor = current_scope().actor
    if order.seller_id is None or order.seller_id != actor.partner_id:
        raise NotFound()
    mine = carts.opened(carts.buyer_of(None), None)
    carts.put_in(mine, order.wanted)
    carts.supplies(mine, order)
    return with_toast(redirect(here("cart", **{"from": "vendor"}), 303), _("It is in your cart."))


def _partner(actor: Any) -> uuid.UUID:
    if actor.partner_id is None:
        raise NotFound()
    found: uuid.UUID = actor.partner_id
    return found


def order_for() -> str:
    """Choose the buyer to order for."""
    actor, text = current_scope().actor, request.args.get("q", "").strip()[:80]
    model = entity_of("core.partner").model
    if actor.staff:
        like = [model.name.icontains(text, autoescape=True)] if text else []
        rows = db.session.execute(
            select(model.id, model.name).where(model.archived_at.is_(None), *like).order_by(model.name).limit(PAGE)
        ).all()
    else:
        rows = [row for row in _buyers(_partner(actor)) if text.casefold() in row.name.casefold()][:PAGE]
    found = [(row.name, here("cart", **{"for": row.id})) for row in rows]
    return render("orders/order_for.html", block="page", rows=found, text=text)
