"""Pages of price lists: their rows, the next edition, two lists side by side, a row taken off."""

import uuid
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, redirect, request, url_for

from hansa import Conflict, _, clock, current_scope, db, policy, records, render, select, shown, url_of, with_toast
from plugins.catalog.entities import PRICE, PRICE_LIST
from plugins.catalog.models import Price, PriceList, Product
from plugins.catalog.pages import why
from plugins.catalog.pages.desk import here, staff
from plugins.catalog.selling.days import day_of
from plugins.catalog.shelf.editions import Difference, compared, next_edition
from plugins.policies.api import plain

SHOWN = 50
"""So many rows stand on the page of a list; all of them are in the list of prices."""
LISTED = 500


def add(pages: Blueprint) -> None:
    """Add the pages of price lists."""
    pages.get("/list/<uuid:price_list_id>/rows", endpoint="list_panel")(policy("catalog.price.view")(rows_of))
    pages.get("/compare/", endpoint="compare")(policy("catalog.price_list.view")(compare))
    pages.post("/list/<uuid:price_list_id>/next", endpoint="next_edition")(policy("catalog.price_list.create")(make_next))
    pages.post("/price/<uuid:price_id>/end", endpoint="end_price")(policy("catalog.price.edit")(end_price))


def rows_of(price_list_id: uuid.UUID) -> str:
    """The rows of a list, and the ways to add and import more."""
    staff()
    found = records.get(PRICE_LIST, price_list_id)
    there = (Price.list_id == price_list_id, Price.archived_at.is_(None))
    columns = (Price.id, Price.unit, Price.amount, Price.from_quantity, Price.valid_from, Price.valid_until, Price.ended_at)
    same = sa.and_(Product.program_id == Price.program_id, Product.id == Price.product_id)
    joined = select(*columns, Product.sku, Product.name, Product.unit.label("base")).join_from(Price, Product, same)
    rows = db.session.execute(joined.where(*there).order_by(Product.sku, Price.from_quantity).limit(SHOWN)).all()
    total = db.session.scalar(select(sa.func.count(Price.id)).where(*there)) or 0
    program, actor = current_scope().program, current_scope().actor
    may = actor.may(PRICE.permission("create"))
    return render(
        "catalog/list_panel.html", block="page", rows=[_row(row, found.currency) for row in rows], total=total, more=max(total - SHOWN, 0), draft=found.state == "draft",
        all_url=f"{url_of(PRICE)}?f.list_id.in={price_list_id}", new_url=f"{url_of(PRICE)}new?list_id={price_list_id}" if may and found.state != "withdrawn" else "",
        import_url=url_for("sheets.start", program=program.slug, kind=PRICE.key) if may and "sheets" in program.plugins and actor.may(PRICE.permission("import")) else "",
        key=found.key,
    )  # fmt: skip


def _row(row: Any, currency: str) -> SimpleNamespace:
    days = [shown("date", day) if day else "" for day in (row.valid_from, row.valid_until)]
    return SimpleNamespace(
        sku=row.sku, name=row.name, unit=row.unit or row.base, price=why.money(row.amount, currency), quantity=plain(row.from_quantity) if row.from_quantity else "",
        since=days[0], until=days[1], ended=row.ended_at is not None, url=url_of(PRICE, row.id),
    )  # fmt: skip


def compare() -> str:
    """What differs between two lists, product by product."""
    staff()
    lists = db.session.execute(
        select(PriceList.id, PriceList.key, PriceList.label).where(PriceList.archived_at.is_(None)).order_by(PriceList.key)
    ).all()
    known = {str(row.id): row for row in lists}
    one, other = request.args.get("one", ""), request.args.get("other", "")
    page = SimpleNamespace(
        one=one, other=other, lists=[(key, f"{row.key} · {row.label}") for key, row in known.items()], rows=None, same=0, more=0
    )
    if one in known and other in known and one != other:
        found, page.same = compared(uuid.UUID(one), uuid.UUID(other))
        page.rows, page.more = [_difference(row) for row in found[:LISTED]], max(len(found) - LISTED, 0)
        page.names = known[one].key, known[other].key
    return render("catalog/compare.html", block="page", page=page, here=here)


def _difference(row: Difference) -> SimpleNamespace:
    percent = row.percent
    told = "" if percent is None else f"{Decimal(round(percent * 100)).scaleb(-2):+.2f} %"
    return SimpleNamespace(
        sku=row.sku, name=row.name, unit=row.unit, quantity=plain(row.quantity) if row.quantity else "", before=plain(row.before) if row.before is not None else "–",
        after=plain(row.after) if row.after is not None else "–", percent=told, dearer=percent is not None and percent > 0,
    )  # fmt: skip


def make_next(price_list_id: uuid.UUID) -> Any:
    """Begin the next edition as a draft."""
    staff()
    made = next_edition(records.get(PRICE_LIST, price_list_id), day_of())
    return with_toast(redirect(url_of(PRICE_LIST, made.id), 303), _("The next edition is a draft. Change its rows, then publish it."))


def end_price(price_id: uuid.UUID) -> Any:
    """Take a row off the shelf, from now on."""
    staff()
    row = records.get(PRICE, price_id, lock=True)
    records.require(PRICE, "edit", row)
    if row.ended_at is not None:
        raise Conflict(_("This row was taken off already."), code="ended")
    records.apply(PRICE, row, {"ended_at": clock.now()}, act="ended")
    return with_toast(redirect(url_of(PRICE_LIST, row.list_id), 303), _("It counts no longer."))
