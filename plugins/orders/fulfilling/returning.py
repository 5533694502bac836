"""Returns: goods come back, their price goes back in the form it was paid, and lines with the opposite sign say so."""

from collections.abc import Mapping
from typing import Any

from babel.numbers import get_currency_precision

from hansa import behind, clock, current_scope, entity_of, records
from plugins.orders.fulfilling.invoicing import SOURCE, Part, next_number, part_of, tax_of, to_pay, write
from plugins.orders.fulfilling.keeping import items_of, keep_items, shared_out
from plugins.orders.fulfilling.parts import share
from plugins.orders.paying import checkout
from plugins.orders.tasks import KEEP

Values = Mapping[str, Any]


def credited(found: Any, values: Values) -> Values:
    """Credit what came back at the price it was invoiced. Raises Unprocessable when it is no longer there to come back."""
    entity = entity_of("orders.order")
    order = records.get(entity, found.order_id, lock=True)
    items = items_of(order)
    meant = shared_out(items, found.rows, {item.id: item.invoiced - item.returned for item in items})
    places = get_currency_precision(order.currency)
    back = [part_of(order, item, item.returned, item.returned + meant[item.id], places) for item in items if item.id in meant]
    keep_items([(one.item, {"returned": one.item.returned + one.quantity}) for one in back])
    number, day = next_number(order), values.get("invoiced_on") or clock.today(current_scope().program.zone)
    paying, paid = checkout.given_back(order, number, to_pay(back), tax_of(back))
    write(order, number, day, back, paid, [_line(found, one) for one in back], sign=-1)
    with behind(KEEP):
        records.apply(entity, records.get(entity, order.id, lock=True), {"paying": paying}, act="credited")
    return {"amount": to_pay(back), "reason": None}


def _line(found: Any, part: Part) -> dict[str, Any]:
    item = part.item
    return {
        "source": SOURCE, "kind": "return", "product_id": item.product_id, "sku": item.sku, "quantity": -share(item.units, part.quantity, item.quantity, 4),
        "unit": item.unit, "amount": -part.net, "special_price": item.special, "corrects": found.number,
    }  # fmt: skip
