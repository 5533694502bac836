"""What the cart shows: its rows priced for the buyer, what may pay for it, other carts and sellers."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from hansa import Unprocessable, _, behind, clock, current_scope, directory
from plugins.catalog.api import Quote, Registration, price_shown, quote, sellers_of
from plugins.ledger.api import DEPOSIT, account, standing
from plugins.orders.pages.links import day, here, money, number
from plugins.orders.paying import checkout, dealing
from plugins.orders.paying.accounts import REBATE
from plugins.orders.placing import carts, deals, judging, reserving
from plugins.orders.placing.placing import needs_nobody
from plugins.orders.placing.stock import at_once, promise, stock_of
from plugins.orders.placing.wanted import asks_of
from plugins.orders.settings import settings
from plugins.orders.tasks import CART
from plugins.orders.taxing.applying import applied

VENDOR = "vendor"
MONTH = timedelta(days=30)


def parties(buyer: uuid.UUID, seller: uuid.UUID | None, said: str | None) -> SimpleNamespace:
    """Return buyer and seller of a cart: the one that was asked for, else the usual one."""
    ways = sellers_of(buyer)
    chosen = seller if seller in ways and (seller is not None or said == VENDOR) else ways[0]
    actor = current_scope().actor
    if actor.partner_id != buyer:
        chosen = actor.partner_id
    return SimpleNamespace(buyer=buyer, seller=chosen, ways=ways, own=actor.partner_id == buyer)


def cart_page(who: SimpleNamespace, error: Any) -> SimpleNamespace:
    """Return everything the page says."""
    mine = carts.find(who.buyer, who.seller)
    page = SimpleNamespace(
        mine=mine, error=_said(error), rows=[], amount="", tax=None, lent=None, ready=False, pasted="", unread=mine.unread if mine else [],
        sellers=_sellers(who), key=f"{mine.id}:{mine.version}" if mine else "", ask=False, pays=None, deals=[], reserve="", quote=None,
        buyer=None if who.own else _name(who.buyer), ship=_shipped(mine),
        action=here("change"), browse=f"{here_catalog()}{'?from=' + str(who.seller) if who.seller else ''}",
    )  # fmt: skip
    if mine is None or not mine.wanted:
        return page
    registered = deals.open_to(who.buyer, who.seller)
    page.deals = [(str(one.deal_id), f"{one.number} · {one.title}", one.deal_id == mine.deal_id) for one in registered]
    if who.own and current_scope().actor.may("orders.quote.create"):
        page.quote = {"customer": "", "valid_until": (clock.today(current_scope().program.zone) + MONTH).isoformat()}
    found = quote(who.buyer, asks_of(mine), seller=who.seller, currency=mine.currency)
    reasons = judging.problems(found)
    stock = stock_of(_products(found), (who.buyer, mine.deal_id)) if who.seller is None else {}
    page.rows = [
        _row(line, reasons[at], found.currency, row, stock) for at, (line, row) in enumerate(zip(found.lines, mine.wanted, strict=True))
    ]
    if stock and reserving.offered():
        _add_reserved(page, who, [one for one in registered if one.deal_id == mine.deal_id], found)
    page.amount, page.ready = money(found.amount, found.currency), not any(reasons) and not page.unread
    if who.seller is None and page.ready:
        _add_tax(page, found)
    if who.seller is not None and (lent := dealing.lent(who.buyer, who.seller, mine.currency)) is not None:
        page.lent = money(lent.left, mine.currency)
    least = settings()["own_approval_from"]
    page.ask = least is not None and found.amount >= least and needs_nobody(mine) is None
    page.pays = _pays(who, mine, found) if who.seller is None else None
    return page


def _add_tax(page: SimpleNamespace, found: Quote) -> None:
    """Add what the vendor's tax comes to; where it cannot be known the cart is not ready, and says why."""
    known = {item.id: item for item in found.items if item is not None}
    rows = [(line.sku, known[line.product_id].tax_class, line.amount or Decimal(0)) for line in found.lines if line.product_id]
    try:
        tax = applied(found.buyer, rows, found.currency, clock.today(current_scope().program.zone))
    except Unprocessable as refused:
        page.error, page.ready = [*page.error, *_said(refused)], False
        return
    if any(row["tax_percent"] is not None for row in tax.rows):
        page.tax = tax_shown(tax.total, tax.to_pay(found.amount), tax.included, found.currency)


def tax_shown(total: Decimal, to_pay: Decimal, included: bool, currency: str) -> SimpleNamespace:
    """Return tax as pages show it below an amount."""
    label = _("Tax included") if included else _("Tax")
    return SimpleNamespace(label=label, total=money(total, currency), to_pay=money(to_pay, currency))


def here_catalog() -> str:
    return here("cart").rsplit("/orders/", 1)[0] + "/catalog/browse/"


def _said(error: Any) -> list[str]:
    if error is None:
        return []
    return list(dict.fromkeys(one["message"] for one in getattr(error, "errors", ()) or ())) or [_(error.message)]


def _row(line: Any, reasons: list[str], currency: str, row: Mapping[str, str], stock: Mapping[Any, Any]) -> SimpleNamespace:
    told = price_shown(line, currency)
    told.reasons, told.raw_quantity, told.raw_unit, told.sku = reasons, row["quantity"], row.get("unit") or "", row["sku"]
    told.wrong, told.reserved = False, ""
    told.stock = _promised(line, stock) if line.product_id in stock else ""
    return told


def _promised(line: Any, stock: Mapping[Any, Any]) -> str:
    """Say what is there and when the rest comes."""
    today = clock.today(current_scope().program.zone)
    there, first = at_once(stock[line.product_id], today), promise(stock[line.product_id], line.units, today)
    if first is not None and first <= today:
        return str(_("In stock"))
    if first is None:
        return str(_("%(there)s in stock; no day is known for the rest", there=number(there)))
    return str(_("%(there)s in stock, all from %(day)s", there=number(there), day=day(first)))


def _products(found: Quote) -> list[uuid.UUID]:
    return [line.product_id for line in found.lines if line.product_id is not None]


def _add_reserved(page: SimpleNamespace, who: SimpleNamespace, chosen: Sequence[Registration], found: Quote) -> None:
    """Say what is reserved for the deal of the cart, and until when more could be."""
    for deal in chosen:
        held = {one.product_id: one for one in reserving.of_deal(who.buyer, deal.deal_id)}
        for row, line in zip(page.rows, found.lines, strict=True):
            if (one := held.get(line.product_id)) is not None:
                row.reserved = _("%(quantity)s reserved for you until %(day)s", quantity=number(reserving.left_of(one)), day=day(one.until))
        if current_scope().actor.may("orders.reservation.reserve"):
            page.reserve = _("Nobody else is promised it meanwhile, at the longest until %(day)s.", day=day(reserving.last_day(deal)))


def _pays(who: SimpleNamespace, mine: Any, found: Quote) -> SimpleNamespace:
    """Say what the buyer has, and how much of it this order may take."""
    known = {item.id: item for item in found.items if item is not None}
    parts = [
        {"amount": line.amount, "families": known[line.product_id].family_path.split("/")}
        for line in found.lines if line.amount is not None and line.product_id in known
    ]  # fmt: skip
    rebate, deposit = (standing(account(kind, who.buyer, mine.currency)).available for kind in (REBATE, DEPOSIT))
    most = min(checkout.most_from_rebate(parts), max(rebate, Decimal(0)))
    return SimpleNamespace(
        rebate=money(rebate, mine.currency), most=money(most, mine.currency), deposit=money(deposit, mine.currency), has_rebate=rebate > 0, has_deposit=deposit > 0,
    )  # fmt: skip


def _sellers(who: SimpleNamespace) -> list[tuple[str, str, bool]]:
    """The sellers a buyer may choose among; nothing where there is one."""
    if len(who.ways) < 2 or not who.own:
        return []
    with behind(CART):
        names = {one.id: one.name for one in directory.companies([way for way in who.ways if way])}
    program = current_scope().program
    return [
        (program.name if way is None else names.get(way, ""), here("cart", **{"from": way or VENDOR}), way == who.seller)
        for way in who.ways
    ]


def _name(partner_id: uuid.UUID) -> str:
    found = directory.company(partner_id)
    return found.name if found else ""


def _shipped(mine: Any) -> Mapping[str, str]:
    names = ("reference", "ship_to", "note", "from_rebate", "from_deposit")
    told = {name: str(getattr(mine, name, None) or "") for name in names}
    told["requested_on"] = mine.requested_on.isoformat() if mine is not None and mine.requested_on else ""
    if mine is not None and told["reference"] == mine.number:
        told["reference"] = ""
    return told
