"""What a partner sees: the catalogue, a product with the own price and why, promotions, news of the shelf."""

import uuid
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, redirect, request, url_for

from hansa import NotFound, _, clock, current_locale, current_scope, files, ngettext, policy, records, render, shown, url_of
from plugins.catalog.entities import PRODUCT
from plugins.catalog.models import Product
from plugins.catalog.notices import reading
from plugins.catalog.pages import browsing, desk, why
from plugins.catalog.pages.browsing import PAGE, Wish
from plugins.catalog.quoting import shelf
from plugins.catalog.quoting.asked import Ask, Quote
from plugins.catalog.quoting.breaks import breaks_of
from plugins.catalog.quoting.buyers import Buyer, buyer
from plugins.catalog.quoting.products import Item, found, item_of, items
from plugins.catalog.quoting.service import own_prices
from plugins.catalog.selling.allocation import left_for
from plugins.catalog.selling.authorise import MaySell, Why
from plugins.catalog.selling.days import day_of
from plugins.catalog.selling.service import judge_of
from plugins.policies.api import plain


def here(endpoint: str, **values: Any) -> str:
    return url_for(f"catalog.{endpoint}", program=current_scope().program.slug, **values)


def add(pages: Blueprint) -> None:
    """Add the pages of partners."""
    pages.get("/browse/", endpoint="browse")(policy("catalog.product.view")(browse))
    pages.get("/browse/<uuid:product_id>", endpoint="product")(policy("catalog.product.view")(product))
    pages.get("/promotions/", endpoint="promotions")(policy("catalog.product.view")(promotions))
    pages.get("/news", endpoint="news_card")(policy("catalog.product.view")(news_card))
    pages.get("/product/<uuid:product_id>/prices", endpoint="product_panel")(policy("catalog.product.view")(product_panel))


def _wish() -> Wish:
    given = request.args
    path = given.get("in", "/")[:400]
    page = given.get("page", "1")
    number = int(page) if page.isdecimal() and len(page) < 5 else 1
    return Wish(
        given.get("q", "")[:100],
        path if path.startswith("/") and path.endswith("/") else "/",
        given.get("brand", "")[:80],
        max(number, 1),
        given.get("from", ""),
    )


def me() -> Buyer:
    """Return the reader as a buyer of today; NotFound for who is no partner."""
    actor = current_scope().actor
    if actor.partner_id is None:
        raise NotFound()
    return buyer(actor.partner_id, day_of())


def browse() -> Any:
    """Products by line, family, brand and words, with the own price."""
    if current_scope().actor.partner_id is None:
        return redirect(here("desk"), 303)
    wish, mine, day, base = _wish(), me(), day_of(), here("browse")
    judge, tree = judge_of(mine, day), browsing.families()
    there = browsing.conditions(wish, day)
    counted = browsing.counts(there, wish, judge)
    rows = found(*there, *browsing.narrowed(wish, counted), order=(Product.name, Product.id), limit=PAGE, offset=PAGE * (wish.page - 1))
    number = counted.total
    return render(
        "catalog/browse.html", block="page", wish=wish, base=base, facets=browsing.facets(wish, base, tree, counted.paths, counted.brands),
        cards=browsing.cards(rows, mine, judge, browsing.chosen_seller(wish, mine), tree), here=here,
        sellers=browsing.seller_links(wish, base, mine), count=ngettext("%(n)s product", "%(n)s products", number),
        prev_url=wish.url(base, page=wish.page - 1) if wish.page > 1 else "", next_url=wish.url(base, page=wish.page + 1) if wish.page * PAGE < number else "",
        lists_url=_own_lists(),
    )  # fmt: skip


def _own_lists() -> str:
    actor = current_scope().actor
    if not actor.may("catalog.dealer_list.view"):
        return ""
    return url_for("entity.list", program=current_scope().program.slug, plugin="catalog", entity="dealer_list")


def product(product_id: uuid.UUID) -> Any:
    """A product: the own price and why, quantities, packs, files, and whether it may be sold."""
    scope = current_scope()
    if scope.actor.partner_id is None:
        return redirect(url_of(PRODUCT, product_id), 303)
    more = _record(product_id)
    mine, wish, day = me(), _wish(), day_of()
    item = more.item or next(iter(items(ids=[product_id])), None)
    verdict = judge_of(mine, day).of(item) if item else None
    if item is None or verdict is None or not verdict.visible or not item.on_shelf(day):
        raise NotFound()
    seller = browsing.chosen_seller(wish, mine)
    asked = _asked(item)
    shown_item = _shown(item, verdict, mine, more)
    quoted = own_prices(mine, [item], [asked], seller)
    return render(
        "catalog/product.html", block="page", item=shown_item, line=why.line(quoted.lines[0], quoted.currency), breaks=_breaks(item, quoted),
        trail=[(_("Catalogue"), here("browse")), *shown_item.trail, (shown_item.name, None)], asked=asked,
        sellers=browsing.seller_links(wish, here("product", product_id=product_id), mine), day=why.day(quoted.day),
        base=here("product", product_id=product_id),
        seller=wish.seller, cart_url=next((url for url in records.hooks("cart_address") if url), ""),
    )  # fmt: skip


def _asked(item: Item) -> Ask:
    """What the reader would buy: the quantity and unit it typed, else one."""
    text, unit = request.args.get("quantity", "1"), request.args.get("unit", "")
    quantity = text if text.isdecimal() and 0 < len(text) < 9 and int(text) else "1"
    return Ask(item.id, Decimal(quantity), unit if item.factor(unit) else "")


def _shown(item: Item, verdict: MaySell, mine: Buyer, more: SimpleNamespace) -> SimpleNamespace:
    tree, locale = browsing.families(), current_locale()
    left = left_for(mine, [item.id], day_of()).get(item.id)
    return SimpleNamespace(
        name=item.called(locale), sku=item.sku, brand=item.brand, unit=item.unit, status=item.status, description=more.description, files=more.files, image=more.image,
        packs=[(pack["unit"], plain(pack["factor"]), pack.get("barcode") or "") for pack in item.packs], moq=_number(item.moq), multiple=_number(item.multiple),
        trail=[(tree[path].name, Wish(path=path).url(here("browse"), **{"in": path})) for path in browsing.above(item.family_path) if path in tree],
        allowed=verdict.allowed, reasons=[said(one) for one in verdict.reasons if one.code != "allowed"], warnings=[said(one) for one in verdict.warnings],
        left=(_number(left.left), why.last_day(left.until)) if left else None,
    )  # fmt: skip


def _number(value: Any) -> str:
    return "" if value is None else str(plain(value))


def _record(product_id: uuid.UUID) -> SimpleNamespace:
    """Return a product, its text and files as a record; those of one that only its sellers see are not served by its address.

    Before the looks behind the wall: the database is told once then who looks.
    """
    try:
        record = records.get(PRODUCT, product_id)
    except NotFound:
        return SimpleNamespace(item=None, description="", files=[], image="")
    slug = current_scope().program.slug
    rows = [
        (file.name, url_for("files.fetch", program=slug, file_id=file.id)) for file in files.list_for(record) if file.id != record.image_id
    ]
    return SimpleNamespace(
        item=None if record.archived_at else item_of(record),
        description=record.description,
        files=rows,
        image=url_for("files.fetch", program=slug, file_id=record.image_id) if record.image_id else "",
    )


def said(reason: Why) -> str:
    """Return a reason of authorisation in the reader's language."""
    own = reason.texts.get(current_locale())
    params = {
        name: why.day(date.fromisoformat(value)) if name == "day" else value for name, value in reason.params.items()
    }
    return own or _(reason.message, **params)


def _breaks(item: Item, quoted: Quote) -> list[tuple[str, Any, Any]]:
    rows = breaks_of(quoted)
    free = [", ".join(f"{plain(one.quantity)} × {one.sku or item.sku}" for one in row.free) for row in rows]
    return (
        [(_number(row.quantity), why.money(row.price, quoted.currency), extra) for row, extra in zip(rows, free, strict=True)]
        if len(rows) > 1
        else []
    )


def promotions() -> Any:
    """What runs now and is for the reader."""
    if current_scope().actor.partner_id is None:
        return redirect(here("desk"), 303)
    return render("catalog/promotions.html", block="page", rows=_running(me()), browse_url=here("browse"))


def _running(mine: Buyer) -> list[SimpleNamespace]:
    now, day, locale = clock.now(), day_of(), current_locale()
    rows = shelf.running(mine, now, day)
    return [
        SimpleNamespace(
            title=next((text["text"] for text in row.names or () if text["language"] == locale), row.label), code=row.code, gives=gives(row),
            until=why.last_day(row.valid_until),
        )
        for row in rows
    ]  # fmt: skip


def gives(row: Any) -> str:
    """Return in words what a promotion gives."""
    if row.kind == "percent":
        return _("%(percent)s %% off", percent=plain(row.percent))
    if row.kind == "free_goods":
        return _("%(free)s free for every %(buy)s", free=plain(row.free), buy=plain(row.buy))
    amount = shown("money", (row.amount, row.currency)).striptags()
    return _("%(amount)s off each", amount=amount) if row.kind == "amount" else _("%(amount)s each", amount=amount)


def news_card() -> Any:
    """Lists that came on the shelf lately and promotions that run, for the home page."""
    if current_scope().actor.partner_id is None:
        raise NotFound()
    mine, now, day = me(), clock.now(), day_of()
    keys = {held.id for held in shelf.lists(mine, now, day)}
    lists = sorted((row for row in shelf.on_shelf(now, day) if row.id in keys), key=lambda row: row.shelf_at, reverse=True)[:2]
    waiting = reading.unacknowledged(mine, current_scope().actor.user_id)[:3]
    rows = [(row.title, _("Has to be acknowledged"), "news", here("notice", notice_id=row.id)) for row in waiting]
    rows += [
        (row.label, _("New prices since %(day)s", day=why.day(day_of(row.shelf_at))), "file-invoice", here("browse"))
        for row in lists
    ]
    rows += [(one.title, one.gives, "discount", here("promotions")) for one in _running(mine)[:3]]
    return render("catalog/news_card.html", block="page", rows=rows, browse_url=here("browse"))


def product_panel(product_id: uuid.UUID) -> Any:
    """The price of a product beside its record: a partner's own; staff reads the lists that hold it."""
    if current_scope().actor.partner_id is None:
        return desk.in_lists(product_id)
    seen = records.get(PRODUCT, product_id)  # before the looks behind the wall, which are told to the database once then
    quoted = own_prices(me(), [] if seen.archived_at else [item_of(seen)], [Ask(seen.id)], None)
    return render(
        "catalog/product_panel.html",
        block="page",
        line=why.line(quoted.lines[0], quoted.currency),
        url=here("product", product_id=product_id),
        rows=(),
        staff=False,
    )
