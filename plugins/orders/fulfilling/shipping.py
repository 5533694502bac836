"""Shipping: what leaves, in whole or in part, and what will not leave any more."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, Unprocessable, _, behind, clock, current_scope, db
from plugins.orders.fulfilling.keeping import items_of, keep_all, keep_items, kept, shared_out, undone_units
from plugins.orders.models import Shipment
from plugins.orders.placing import deals, reserving, scarce
from plugins.orders.tasks import KEEP

Values = Mapping[str, Any]
NOTHING = N_("Nothing is left to ship.")
WHOLE = N_("That is everything that is left. Use “Ship everything”.")


def open_of(items: Sequence[Any]) -> dict[Any, Decimal]:
    """Return how many of each item are still to be shipped."""
    return {item.id: item.quantity - item.shipped - item.dropped for item in items}


def shipped(order: Any, values: Values) -> Values:
    """Ship all that is left."""
    with behind(KEEP):
        items = items_of(order)
        left = open_of(items)
        if not any(left.values()):
            raise Conflict(_(NOTHING), code="not-now")
        keep_all(order, items, "shipped")
        _leave(order, items, left, values)
    return {"reason": None}


def part_shipped(order: Any, values: Values) -> Values:
    """Ship some. Raises Unprocessable for more than is left, and for everything: that is another move."""
    items = items_of(order)
    left = open_of(items)
    meant = shared_out(items, values["rows"], left)
    if all(meant.get(item.id, Decimal(0)) == left[item.id] for item in items):
        raise Unprocessable(errors=[{"pointer": "/rows", "code": "whole", "message": _(WHOLE)}])
    keep_items([(item, {"shipped": item.shipped + meant[item.id]}) for item in items if meant.get(item.id)])
    _leave(order, items, meant, values)
    return {"reason": None}


def dropped(order: Any, values: Values) -> Values:
    """Ship no more; what was taken of scarce goods for it is given back."""
    items = items_of(order)
    left = open_of(items)
    scarce.give_back(order, [item for item in items if left[item.id] and not item.shipped])
    deals.give_back(order, rest := [(item, left[item.id]) for item in items])
    reserving.restore(order, undone_units(rest))
    keep_items([(item, {"dropped": item.dropped + left[item.id]}) for item in items if left[item.id]])
    return {"reason": values["reason"]}


def _leave(order: Any, items: Sequence[Any], meant: Mapping[Any, Decimal], values: Values) -> None:
    gone = [(item, meant[item.id]) for item in items if meant.get(item.id)]
    count = db.session.scalar(sa.select(sa.func.count(Shipment.id)).where(Shipment.order_id == order.id)) or 0
    made = {
        "partner_id": order.partner_id, "seller_id": order.seller_id, "order_id": order.id, "number": f"{order.number}-S{count + 1}",
        "shipped_on": values.get("shipped_on") or clock.today(current_scope().program.zone), "carrier": values.get("carrier"),
        "tracking": values.get("tracking"), "rows": [{"sku": item.sku, "quantity": f"{quantity.normalize():f}"} for item, quantity in gone],
    }  # fmt: skip
    kept("orders.shipment", [{}], [made])


def left_of(order: Any) -> list[tuple[str, Decimal]]:
    """Return what is still to be shipped, by product number."""
    items = items_of(order)
    left = open_of(items)
    return [(item.sku, left[item.id]) for item in items]
