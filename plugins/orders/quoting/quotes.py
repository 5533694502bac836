"""A quote: its rows named and priced, what sending it asks for, the order that follows, and its end with the deal it was made for."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import sqlalchemy as sa
from babel.numbers import get_currency_precision

from hansa import N_, Event, Unprocessable, _, behind, clock, current_locale, current_scope, db, entity_of, perform, records
from plugins.catalog.api import Ask, Item, may_sell, products, quote
from plugins.orders.models import Quote
from plugins.orders.placing import carts, deals
from plugins.orders.tasks import CART, TELL

Values = Mapping[str, Any]
OPEN = ("draft", "sent", "accepted", "expired")
FROM_DEALS = "deals.deal.*"
"""Whatever becomes of a registration; whether it still holds is asked, not concluded from the name of the event."""
OVER = N_("Its last day is over. Choose a later one.")
NO_PRODUCT = N_("There is no such product.")
NO_PRICE = N_("There is no list price for it: say what the customer pays.")
LEFT = N_("Days it still holds: %(days)s.")
LAST_DAY = N_("It holds until tonight.")
REMINDED = timedelta(days=3)


def from_cart(cart: Any, customer: str, valid_until: str) -> Any:
    """Make a quote of what lies in a cart, which stays as it is; at list prices, to be changed. Raises Denied, Unprocessable."""
    rows = [{name: row[name] for name in ("sku", "quantity", "unit") if row.get(name)} for row in cart.wanted]
    given = {"customer": customer, "valid_until": valid_until, "rows": rows}
    bound = {"chosen_id": cart.chosen_id, "deal_id": cart.deal_id, "deal_title": cart.deal_title, "currency": cart.currency}
    return records.create(entity_of("orders.quote"), given, partner_id=cart.partner_id, **bound)


def filled(record: Any, changes: Values, is_new: bool) -> None:
    """Name and price the rows that leave it open, and add them up. Raises Unprocessable, row by row."""
    record.currency = record.currency or current_scope().program.currency
    if not is_new and "rows" not in changes:
        return
    known = _known(record)
    listed = _list_prices(record) if any(row.get("price") in (None, "") for row in record.rows) else [None] * len(record.rows)
    rows, wrong = [], []
    for at, (row, price) in enumerate(zip(record.rows, listed, strict=True)):
        item = known.get(row["sku"])
        if item is None or item.factor(row.get("unit") or "") is None:
            wrong.append((at, "sku", _(NO_PRODUCT)))
            continue
        given = row.get("price") if row.get("price") not in (None, "") else price
        if given is None:
            wrong.append((at, "price", _(NO_PRICE)))
        unit, name = row.get("unit") or item.unit, row.get("name") or item.called(current_locale())
        rows.append({"sku": item.sku, "name": name, "quantity": str(row["quantity"]), "unit": unit, "price": str(given)})
    if wrong:
        raise Unprocessable(
            errors=[{"pointer": f"/rows/{at}/{name}", "code": "not-orderable", "message": text} for at, name, text in wrong]
        )
    record.rows, record.amount = rows, sum((amount_of(row, record.currency) for row in rows), Decimal(0))


def _known(record: Any) -> dict[str, Item]:
    """Return the products of the rows by their number, those the partner may not know of left out."""
    found = {item.sku: item for item in products(skus={row["sku"] for row in record.rows})}
    closed = [item.id for item in found.values() if not item.open_to_all]
    seen = may_sell(record.partner_id, closed) if closed else {}
    return {sku: item for sku, item in found.items() if item.open_to_all or (item.id in seen and seen[item.id].visible)}


def _list_prices(record: Any) -> Sequence[Decimal | None]:
    """Return the list price of each row, or the own price where none is listed. The discount stays the partner's business."""
    asks = [Ask(row["sku"], Decimal(str(row["quantity"])), row.get("unit") or "") for row in record.rows]
    found = quote(record.partner_id, asks, seller=record.chosen_id, currency=record.currency)
    return [line.list_price if line.list_price is not None else line.price for line in found.lines]


def amount_of(row: Values, currency: str) -> Decimal:
    """Return what a row comes to, rounded half up to what the currency has."""
    step = Decimal(1).scaleb(-get_currency_precision(currency))
    return (Decimal(row["price"]) * Decimal(row["quantity"])).quantize(step, ROUND_HALF_UP)


def ends_at(record: Any) -> datetime:
    """Return the moment its last day is over in the program's zone."""
    return clock.midnight(record.valid_until + timedelta(days=1), current_scope().program.zone)


def reminds_at(record: Any) -> Sequence[datetime]:
    return (ends_at(record) - REMINDED,)


def left(record: Any) -> str:
    """Say how long a quote still holds."""
    days = (record.valid_until - _today()).days
    return _(LAST_DAY) if days <= 0 else _(LEFT, days=days)


def may_be_sent(record: Any, values: Values) -> None:
    """Raise Unprocessable for one whose last day is over, or whose registration has ended."""
    if record.valid_until < _today():
        raise Unprocessable(errors=[{"pointer": "/valid_until", "code": "too-early", "message": _(OVER)}])
    deals.must_hold(record)


def sent(record: Any, values: Values) -> Values:
    return {"sent_at": clock.now(), "reason": None}


def accepted(record: Any, values: Values) -> Values:
    """Make the order that supplies the customer: a cart of its own, to be looked at and placed. Raises Unprocessable, Denied, NotFound."""
    wanted = [{name: row[name] for name in ("sku", "quantity", "unit")} for row in record.rows]
    deals.must_hold(record)
    order = carts.made(record.partner_id, record.chosen_id, f"key:quote:{record.id}", wanted=wanted)
    if record.deal_id is not None:
        with behind(CART):
            entity = entity_of("orders.order")
            bound = deals.chosen(record.partner_id, record.chosen_id, record.deal_id)
            records.apply(entity, records.get(entity, order.id, lock=True), bound)
    return {"order_id": order.id}


def declined(record: Any, values: Values) -> Values:
    return {"reason": values.get("reason")}


def heard(event: Event) -> None:
    """End the quotes made for a registration that holds no more."""
    entity = entity_of("orders.quote")
    with behind(TELL):
        wanted = sa.select(Quote.id).where(Quote.deal_id == event.record_id, Quote.state.in_(OPEN)).order_by(Quote.id)
        for quote_id in db.session.scalars(wanted).all():
            found = records.get(entity, quote_id, lock=True)
            if found.state in OPEN and not deals.open_to(found.partner_id, found.chosen_id, [found.deal_id]):
                perform(entity, found, "end")


def _today() -> date:
    return clock.today(current_scope().program.zone)
