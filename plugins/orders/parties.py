"""Who buys, who sells, and what the vendor sees of hops it has no part in."""

from typing import Any

import sqlalchemy as sa

from hansa import N_, Denied, Entity, current_scope
from plugins.orders.models import GoodsReturn, Invoice, Item, Order, Resale, Shipment
from plugins.orders.settings import settings

NOT_SELLER = N_("This is for who sells.")
OF_A_HOP = (Order, Item, Shipment, Invoice, GoodsReturn, Resale)


def restriction(entity: Entity) -> sa.ColumnElement[bool] | None:
    """Leave out of staff's lists, search, exports and addresses what a distributor sells, unless the program agreed otherwise."""
    return closed(entity.model) if entity.model in OF_A_HOP else None


def closed(model: Any) -> sa.ColumnElement[bool] | None:
    """Return what rows of a hop must meet to be read by whoever acts; None where all may be. Looking as a partner opens no more."""
    if not current_scope().actor.of_vendor or settings()["vendor_sees"] == "all":
        return None
    columns = model.__table__.c
    return (columns.chosen_id if model is Order else columns.seller_id).is_(None)


def kept_apart(record: Any) -> bool:
    """Tell whether a record is between a distributor and its buyer only."""
    seller = record.chosen_id if isinstance(record, Order) else record.seller_id
    return seller is not None and settings()["vendor_sees"] != "all"


def sells(record: Any) -> bool:
    """Tell whether the actor is of the seller: the vendor's people where the vendor sells, else the distributor's."""
    actor = current_scope().actor
    if actor.kind == "system":
        return True
    return actor.staff if record.seller_id is None else actor.partner_id == record.seller_id


def must_sell(record: Any) -> None:
    """Raise Denied unless the actor is of the seller."""
    if not sells(record):
        raise Denied(NOT_SELLER)


def buys(record: Any) -> bool:
    """Tell whether the actor is of the buyer."""
    return current_scope().actor.partner_id == record.partner_id
