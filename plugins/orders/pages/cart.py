"""The cart: rows with the own price and why, lines to paste, what could not be read, and the checkout."""

from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Response, redirect, request

from hansa import Conflict, NotFound, Unprocessable, _, current_scope, policy, records, render, typed_number, url_of, with_toast
from plugins.orders.entities import ORDER, RESERVATION
from plugins.orders.pages.cart_view import cart_page, parties
from plugins.orders.pages.links import here, ident
from plugins.orders.pages.quoted import made_of
from plugins.orders.placing import carts, deals, reserving
from plugins.orders.placing.wanted import QUANTITY, read

MOST_BYTES = 200_000
FIELDS = ("reference", "requested_on", "ship_to", "note", "from_rebate", "from_deposit")
AMOUNTS = ("from_rebate", "from_deposit")


def add(pages: Blueprint) -> None:
    pages.get("/cart/", endpoint="cart")(policy("orders.order.create")(cart))
    pages.post("/cart/", endpoint="change")(policy("orders.order.create")(change))
    pages.post("/cart/add", endpoint="add")(policy("orders.order.create")(put))
    pages.post("/order/<uuid:record_id>/again", endpoint="again")(policy("orders.order.create")(again))


def cart() -> Any:
    """The cart of the actor for a buyer (`for`) and a seller (`from`)."""
    actor = current_scope().actor
    if actor.partner_id is None and ident(request.args.get("for")) is None:
        return redirect(here("order_for"), 303)
    return _show(_who(request.args))


def put() -> Any:
    """Put one product in, from its page."""
    who = _who(request.form)
    line = "\t".join(request.form.get(name, "").strip()[:60] for name in ("sku", "quantity", "unit"))
    found = read(line)
    carts.put_in(carts.opened(who.buyer, who.seller), found.rows, found.unread)
    return with_toast(redirect(_url(who), 303), _("It is in your cart.") if found.rows else _("The cart could not read this."))


def change() -> Any:
    """Change the cart: quantities, pasted lines, what was mended, delivery and payment; then perhaps place it."""
    who, act = _who(request.form), request.form.get("act", "save")
    mine = carts.opened(who.buyer, who.seller)
    try:
        _kept(mine)
        if act in ("place", "ask"):
            return _moved(who, act)
        if act == "quote":
            mine = carts.find(who.buyer, who.seller)
            return made_of(mine, request.form.get("customer", ""), request.form.get("valid_until", ""))
        if act == "reserve":
            return _reserved(who)
        if act == "empty":
            carts.change(carts.find(who.buyer, who.seller), wanted=[])
    except (Unprocessable, Conflict) as error:
        return Response(_show(who, error), error.status)
    return with_toast(redirect(_url(who), 303), _("Saved."))


def again(record_id: Any) -> Any:
    """Put what an order held into the cart again."""
    order = records.get(ORDER, record_id)
    if order.partner_id != current_scope().actor.partner_id and not current_scope().actor.staff:
        raise NotFound()
    who = SimpleNamespace(buyer=order.partner_id, seller=order.chosen_id)
    carts.buyer_of(order.partner_id)
    carts.put_in(carts.opened(who.buyer, who.seller), order.wanted)
    return with_toast(redirect(_url(who), 303), _("It is in your cart."))


def _moved(who: Any, act: str) -> Any:
    mine = carts.find(who.buyer, who.seller)
    order = carts.submit(mine) if act == "place" else carts.ask(mine)
    told = _("The order is placed.") if order.state == "submitted" else _("Somebody of your own is asked to approve it.")
    return with_toast(redirect(url_of(ORDER, order.id), 303), told)


def _reserved(who: Any) -> Any:
    """Reserve what is in the cart for the deal it is for."""
    records.require(RESERVATION, "reserve")
    mine = carts.find(who.buyer, who.seller)
    if who.seller is not None or mine.deal_id is None:
        raise Conflict(_("Choose the deal it is for first."))
    reserving.reserve(who.buyer, mine.deal_id, mine.wanted)
    return with_toast(redirect(_url(who), 303), _("It is reserved."))


def _kept(mine: Any) -> None:
    """Take over what the form says; what was pasted or mended is read and added."""
    form = request.form
    rows = [
        {"sku": sku, "quantity": typed_number(quantity.strip()), "unit": unit}
        for sku, quantity, unit in zip(form.getlist("sku"), form.getlist("quantity"), form.getlist("unit"), strict=False)
        if quantity.strip() not in ("", "0")
    ]
    wanted = [{name: value for name, value in row.items() if value} for row in rows]
    wrong = [row for row in wanted if not QUANTITY.fullmatch(row["quantity"])]
    if wrong:
        raise Unprocessable(_("“%(text)s” is no quantity.", text=wrong[0]["quantity"][:40]))
    given = {name: (typed_number(form[name]) if name in AMOUNTS else form[name].strip()) or None for name in FIELDS if name in form}
    mended = read("\n".join((*form.getlist("mend"), form.get("paste", ""), _uploaded()))[:MOST_BYTES])
    bound = deals.read(mine.partner_id, mine.chosen_id, form["deal"]) if "deal" in form else {}
    carts.replace(mine, wanted, mended, given, **bound)


def _uploaded() -> str:
    """Return the lines of an uploaded text file."""
    found = request.files.get("file")
    return found.stream.read(MOST_BYTES).decode("utf-8-sig", "replace") if found and found.filename else ""


def _who(given: Any) -> SimpleNamespace:
    buyer = carts.buyer_of(ident(given.get("for")))
    return parties(buyer, ident(given.get("from")), given.get("from"))


def _url(who: Any) -> str:
    own = who.buyer == current_scope().actor.partner_id
    return here("cart", **{"for": None if own else who.buyer, "from": who.seller or "vendor"})


def _show(who: Any, error: Any = None) -> str:
    page = cart_page(who, error)
    if error is not None:
        _keep_typed(page)
    return render("orders/cart.html", block="page", page=page, who=who)


def _keep_typed(page: SimpleNamespace) -> None:
    """Show what was typed and not kept, so that nobody has to type it again."""
    form = request.form
    names = zip(form.getlist("sku"), form.getlist("unit"), strict=False)
    typed = dict(zip(names, form.getlist("quantity"), strict=False))
    for row in page.rows:
        row.raw_quantity = typed.get((row.sku, row.raw_unit), row.raw_quantity)
        row.wrong = bool(row.raw_quantity.strip()) and not QUANTITY.fullmatch(typed_number(row.raw_quantity))
    page.ship = {**page.ship, **{name: form[name] for name in FIELDS if name in form}}
    page.pasted = form.get("paste", "")
    if page.quote:
        page.quote |= {name: form[name] for name in page.quote if name in form}
