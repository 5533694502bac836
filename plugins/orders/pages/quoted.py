"""A quote as the customer reads it: a page to print or to save as PDF; and making one of a cart."""

import uuid
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Response, redirect, request

from hansa import (
    N_,
    NotFound,
    Unprocessable,
    _,
    current_scope,
    db,
    directory,
    enqueue,
    policy,
    records,
    render,
    shown,
    system,
    throttled,
    url_of,
    with_toast,
)  # fmt: skip
from plugins.orders.entities import QUOTE
from plugins.orders.models import Quote
from plugins.orders.pages.links import money, number
from plugins.orders.quoting import mailing
from plugins.orders.quoting.quotes import amount_of, from_cart
from plugins.orders.tasks import OFFER

FREE = 12
"""So many answers to one quote are taken from one address before it has to wait."""
EMPTY = N_("Put something into the cart first.")


def add(pages: Blueprint) -> None:
    pages.get("/quote/<uuid:record_id>/paper", endpoint="quote_paper")(policy("orders.quote.view")(paper))
    pages.get("/offer/<token>", endpoint="offer")(policy(public=True)(offer))
    pages.post("/offer/<token>", endpoint="answer")(policy(public=True)(answer))


def paper(record_id: uuid.UUID) -> str:
    """The quote on paper: who offers what to whom, until when; nothing of what the partner pays itself."""
    return render("orders/quote.html", block="page", page=_told(records.get(QUOTE, record_id)))


def offer(token: str) -> Response:
    """The quote as its customer reads it, by the link that was mailed: no account, nothing else."""
    return _offer(_linked(token))


def answer(token: str) -> Response:
    """Take the customer's answer; a job makes the move, so whoever answers acts on nothing by itself."""
    page = _linked(token)
    name, note, word = (request.form.get(field, "").strip() for field in ("name", "note", "answer"))
    problem = _problem(page, token, word, name, note)
    if problem:
        return _offer(page, problem, SimpleNamespace(name=name[:120], note=note[:2000]))
    enqueue(mailing.ANSWERED, {"quote_id": str(page.quote.id), "token": token, "move": mailing.MOVES[word], "name": name[:120], "note": note[:2000] or None})
    return _public(render("orders/offer_thanks.html", block="offer", page=page, asked=word == "ask"))


def _problem(page: Any, token: str, word: str, name: str, note: str) -> str:
    """Return why an answer cannot be taken; nothing where it can."""
    if not page.answerable or word not in mailing.MOVES:
        return _("This offer can no longer be answered here.")
    if throttled(f"orders.offer:{page.quote.id}:{request.remote_addr}", free=FREE):
        return _("You are sending requests too quickly. Wait a little and try again.")
    if not name:
        return _("Say who you are.")
    return _("Write what you would like to know.") if word == "ask" and not note else ""


def _linked(token: str) -> SimpleNamespace:
    """Return the quote of a mailed link; NotFound for a link that is none, or no longer."""
    quote_id = mailing.named(token)
    with system(OFFER):
        found = db.session.get(Quote, (current_scope().program.id, quote_id)) if quote_id else None
        if found is None or found.archived_at is not None or not mailing.genuine(token, found):
            raise NotFound()
        page = _told(found)
        page.quote = SimpleNamespace(**{name: getattr(found, name) for name in ("id", "number", "customer", "attention", "state", "answer", "note")})
    page.answerable = found.state == "sent"
    page.action = request.path
    return page


def _offer(page: Any, problem: str = "", given: Any = None) -> Response:
    html = render("orders/offer.html", block="offer", page=page, problem=problem, given=given or SimpleNamespace(name="", note=""))
    return _public(html, 422 if problem else 200)


def _public(html: str, status: int = 200) -> Response:
    found = Response(html, status, content_type="text/html; charset=utf-8")
    found.headers["X-Robots-Tag"] = "noindex"
    found.headers["Cache-Control"] = "no-store"
    return found


def _told(found: Any) -> SimpleNamespace:
    """Return what a quote says to its customer. Raises NotFound where the actor may not know who offers it."""
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
    return SimpleNamespace(
        quote=found, company=company.name, rows=rows, amount=money(found.amount, found.currency), valid_until=shown("date", found.valid_until).striptags(),
        day=shown("date", (found.sent_at or found.created_at).date()), back=url_of(QUOTE, found.id), open=found.state in ("draft", "sent", "accepted"),
        paragraphs=[text for text in (found.note or "").splitlines() if text.strip()],
    )  # fmt: skip


def made_of(cart: Any, customer: str, valid_until: str) -> Any:
    """Make a quote of a cart and lead to it, where prices are looked at. Raises Denied, Unprocessable."""
    if cart is None or not cart.wanted or current_scope().actor.partner_id != cart.partner_id:
        raise Unprocessable(_(EMPTY))
    found = from_cart(cart, customer, valid_until)
    return with_toast(redirect(url_of(QUOTE, found.id), 303), _("The quote is made. Look at the prices, then send it."))
