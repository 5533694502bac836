"""A quote as the customer reads it: a page to print or to save as PDF; and making one of a cart."""

import uuid
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, redirect

from hansa import N_, NotFound, Unprocessable, _, current_scope, directory, policy, records, render, shown, url_of, with_toast
from plugins.orders.entities import QUOTE
from plugins.orders.pages.links import money, number
from plugins.orders.quoting.quotes import amount_of, from_cart

EMPTY = N_("Put something into the cart first.")


def add(pages: Blueprint) -> None:
    pages.get("/quote/<uuid:record_id>/paper", endpoint="quote_paper")(policy("orders.quote.view")(paper))


def paper(record_id: uuid.UUID) -> str:
    """The quote on paper: who offers what to whom, until when; nothing of what the partner pays itself."""
    found = records.get(QUOTE, record_id)
    company = directory.company(found.partner_id)
    if company is None:
        raise NotFound()
    rows = [
        SimpleNamespace(
            sku=row["sku"], name=row["name"], quantity=number(row["quantity"]), unit=row["unit"], price=money(Decimal(row["price"]), found.currency),
            amount=money(amount_of(row, found.currency), found.currency),
        )
        for row in found.rows
    ]  # fmt: skip
    page = SimpleNamespace(
        quote=found, company=company.name, rows=rows, amount=money(found.amount, found.currency), valid_until=shown("date", found.valid_until),
        day=shown("date", (found.sent_at or found.created_at).date()), back=url_of(QUOTE, found.id), open=found.state in ("draft", "sent"),
        paragraphs=[text for text in (found.note or "").splitlines() if text.strip()],
    )  # fmt: skip
    return render("orders/quote.html", block="page", page=page)


def made_of(cart: Any, customer: str, valid_until: str) -> Any:
    """Make a quote of a cart and lead to it, where prices are looked at. Raises Denied, Unprocessable."""
    if cart is None or not cart.wanted or current_scope().actor.partner_id != cart.partner_id:
        raise Unprocessable(_(EMPTY))
    found = from_cart(cart, customer, valid_until)
    return with_toast(redirect(url_of(QUOTE, found.id), 303), _("The quote is made. Look at the prices, then send it."))
