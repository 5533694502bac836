"""Who sells hears of an order: the vendor's people of the vendor's own, a distributor's people of theirs."""

import uuid
from typing import Any

from hansa import Event, behind, db, directory, emit
from plugins.orders.entities import ORDER, RETURN
from plugins.orders.models import GoodsReturn, Order
from plugins.orders.tasks import TELL

PLACED = ("orders.order.submit", "orders.order.approve")
ASKED = "orders.return.created"
CONFIRMS = "orders.order.sell"


def heard(event: Event) -> None:
    """Go on to tell when an order was placed, or goods shall come back."""
    if event.record_id is None:
        return
    if event.type in PLACED:
        _tell(ORDER, Order, event, "orders.order.arrived")
    elif event.type == ASKED:
        _tell(RETURN, GoodsReturn, event, "orders.return.arrived")


def _tell(entity: Any, model: type[Any], event: Event, name: str) -> None:
    with behind(TELL):
        found = db.session.get(model, (event.program_id, event.record_id))
        if found is None:
            return
        common = {"record_id": found.id, "record_version": found.version}
        if found.seller_id is None:
            emit(name, entity.key, [{**common, "payload": {}}])
            return
        rows = [{**common, "payload": _news(found, entity, member)} for member in _sellers(found.seller_id)]
    if rows:
        emit("orders.order.arrived_here", entity.key, rows)


def _sellers(partner_id: uuid.UUID) -> list[Any]:
    return [member for member in directory.members(partners=[partner_id]) if member.may(CONFIRMS)]


def _news(found: Any, entity: Any, member: Any) -> dict[str, Any]:
    leads_to = {"endpoint": "entity.detail", "args": {"plugin": "orders", "entity": entity.name, "record_id": str(found.id)}}
    return {"membership_id": str(member.membership_id), "leads_to": leads_to, "number": found.number}
