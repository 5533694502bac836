"""Stock reserved for a registered deal: nobody else is promised it, the order for the deal uses it up, and it ends by itself."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, Event, Unprocessable, _, behind, clock, current_locale, current_scope, db, entity_of, perform, records
from plugins.catalog.api import Item, MaySell, Registration, may_sell, products, release_allocation, take_allocation
from plugins.orders.models import Reservation
from plugins.orders.placing import deals
from plugins.orders.placing.stock import ZERO, free_until, stock_of
from plugins.orders.placing.wanted import NO_PRODUCT
from plugins.orders.settings import settings
from plugins.orders.tasks import KEEP, TELL

Values = Mapping[str, Any]
DAY = timedelta(days=1)
REMINDED = timedelta(days=2)
OFF = N_("Nothing is reserved in this program.")
NOTHING = N_("Nothing is said of what there is of %(name)s, so none of it is reserved.")
TOO_MANY = N_("Of %(name)s %(most)s can be reserved until %(day)s.")
OVER = N_("%(name)s was reserved for this deal until %(day)s. Ask us if you need it longer.")
SOME_LEFT, NONE_LEFT = N_("Not all of it is ordered yet."), N_("All of it is ordered.")
NOT_SOLD = N_("You may not sell %(name)s.")
NOT_NAMED = N_("The registration does not name %(name)s.")


def offered() -> bool:
    """Tell whether the program reserves stock for registered deals."""
    return bool(settings()["reserve_days"])


def reserve(partner_id: uuid.UUID, deal_id: uuid.UUID, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Reserve rows of `sku`, `quantity` (in `unit`) for a deal of a partner, in the running unit, and return the reservations.

    Who may order for the partner is judged before. What is reserved for the deal already becomes so much; its last day stays, unless the
    vendor's people reserve. Raises Conflict where the program reserves nothing, Unprocessable for a deal that does not hold and for each
    product that is not free or is more than may be reserved.
    """
    if not offered():
        raise Conflict(_(OFF), code="not-now")
    deal = deals.registration(partner_id, deal_id)
    items, wanted = _wanted(rows)
    with behind(KEEP):
        return _reserved(partner_id, deal, items, wanted)


def _reserved(partner_id: uuid.UUID, deal: Registration, items: Mapping[uuid.UUID, Item], wanted: Mapping[uuid.UUID, Decimal]) -> list[Any]:
    earlier = _rows(partner_id, deal.deal_id, wanted)
    stock, until = stock_of(wanted, (partner_id, deal.deal_id), lock=True), last_day(deal)
    days = {product: _until([one for one in earlier if one.product_id == product], until) for product in wanted}
    allowed = may_sell(partner_id, list(wanted)) if wanted else {}
    most = {product: min(free_until(stock[product], days[product]), _limit(partner_id, deal.deal_id, product)) for product in stock}
    wrong = [_wrong(deal, items[product], units, days[product], most.get(product), allowed[product]) for product, units in wanted.items()]
    if texts := [text for text in wrong if text]:
        raise _refused(texts)
    held = {one.product_id: one for one in earlier if one.state == "held"}
    return [_kept(partner_id, deal, product, units, days[product], held.get(product)) for product, units in sorted(wanted.items())]


def _until(earlier: Sequence[Any], until: date) -> date:
    """Return the last day of a reservation: a partner does not begin a new time by reserving again."""
    return until if current_scope().actor.staff else min(until, max((one.until for one in earlier), default=until))


def _wanted(rows: Sequence[Mapping[str, Any]]) -> tuple[dict[uuid.UUID, Item], dict[uuid.UUID, Decimal]]:
    """Return the products of rows, and how many base units of each are meant. Raises Unprocessable for what there is not."""
    known = {item.sku: item for item in products(skus={str(row["sku"]) for row in rows})}
    wanted: dict[uuid.UUID, Decimal] = {}
    for row in rows:
        item = known.get(row["sku"])
        factor = item.factor(row.get("unit") or "") if item is not None else None
        if item is None or factor is None:
            raise _refused([_(NO_PRODUCT, sku=row["sku"])])
        wanted[item.id] = wanted.get(item.id, ZERO) + Decimal(row["quantity"]) * factor
    return {item.id: item for item in known.values()}, wanted


def _refused(texts: Sequence[str]) -> Unprocessable:
    return Unprocessable(errors=[{"pointer": "/lines", "code": "not-reservable", "message": text} for text in texts])


def _wrong(deal: Registration, item: Item, units: Decimal, until: date, most: Decimal | None, verdict: MaySell) -> str | None:
    """Return why so much of a product cannot be reserved."""
    name, day = item.called(current_locale()), until.isoformat()
    if not verdict.visible:
        return _(NO_PRODUCT, sku=item.sku)
    if not verdict.allowed:
        return _(NOT_SOLD, name=name)
    if deal.products and not deal.products & {item.sku.casefold(), item.name.casefold()}:
        return _(NOT_NAMED, name=name)
    if until < _today():
        return _(OVER, name=name, day=day)
    if most is None:
        return _(NOTHING, name=name)
    return _(TOO_MANY, name=name, most=f"{max(most, ZERO).normalize():f}", day=day) if units > most else None


def _limit(partner_id: uuid.UUID, deal_id: uuid.UUID, product: uuid.UUID) -> Decimal:
    """Return how much the settings let a partner reserve of a product for a deal."""
    given, other = settings(), ZERO
    if given["reserve_partner_most"] is not None:
        mine = (Reservation.partner_id == partner_id, Reservation.product_id == product, Reservation.deal_id != deal_id)
        other = sum((left_of(one) for one in db.session.scalars(sa.select(Reservation).where(*mine, *_open()))), ZERO)
    limits = [given["reserve_deal_most"], given["reserve_partner_most"] - other if given["reserve_partner_most"] is not None else None]
    return min((one for one in limits if one is not None), default=Decimal("Infinity"))


def _kept(partner_id: uuid.UUID, deal: Registration, product: uuid.UUID, units: Decimal, until: date, found: Any) -> Any:
    """Write a reservation, and take what it needs of an allocation. Raises Conflict: `allocation`."""
    entity, title = entity_of("orders.reservation"), f"{deal.number} · {deal.title}"
    if found is None:
        bound = {"deal_id": deal.deal_id, "deal_title": title, "product_id": product, "quantity": units, "until": until}
        # The last day is a field of the vendor's people: they have to give it, and nobody else may.
        raw = {"until": until.isoformat()} if current_scope().actor.staff else {}
        found = records.create(entity, raw, partner_id=partner_id, **bound)
    else:
        _give_back(found)
        records.apply(entity, found, {"quantity": found.used + units, "until": until})
    take_allocation(partner_id, product, units, key=_key(found))
    return found


def use(order: Any, units: Mapping[uuid.UUID, Decimal]) -> list[Any]:
    """Use up what is reserved for the deal of an order; before scarce goods are taken for it. Returns the reservations, locked."""
    if order.deal_id is None or order.chosen_id is not None:
        return []
    found = [one for one in _rows(order.partner_id, order.deal_id, units) if is_open(one)]
    taken = {one.product_id: min(left_of(one), units[one.product_id]) for one in found}
    for one in found:
        _give_back(one)
        _used(one, taken[one.product_id])
    order.reserved = {str(product): f"{part:f}" for product, part in taken.items()}
    return found


def secure(found: Sequence[Any]) -> None:
    """Take of allocations what is left of reservations; one that is for the partner no more releases its reservation."""
    for one in found:
        if one.state != "held":
            continue
        try:
            take_allocation(one.partner_id, one.product_id, left_of(one), key=_key(one))
        except Conflict:
            perform(entity_of("orders.reservation"), one, "release")


def restore(order: Any, undone: Mapping[uuid.UUID, Decimal]) -> None:
    """Reserve again what an order took and is not delivered, as long as the reservation would hold; after scarce goods are given back."""
    taken = {uuid.UUID(product): Decimal(part) for product, part in order.reserved.items()}
    back = {product: min(taken[product], units) for product, units in undone.items() if taken.get(product)}
    if not back:
        return
    order.reserved = {str(product): f"{part - back.get(product, ZERO):f}" for product, part in taken.items()}
    with behind(KEEP):
        if settings()["reserve_with_deal"] and not deals.open_to(order.partner_id, None, [order.deal_id]):
            return
        found = {
            one.product_id: one
            for one in _rows(order.partner_id, order.deal_id, back)
            if one.until >= _today() and one.state in ("held", "used")
        }
        for product, one in found.items():
            _give_back(one)
            _used(one, -min(back[product], one.used))
        secure(list(found.values()))


def heard(event: Event) -> None:
    """End what is reserved for a registration that holds no more."""
    if not settings()["reserve_with_deal"]:
        return
    entity = entity_of("orders.reservation")
    with behind(TELL):
        wanted = sa.select(Reservation.id).where(Reservation.deal_id == event.record_id, *_open()).order_by(Reservation.id)
        for found_id in db.session.scalars(wanted).all():
            found = records.get(entity, found_id, lock=True)
            if is_open(found) and not deals.open_to(found.partner_id, None, [found.deal_id]):
                perform(entity, found, "end")


def of_deal(partner_id: uuid.UUID, deal_id: uuid.UUID) -> Sequence[Any]:
    """Return what is reserved for a deal, as the actor may read it."""
    mine = (Reservation.partner_id == partner_id, Reservation.deal_id == deal_id, *_open())
    return db.session.scalars(sa.select(Reservation).where(*mine).order_by(Reservation.id)).all()


def freed(record: Any, values: Values) -> Values:
    """Give back to its allocation what a reservation did not use."""
    with behind(KEEP):
        _give_back(record)
    return {}


def ends_at(record: Any) -> datetime:
    """Return the moment its last day is over in the program's zone."""
    return clock.midnight(record.until + DAY, current_scope().program.zone)


def reminds_at(record: Any) -> Sequence[datetime]:
    return (ends_at(record) - REMINDED,)


def left_of(record: Any) -> Decimal:
    """Return how many base units are still reserved."""
    left: Decimal = record.quantity - record.used
    return left


def is_open(record: Any) -> bool:
    return record.state == "held" and record.until >= _today()


def _open() -> tuple[Any, ...]:
    return (Reservation.state == "held", Reservation.until >= _today())


def _rows(partner_id: uuid.UUID, deal_id: uuid.UUID, wanted: Collection[uuid.UUID]) -> Sequence[Any]:
    """Return what was ever reserved of products for a deal, the latest last, locked."""
    mine = (Reservation.partner_id == partner_id, Reservation.deal_id == deal_id, Reservation.product_id.in_(wanted))
    statement = sa.select(Reservation).where(*mine).order_by(Reservation.id).with_for_update()
    return db.session.scalars(statement.execution_options(populate_existing=True)).all()


def _used(record: Any, units: Decimal) -> None:
    """Let a reservation be used by so many base units more, or fewer; it moves on when all of it is, and back."""
    entity = entity_of("orders.reservation")
    records.apply(entity, record, {"used": record.used + units})
    move = "give_back" if left_of(record) else "use_up"
    if (record.state, move) in (("held", "use_up"), ("used", "give_back")):
        perform(entity, record, move)


def is_used_up(record: Any) -> str | None:
    """Return why a reservation is not used up."""
    return None if not left_of(record) else SOME_LEFT


def has_some_left(record: Any) -> str | None:
    """Return why nothing of a reservation was given back."""
    return None if left_of(record) else NONE_LEFT


def _give_back(record: Any) -> None:
    release_allocation(record.partner_id, record.product_id, key=_key(record))


def _key(record: Any) -> str:
    return f"orders.reservation:{record.id}"


def last_day(deal: Registration) -> date:
    """Return the last day something reserved for a deal now holds."""
    given = settings()
    last: date = _today() + timedelta(days=given["reserve_days"])
    return min(last, deal.until - DAY) if given["reserve_with_deal"] and deal.until is not None else last


def _today() -> date:
    return clock.today(current_scope().program.zone)
