"""The registration an order is bought for: chosen among the buyer's own, and the special prices it uses up."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from hansa import N_, Unprocessable, _, behind, clock, current_scope, records
from plugins.catalog.api import Quote, Registration, products, registrations_of
from plugins.orders.tasks import CART, KEEP

NO_DEAL = N_("The buyer has no such registration that something can be bought for.")
ENDED = N_("The registration this is bought for has ended. Choose another one, or none, and look at the prices again.")
SPECIAL = "contract"


def open_to(buyer: uuid.UUID, seller: uuid.UUID | None, deals: Iterable[uuid.UUID] | None = None) -> Sequence[Registration]:
    """Return the buyer's registrations an order can be for, of these deals or of all; none where a distributor sells, whose prices do not
    know them."""
    if seller is not None:
        return ()
    with behind(CART):
        return registrations_of(buyer, None if deals is None else list(deals), _today())


def chosen(buyer: uuid.UUID, seller: uuid.UUID | None, deal_id: uuid.UUID) -> dict[str, Any]:
    """Return what an order keeps of the registration it is for. Raises Unprocessable for one that is not the buyer's, or has ended."""
    found = registration(buyer, deal_id, seller)
    return {"deal_id": found.deal_id, "deal_title": f"{found.number} · {found.title}"}


def registration(buyer: uuid.UUID, deal_id: uuid.UUID, seller: uuid.UUID | None = None) -> Registration:
    """Return a registration of the buyer that holds. Raises Unprocessable for one that is not the buyer's, or has ended."""
    found = open_to(buyer, seller, [deal_id])
    if not found:
        raise Unprocessable(errors=[{"pointer": "/deal_id", "code": "unknown-reference", "message": _(NO_DEAL)}])
    return found[0]


def read(buyer: uuid.UUID, seller: uuid.UUID | None, text: str) -> dict[str, Any]:
    """Return what a form says an order is for; nothing chosen means none."""
    if not text.strip():
        return {"deal_id": None, "deal_title": None}
    try:
        wanted = uuid.UUID(text.strip())
    except ValueError:
        raise Unprocessable(errors=[{"pointer": "/deal_id", "code": "unknown-reference", "message": _(NO_DEAL)}]) from None
    return chosen(buyer, seller, wanted)


def must_hold(order: Any) -> None:
    """Raise Unprocessable when the registration an order is for has ended: its price would silently be another."""
    if order.deal_id is not None and not open_to(order.partner_id, order.chosen_id, [order.deal_id]):
        raise Unprocessable(errors=[{"pointer": "/deal_id", "code": "registration-ended", "message": _(ENDED)}])


def taken(found: Quote) -> list[dict[str, Any]]:
    """Return what a quote takes of prices that were agreed, by what both sides call them."""
    lines = [(line, item) for line, item in zip(found.lines, found.items, strict=True) if item is not None]
    used = [(line, item, step) for line, item in lines for step in line.priced.steps if step.kind == SPECIAL and step.how != "none"]
    return [{"reference": step.source, "products": [item.sku, item.name], "quantity": line.units} for line, item, step in used]


def take(order: Any, used: Sequence[Mapping[str, Any]]) -> None:
    """Use up special prices. Raises Conflict when less is left than is ordered, or one has ended."""
    if order.chosen_id is None and used:
        records.hooks("take_special_prices", partner_id=order.partner_id, taken=used, document=order.number, day=_today())


def give_back(order: Any, undone: Iterable[tuple[Any, Decimal]]) -> None:
    """Give back what items took of special prices, for so many of each that are not delivered."""
    shares = [(item, quantity) for item, quantity in undone if item.special and quantity]
    if order.seller_id is not None or not shares:
        return
    with behind(KEEP):
        names = {one.id: [one.sku, one.name] for one in products(ids={item.product_id for item, _quantity in shares})}
        returned = [
            {"products": names.get(item.product_id, [item.sku, item.name]), "quantity": item.units * quantity / item.quantity}
            for item, quantity in shares
        ]
        records.hooks("give_back_special_prices", partner_id=order.partner_id, returned=returned, document=order.number, day=_today())


def _today() -> Any:
    return clock.today(current_scope().program.zone)
