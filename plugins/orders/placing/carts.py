"""Carts: one for each person, buyer and seller; kept until it is placed or emptied, also on another device."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import N_, NotFound, _, behind, current_scope, db, directory, entity_of, perform, records
from plugins.catalog.api import sellers_of
from plugins.orders.models import Order
from plugins.orders.placing import deals
from plugins.orders.placing.wanted import merged
from plugins.orders.tasks import CART

NOBODY = N_("This partner does not buy there.")


def buyer_of(partner_id: uuid.UUID | None) -> uuid.UUID:
    """Return who buys: the actor's own partner, or one it may order for. Raises NotFound."""
    actor = current_scope().actor
    if partner_id is None or partner_id == actor.partner_id:
        if actor.partner_id is None:
            raise NotFound()
        return actor.partner_id
    if not actor.may("orders.order.order_for"):
        raise NotFound()
    if directory.company(partner_id) is None or (not actor.staff and actor.partner_id not in sellers_of(partner_id)):
        raise NotFound()
    return partner_id


def find(partner_id: uuid.UUID, seller: uuid.UUID | None) -> Any:
    """Return the cart of the actor for a buyer and a seller, to read; None when there is none."""
    with behind(CART):
        found = db.session.scalars(sa.select(Order).where(Order.partner_id == partner_id, Order.cart_key == cart_key(seller))).one_or_none()
    return found


def cart_key(seller: uuid.UUID | None) -> str:
    return f"{current_scope().actor.user_id}:{seller or ''}"


def opened(partner_id: uuid.UUID, seller: uuid.UUID | None) -> Any:
    """Return the cart of the actor for a buyer and a seller, made on first use. Raises NotFound where nobody sells there."""
    return find(partner_id, seller) or made(partner_id, seller, cart_key(seller))


def made(partner_id: uuid.UUID, seller: uuid.UUID | None, key: str, **values: Any) -> Any:
    """Make a draft of a buyer. Raises Denied, NotFound."""
    entity, actor = entity_of("orders.order"), current_scope().actor
    records.require(entity, "create")
    behalf = actor.name if actor.partner_id != partner_id else None
    with behind(CART):
        if seller not in sellers_of(partner_id) or (actor.staff and seller is not None):
            raise NotFound(_(NOBODY))
        company = directory.company(seller) if seller else None
        own = {"chosen_id": seller, "seller_name": company.name if company else None, "cart_key": key, "on_behalf": behalf}
        return records.create(entity, values, partner_id=partner_id, **own)


def change(cart: Any, **values: Any) -> None:
    """Change a cart of the actor; the caller has found it."""
    with behind(CART):
        entity = entity_of("orders.order")
        records.update(entity, records.get(entity, cart.id, lock=True), values)


def put_in(cart: Any, rows: Sequence[Mapping[str, str]], unread: Sequence[Mapping[str, str]] = ()) -> None:
    """Add rows to a cart, and lines that could not be read to its list of those."""
    with behind(CART):
        entity = entity_of("orders.order")
        found = records.get(entity, cart.id, lock=True)
        records.update(entity, found, {"wanted": merged(found.wanted, rows)}, unread=[*found.unread, *unread][-200:])


def place(
    buyer_id: uuid.UUID, lines: Sequence[Mapping[str, Any]], *, seller: uuid.UUID | None = None, key: str, reference: str = "",
    requested_on: date | None = None, ship_to: str | None = None, note: str | None = None, from_rebate: Decimal | None = None,
    from_deposit: Decimal | None = None, sells_on: uuid.UUID | None = None, deal_id: uuid.UUID | None = None,
) -> Any:  # fmt: skip
    """Place an order in the running unit and return it: rows of `sku`, `quantity` (in `unit`), priced now.

    `deal_id`: the registration of the buyer it is bought for, so that what that gives counts. The same `key` of the same buyer returns the
    order that is there, and changes nothing. Raises Denied, NotFound (not a buyer of this seller), Unprocessable (row by row), Conflict:
    `needs-approval`, `insufficient-balance`, `allocation`, `budget`, and `exceeds`, `not-valid` of special prices.
    """
    entity, buyer = entity_of("orders.order"), buyer_of(buyer_id)
    with behind(CART):
        found = db.session.scalars(sa.select(Order).where(Order.partner_id == buyer, Order.cart_key == f"key:{key}")).one_or_none()
    if found is not None:
        return found
    plain = {
        "requested_on": requested_on.isoformat() if requested_on else None,
        "ship_to": ship_to,
        "note": note,
        "reference": reference or None,
    }
    money = {
        name: str(value) if value is not None else None for name, value in (("from_rebate", from_rebate), ("from_deposit", from_deposit))
    }
    wanted = [{name: str(value) for name, value in row.items() if value not in (None, "")} for row in lines]
    order = made(
        buyer, seller, f"key:{key}", wanted=wanted, **{name: value for name, value in {**plain, **money}.items() if value is not None}
    )
    bound = {**({"sells_on_id": sells_on} if sells_on else {}), **(deals.chosen(buyer, seller, deal_id) if deal_id else {})}
    if bound:
        with behind(CART):
            records.apply(entity, records.get(entity, order.id, lock=True), bound)
    return submit(order)


def submit(order: Any) -> Any:
    """Place what is a draft of the actor's making; also on behalf of its buyer."""
    entity, actor = entity_of("orders.order"), current_scope().actor
    if actor.partner_id == order.partner_id or actor.staff:
        return perform(entity, records.get(entity, order.id, lock=True), "submit").record
    records.require(entity, "order_for")
    with behind(CART):
        return perform(entity, records.get(entity, order.id, lock=True), "submit").record


def ask(cart: Any) -> Any:
    """Ask the own side to approve a cart."""
    entity = entity_of("orders.order")
    return perform(entity, records.get(entity, cart.id, lock=True), "ask").record


def replace(cart: Any, rows: Sequence[Mapping[str, str]], more: Any, given: Mapping[str, Any], **bound: Any) -> None:
    """Set the rows of a cart to these and those just read; what could not be read replaces the list of that. `bound`: what it is for."""
    with behind(CART):
        entity = entity_of("orders.order")
        found = records.get(entity, cart.id, lock=True)
        records.update(entity, found, {**given, "wanted": merged(rows, more.rows)}, unread=list(more.unread), **bound)


def supplies(cart: Any, order: Any) -> None:
    """Let a cart of the distributor supply an order of its buyer: to be sent there."""
    with behind(CART):
        entity = entity_of("orders.order")
        found = records.get(entity, cart.id, lock=True)
        values = {"sells_on_id": order.id, "ship_to": order.ship_to, "requested_on": order.requested_on}
        records.apply(entity, found, {name: value for name, value in values.items() if value is not None})
