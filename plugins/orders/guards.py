"""What is judged before records of this plugin are saved or deleted: what follows from orders is written by nobody by hand."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, Denied, Unprocessable, _, clock, current_scope, db, entity_of, renew_timers
from plugins.orders.fulfilling.classing import classify
from plugins.orders.models import Invoice, Item, Order, PartnerStock, VendorStock
from plugins.orders.settings import settings

FOLLOWS = N_("This follows from an order and is never changed by hand.")
STAYS = N_("An invoiced line stays as it is. Add a line that corrects it.")
LATER = frozenset({"delivered_on", "paid_on"})
UNKNOWN = N_("This product is not in the order.")
COUNTED = N_("There is a count of this day already: change it.")
TOO_MANY = N_("At most %(most)s of it can come back.")
TOO_LATE = N_("Goods come back within %(days)s days.")
NOT_INVOICED = N_("Only what was invoiced comes back.")


def follows(record: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Refuse what does not come from the moves of an order."""
    if not current_scope().system:
        raise Denied(_(FOLLOWS))


def order(record: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Fill in what an order begins with; its currency is the program's, its reference at least its number."""
    record.currency = record.currency or current_scope().program.currency
    record.reference = record.reference or record.number


def line(record: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """An invoiced line never changes; days that come later are filled in once."""
    if is_new:
        record.currency = record.currency or current_scope().program.currency
        classify(record)
        return
    before = sa.inspect(record)
    filled = changes.keys() <= LATER and all(before.attrs[name].history.deleted in ((), [None]) for name in changes)
    if not filled:
        raise Conflict(_(STAYS), code="invoiced")


def dates(record: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Refuse validity that ends before it begins."""
    if record.valid_from is not None and record.valid_until is not None and record.valid_until < record.valid_from:
        raise _wrong("/valid_until", "backwards", _("The end must not be before the start."))


def stays(record: Any) -> None:
    """Refuse that an invoiced line is deleted or hidden."""
    raise Conflict(_(STAYS), code="invoiced")


def resale(record: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    follows(record, changes, is_new)
    line(record, changes, is_new)


def sell_out(record: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    record.currency = record.currency or current_scope().program.currency
    classify(record)


def counted(record: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Keep which count of a product in a place is the latest. Raises Conflict for a second count of a day."""
    record.place = (record.place or "").strip()
    others = _counts(record, record.product_id, record.place)
    if changes.keys() & {"product_id", "place", "counted_on"} and any(one.counted_on == record.counted_on for one in others):
        raise Conflict(_(COUNTED), code="counted")
    _mark_latest([record, *others])
    before = {} if is_new else sa.inspect(record).committed_state
    if before.keys() & {"product_id", "place"}:
        _mark_latest(_counts(record, before.get("product_id", record.product_id), before.get("place", record.place)))


def _counts(record: Any, product_id: Any, place: str) -> list[Any]:
    """Return the other counts of the partner of a product in a place."""
    same = (PartnerStock.partner_id == record.partner_id, PartnerStock.product_id == product_id, PartnerStock.place == place)
    with db.session.no_autoflush:
        return list(db.session.scalars(sa.select(PartnerStock).where(*same, PartnerStock.id != record.id)))


def _mark_latest(counts: Sequence[Any]) -> None:
    last = max((one for one in counts if one.archived_at is None), key=lambda one: one.counted_on, default=None)
    for one in counts:
        one.latest = one is last


def goods_return(record: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Judge what is to come back: of the buyer's own order, invoiced, in time, and no more than there was."""
    if not is_new:
        return
    found = db.session.execute(
        sa.select(Order.partner_id, Order.seller_id, Order.currency).where(Order.id == record.order_id)
    ).one_or_none()
    actor = current_scope().actor
    if found is None or found.partner_id != record.partner_id or (actor.staff and found.seller_id is not None):
        raise _wrong("/order_id", "unknown-reference", _("This record does not exist. Choose one from the list."))
    record.seller_id, record.currency = found.seller_id, found.currency
    _judge_rows(record)


def _judge_rows(record: Any) -> None:
    columns = (Item.sku, Item.invoiced, Item.returned)
    rows = db.session.execute(sa.select(*columns).where(Item.order_id == record.order_id)).all()
    left: dict[str, Decimal] = {}
    for row in rows:
        left[row.sku] = left.get(row.sku, Decimal(0)) + row.invoiced - row.returned
    for at, wanted in enumerate(record.rows):
        there = left.get(wanted["sku"])
        if there is None:
            raise _wrong(f"/rows/{at}/sku", "unknown", _(UNKNOWN))
        left[wanted["sku"]] = there - Decimal(wanted["quantity"])
        if left[wanted["sku"]] < 0:
            message = _(TOO_MANY, most=f"{there.normalize():f}") if there > 0 else _(NOT_INVOICED)
            raise _wrong(f"/rows/{at}/quantity", "too-large", message)
    days = settings()["return_days"]
    last = db.session.scalar(sa.select(sa.func.max(Invoice.invoiced_on)).where(Invoice.order_id == record.order_id))
    if last is not None and clock.today(current_scope().program.zone) > last + timedelta(days=days):
        raise Conflict(_(TOO_LATE, days=days), code="too-late")


def stock(record: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Note when a figure was told, and put away what was said of the same before."""
    if record.archived_at is not None:
        return
    record.place = (record.place or "").strip()
    record.told_at = clock.now()
    same = (VendorStock.product_id == record.product_id, VendorStock.place == record.place, VendorStock.from_day.is_not_distinct_from(record.from_day))
    with db.session.no_autoflush:
        for earlier in db.session.scalars(sa.select(VendorStock).where(*same, VendorStock.archived_at.is_(None))):
            if earlier is not record:
                earlier.archived_at = record.told_at


def reservation(record: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Refuse one made by hand: it follows from reserving. The vendor's people may move its last day."""
    if is_new:
        follows(record, changes, is_new)
    elif "until" in changes:
        renew_timers(entity_of("orders.reservation"), record)


def _wrong(pointer: str, code: str, message: str) -> Unprocessable:
    return Unprocessable(errors=[{"pointer": pointer, "code": code, "message": message}])
