"""What staff sees: what is on the shelf, what contradicts, prices as of any day, two lists side by side."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Blueprint, request, url_for

from hansa import NotFound, Unprocessable, _, clock, current_scope, db, entity_of, policy, records, render, select, shown, url_of
from plugins.catalog.entities import ALLOCATION, AUTHORISATION, CONTRACT, FAMILY, NOTICE, PRICE, PRICE_LIST, PRODUCT, PROMOTION
from plugins.catalog.models import Price
from plugins.catalog.pages import why
from plugins.catalog.price.kind import KEY
from plugins.catalog.quoting import shelf
from plugins.catalog.quoting.asked import Ask
from plugins.catalog.quoting.service import quote
from plugins.catalog.selling.audience import KIND_NAMES
from plugins.catalog.selling.days import day_of
from plugins.catalog.selling.service import may_sell
from plugins.catalog.shelf.conflicts import Contradiction, everything
from plugins.policies.api import plain

MOST_LINES = 50
TILES = (PRODUCT, FAMILY, PRICE_LIST, PRICE, PROMOTION, AUTHORISATION, CONTRACT, ALLOCATION, NOTICE)


def here(endpoint: str, **values: Any) -> str:
    return url_for(f"catalog.{endpoint}", program=current_scope().program.slug, **values)


def staff() -> None:
    """Raise NotFound for partners."""
    if not current_scope().actor.staff:
        raise NotFound()


def add(pages: Blueprint) -> None:
    """Add the pages of staff."""
    pages.get("/", endpoint="desk")(policy("catalog.price_list.view")(desk))
    pages.get("/shelf", endpoint="desk_card")(policy("catalog.price_list.view")(desk_card))
    pages.get("/conflicts/", endpoint="conflicts")(policy("catalog.price_list.view")(conflicts))
    pages.get("/price-check/", endpoint="check")(policy("catalog.price_list.view")(check))


def desk() -> str:
    """The catalogue at a glance: what is on the shelf, what contradicts, and the way to everything."""
    staff()
    scope = current_scope()
    found = everything()
    tiles = [(_(entity.plural), entity.icon, url_of(entity)) for entity in TILES if scope.actor.may(entity.permission("view"))]
    may_policy = scope.actor.may("policies.policy.view")
    return render(
        "catalog/desk.html", block="page", tiles=tiles, lists=_lists(), promotions=_promotions(), found=len(found), errors=sum(one.severity == "error" for one in found),
        here=here, policy_url=url_for("policies.policy", program=scope.program.slug, kind=KEY, slug=KEY) if may_policy else "",
        new_url=f"{url_of(PRICE_LIST)}new" if scope.actor.may(PRICE_LIST.permission("create")) else "",
    )  # fmt: skip


def _lists() -> list[SimpleNamespace]:
    now, day = clock.now(), day_of()
    names = {one.id: one.name for one in _partners({row.for_partner_id for row in shelf.on_shelf(now, day)} - {None})}
    rows = sorted(shelf.on_shelf(now, day), key=lambda row: (-row.rank, row.code))
    return [
        SimpleNamespace(
            key=row.key, label=row.label, currency=row.currency, rank=row.rank, since=shown("date", row.shelf_at.date()), url=url_of(PRICE_LIST, row.id),
            who=for_whom(row, names),
        )
        for row in rows
    ]  # fmt: skip


def _partners(ids: set[uuid.UUID]) -> Sequence[Any]:
    model = entity_of("core.partner").model
    return db.session.execute(select(model.id, model.name).where(model.id.in_(ids))).all() if ids else ()


def for_whom(row: Any, names: Any) -> str:
    """Return in words whom something is for."""
    parts = [", ".join(_(KIND_NAMES[kind]) for kind in row.kinds or ()), row.tiers or "", row.regions or "", row.countries or ""]
    parts += [names.get(row.for_partner_id, "") if row.for_partner_id else "", row.condition or ""]
    return " · ".join(part for part in parts if part) or _("All partners")


def _promotions() -> list[SimpleNamespace]:
    rows = shelf.promotions(clock.now(), day_of())
    return [
        SimpleNamespace(label=row.label, code=row.code, until=why.last_day(row.valid_until), url=url_of(PROMOTION, row.id)) for row in rows
    ]


def desk_card() -> str:
    """How many lists and promotions are on the shelf, and whether something contradicts."""
    staff()
    now, day = clock.now(), day_of()
    errors = sum(one.severity == "error" for one in everything())
    return render(
        "catalog/desk_card.html",
        block="page",
        lists=len(shelf.on_shelf(now, day)),
        promotions=len(shelf.promotions(now, day)),
        errors=errors,
        here=here,
    )


def conflicts() -> str:
    """Everything that contradicts on the shelf and in drafts."""
    staff()
    rows = [SimpleNamespace(severity=one.severity, text=one.words(), url=_about(one)) for one in everything()]
    return render("catalog/conflicts.html", block="page", rows=rows, here=here)


def _about(found: Contradiction) -> str:
    first = found.about[0] if found.about else None
    if first is None:
        return ""
    lists = ("empty-list", "two-prices", "dearer", "same-rank")
    entity = PRICE_LIST if found.code in lists or (len(found.about) > 1 and found.code == "no-days") else PROMOTION
    return url_of(entity, first)


def check() -> str:
    """What a partner pays for products, as of any day, each price explained."""
    staff()
    given = request.args
    page = SimpleNamespace(
        partner=given.get("partner", "")[:200],
        lines=given.get("lines", "")[:4000],
        day=given.get("day", "")[:10],
        error="",
        found=None,
        verdicts={},
        here=here,
    )
    if page.partner:
        try:
            _checked(page)
        except Unprocessable as error:
            page.error = error.message
    return render("catalog/check.html", block="page", page=page, partners=_choices(), today=day_of().isoformat())


def _choices() -> list[str]:
    model = entity_of("core.partner").model
    return list(db.session.scalars(select(model.name).where(model.archived_at.is_(None)).order_by(model.name).limit(200)))


def _checked(page: SimpleNamespace) -> None:
    model = entity_of("core.partner").model
    row = db.session.execute(
        select(model.id).where(sa.or_(model.name == page.partner, model.number == page.partner)).limit(1)
    ).one_or_none()
    if row is None:
        raise Unprocessable(_("There is no partner of this name or number."))
    asks, at = asked(page.lines), moment(page.day)
    quoted = quote(row.id, asks, at=at)
    verdicts = may_sell(row.id, [ask.product for ask in asks], at)
    page.found = SimpleNamespace(
        lines=[why.line(line, quoted.currency) for line in quoted.lines],
        amount=why.money(quoted.amount, quoted.currency),
        day=why.day(quoted.day),
        number=quoted.number,
    )
    page.verdicts = {line.sku: verdicts[line.product_id].allowed for line in quoted.lines if line.product_id in verdicts}


def asked(text: str) -> list[Ask]:
    """Read lines `number`, `number quantity` or `number quantity unit`; raises Unprocessable naming the one that is wrong."""
    found = []
    for number, line in enumerate([row for row in text.splitlines() if row.strip()][:MOST_LINES], 1):
        parts = line.replace(",", " ").replace(";", " ").replace("\t", " ").split()
        quantity = parts[1] if len(parts) > 1 else "1"
        if not quantity.replace(".", "", 1).isdecimal() or len(quantity) > 12:
            raise Unprocessable(_("Line %(number)s: write the SKU, then the quantity, like BK-100 12.", number=number))
        found.append(Ask(parts[0], Decimal(quantity), parts[2] if len(parts) > 2 else ""))
    if not found:
        raise Unprocessable(_("Write a SKU on each line, perhaps with a quantity."))
    return found


def moment(text: str) -> datetime | None:
    """Return the end of a day in the program's zone as prices of that day are asked; None for now. Raises Unprocessable."""
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text), time(23, 59, 59), ZoneInfo(current_scope().program.zone))
    except ValueError:
        raise Unprocessable(_("Write the day like 2026-01-31.")) from None


def in_lists(product_id: uuid.UUID) -> str:
    """The lists on the shelf that hold a product, for its record."""
    staff()
    item = records.get(PRODUCT, product_id)
    on = {row.id: row for row in shelf.on_shelf(clock.now(), day_of())}
    there = (Price.product_id == item.id, Price.list_id.in_(on), Price.ended_at.is_(None), Price.archived_at.is_(None))
    rows = db.session.execute(
        select(Price.list_id, Price.unit, Price.amount, Price.from_quantity).where(*there).order_by(Price.from_quantity)
    ).all()
    shown_rows = [
        SimpleNamespace(
            key=on[row.list_id].key, url=url_of(PRICE_LIST, row.list_id), unit=row.unit or item.unit, quantity=plain(row.from_quantity),
            price=why.money(row.amount, on[row.list_id].currency),
        )
        for row in rows
    ]  # fmt: skip
    return render("catalog/product_panel.html", block="page", line=None, url="", rows=shown_rows, staff=True)
