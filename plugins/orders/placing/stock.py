"""Stock as a promise: from when on so many can be shipped, by what stock sources say, less what others ordered since or have reserved."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from hansa import behind, clock, current_scope, db, money_sum, records, select, serialised
from plugins.orders.models import Item, Order, Reservation, VendorStock
from plugins.orders.tasks import STOCK

ZERO = Decimal(0)
LOCK = "orders.stock"
Deal = tuple[uuid.UUID, uuid.UUID | None]
Units = Mapping[uuid.UUID, Decimal]
EMPTY: Units = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Stock:
    """So many base units of a product can be shipped from a day on (None: now), beside those of earlier days.

    `told_at`: the moment this was so. Orders placed later are taken off; None: the source knows of every order.
    """

    product_id: uuid.UUID
    quantity: Decimal
    from_day: date | None = None
    place: str = ""
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """Base units of a product that others have: before the deal that asks has its own, and after it. Orders a day is promised for come
    before reservations, those that wait for more to come after them; of reservations the earlier comes first. Without one of its own
    all of it is before whoever asks, as it is the same then."""

    earlier: Decimal = ZERO
    own: Decimal = ZERO
    later: Decimal = ZERO


NONE = Taken()


def stock_of(
    products: Collection[uuid.UUID], wanted_by: Deal | None = None, *, used: Units = EMPTY, lock: bool = False
) -> Mapping[uuid.UUID, Sequence[Stock]]:
    """Return what is free of products, by product; nothing where no source tells of it.

    `wanted_by`: a buyer and its deal; what is reserved for them is free to them, before whoever reserved later;
    `used`: of that the running unit used so much already. `lock`: nobody else of the program is promised
    anything until this unit ends, so that nothing is promised twice; take it after the rows the unit locks.
    """
    told = _told(products)
    if told and lock:
        serialised(LOCK)
    if not told:
        return {}
    taken = _reserved(told, wanted_by, used)
    for product, waits, units in _ordered_since(told):
        known = taken.get(product, NONE)
        taken[product] = replace(known, later=known.later + units) if waits else replace(known, earlier=known.earlier + units)
    return {product: _free(rows, taken.get(product, NONE)) for product, rows in told.items()}


def _free(stock: Sequence[Stock], taken: Taken) -> Sequence[Stock]:
    """Return what is free of stock: what is taken earlier comes off first, what is taken later leaves the own reservation alone."""
    before = without(stock, taken.earlier)
    after = without(before, taken.own)
    rest = without(after, taken.later)
    return [replace(one, quantity=one.quantity - two.quantity + three.quantity) for one, two, three in zip(before, after, rest, strict=True)]


def without(stock: Sequence[Stock], units: Decimal) -> Sequence[Stock]:
    """Return what is left of stock when so many base units are taken, the earliest first."""
    found = []
    for one in _by_day(stock):
        part = min(units, one.quantity)
        found.append(replace(one, quantity=one.quantity - part))
        units -= part
    return found


def promise(stock: Sequence[Stock], units: Decimal, today: date) -> date | None:
    """Return the first day on which so many base units are there; None when they never are by what is known."""
    left = units
    for one in _by_day(stock):
        left -= one.quantity
        if left <= 0:
            return max(one.from_day or today, today)
    return None


def at_once(stock: Sequence[Stock], today: date) -> Decimal:
    """Return how many base units are there now."""
    return free_until(stock, today)


def free_until(stock: Sequence[Stock], day: date) -> Decimal:
    """Return how many base units are there on a day."""
    return sum((one.quantity for one in stock if one.from_day is None or one.from_day <= day), ZERO)


def _by_day(stock: Sequence[Stock]) -> Sequence[Stock]:
    return sorted(stock, key=lambda one: one.from_day or date.min)


def _told(products: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Stock]]:
    """Return what the vendor's own figures and the stock sources tell of products."""
    day = clock.today(current_scope().program.zone)
    told = [one for found in records.hooks("find_stock", products=frozenset(products), day=day) for one in found]
    found: dict[uuid.UUID, list[Stock]] = {}
    for one in (*_own(products), *told):
        if one.product_id in products:
            found.setdefault(one.product_id, []).append(one)
    return found


def _own(products: Collection[uuid.UUID]) -> list[Stock]:
    """Return the vendor's own figures; an arrival whose day was over when the place was told of again is in that figure already."""
    columns = (VendorStock.product_id, VendorStock.quantity, VendorStock.from_day, VendorStock.place, VendorStock.told_at)
    with behind(STOCK):
        wanted = select(*columns).where(VendorStock.product_id.in_(products), VendorStock.archived_at.is_(None))
        rows = [Stock(*row) for row in db.session.execute(wanted).all()]
    seen = {(row.product_id, row.place): _day(row.told_at) for row in rows if row.from_day is None and row.told_at is not None}
    return [row for row in rows if row.from_day is None or row.from_day > seen.get((row.product_id, row.place), date.min)]


def _day(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(current_scope().program.zone_at(moment))).date()


def _ordered_since(told: Mapping[uuid.UUID, Sequence[Stock]]) -> list[tuple[uuid.UUID, bool, Decimal]]:
    """Return what was ordered of the vendor since stock was told of, and whether it waits; a product may come more than once."""
    since: dict[datetime, list[uuid.UUID]] = {}
    for product, rows in told.items():
        known = [row.told_at for row in rows]
        if (last := max((at for at in known if at is not None), default=None)) is not None and None not in known:
            since.setdefault(last, []).append(product)
    return _ordered(since) if since else []


def _reserved(products: Collection[uuid.UUID], wanted_by: Deal | None, used: Units) -> dict[uuid.UUID, Taken]:
    """Return what is reserved of products: one statement, and another for what a deal has reserved itself."""
    own = _own_reservations(products, wanted_by, used)
    later = [sa.or_(*(sa.and_(Reservation.product_id == product, Reservation.id > found) for product, (found, _units) in own.items()))] if own else []
    by, left = (Reservation.product_id, *later), money_sum(Reservation.quantity - Reservation.used)
    others = Reservation.id.not_in([found for found, _units in own.values()]) if own else sa.true()
    with behind(STOCK):
        rows = db.session.execute(select(left, *by).where(Reservation.product_id.in_(products), *_open(), others).group_by(*by)).all()
    found = {product: Taken(own=units) for product, (_found, units) in own.items()}
    for units, product, *is_later in rows:
        known = found.get(product, NONE)
        found[product] = replace(known, later=units) if any(is_later) else replace(known, earlier=units)
    return found


def _own_reservations(products: Collection[uuid.UUID], wanted_by: Deal | None, used: Units) -> dict[uuid.UUID, tuple[uuid.UUID, Decimal]]:
    """Return by product the reservation of a deal, and its units: what is left of it, and what the running unit used of it."""
    if wanted_by is None or wanted_by[1] is None:
        return {}
    left = sa.case((sa.and_(*_open()), Reservation.quantity - Reservation.used), else_=0)
    mine = (Reservation.partner_id == wanted_by[0], Reservation.deal_id == wanted_by[1], Reservation.product_id.in_(products))
    with behind(STOCK):
        rows = db.session.execute(select(Reservation.product_id, Reservation.id, left).where(*mine).order_by(Reservation.id)).all()
    return {product: (found, units) for product, found, rest in rows if (units := rest + used.get(product, ZERO))}


def _open() -> tuple[Any, ...]:
    return (Reservation.state == "held", Reservation.until >= clock.today(current_scope().program.zone))


def _ordered(since: Mapping[datetime, Sequence[uuid.UUID]]) -> list[tuple[uuid.UUID, bool, Decimal]]:
    """Return what was ordered of products since a moment, and whether it waits: no day is promised for it.

    Items that are shipped in part only stand alone, as a pack need not come out even.
    """
    cut = sa.case((Item.dropped == 0, sa.null()), else_=Item.id)
    waits = Item.promised_on.is_(None)
    sums = (money_sum(Item.units), sa.func.max(Item.quantity), sa.func.max(Item.dropped))
    later = [sa.and_(Item.product_id.in_(products), Order.placed_at >= moment) for moment, products in since.items()]
    of_order = (Item.program_id == Order.program_id, Item.order_id == Order.id, Item.seller_id.is_(None))
    with behind(STOCK):
        statement = (
            select(Item.product_id, waits, *sums, sa.func.max(Order.placed_at)).where(*of_order, sa.or_(*later)).group_by(Item.product_id, waits, cut)
        )
        rows: Any = db.session.execute(statement).all()
    return [(product, late, units - units * dropped / quantity if dropped else units) for product, late, units, quantity, dropped, _moment in rows]
