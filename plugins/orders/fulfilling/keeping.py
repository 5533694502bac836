"""The items of an order: read together, and changed together."""

import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value

from hansa import N_, Entity, Stale, Unprocessable, _, behind, db, entity_of, put, records
from plugins.orders.models import Item
from plugins.orders.tasks import KEEP

UNKNOWN = N_("The order has no item “%(sku)s”.")
TOO_MANY = N_("At most %(most)s are left of %(sku)s.")
ZERO = Decimal(0)


_OF_ORDER = sa.select(Item).where(Item.partner_id == sa.bindparam("partner"), Item.order_id == sa.bindparam("order")).order_by(Item.place)


def items_of(order: Any) -> list[Any]:
    """Return the items of an order by their place; one statement."""
    return list(db.session.scalars(_OF_ORDER, {"partner": order.partner_id, "order": order.id}))


def keep_items(changes: Sequence[tuple[Any, Mapping[str, Decimal]]]) -> None:
    """Set figures of items; the moves of their order are what is told. Raises Stale when somebody else changed one meanwhile."""
    by_id = {item.id: (item.version, values) for item, values in changes if values}
    if not by_id:
        return
    with behind(KEEP):
        wanted = sa.select(Item).where(Item.id.in_(by_id)).order_by(Item.id).with_for_update()
        found = db.session.scalars(wanted.execution_options(populate_existing=True)).all()
        if any(item.version != by_id[item.id][0] for item in found):
            raise Stale()
        _write({item.id: by_id[item.id][1] for item in found})
        for item in found:
            for name, value in {**by_id[item.id][1], "version": item.version + 1}.items():
                set_committed_value(item, name, value)


Whole = Literal["shipped", "invoiced", "dropped"]
_GOALS: Mapping[Whole, Any] = {"shipped": Item.quantity - Item.dropped, "invoiced": Item.shipped, "dropped": Item.quantity}
_ALL: Mapping[Whole, Any] = {
    name: sa.update(Item)
    .where(Item.partner_id == sa.bindparam("partner"), Item.order_id == sa.bindparam("order"), getattr(Item, name) < goal)
    .values({name: goal, "version": Item.version + 1})
    for name, goal in _GOALS.items()
}
"""An order moved as a whole is one statement that was made once: each row follows from its own figures."""


def keep_all(order: Any, items: Sequence[Any], name: Whole) -> None:
    """Ship all that is left of an order, invoice all that was shipped, or drop all of it. The order is locked by its move."""
    with behind(KEEP):
        asked = {"partner": order.partner_id, "order": order.id}
        done: Any = db.session.execute(_ALL[name], asked, execution_options={"synchronize_session": False})
        goals = {item: _goal(item, name) for item in items}
        moved = [item for item, goal in goals.items() if getattr(item, name) < goal]
        if done.rowcount != len(moved):
            raise Stale()
        for item in moved:
            for column, value in ((name, goals[item]), ("version", item.version + 1)):
                set_committed_value(item, column, value)


def _goal(item: Any, name: Whole) -> Decimal:
    found: Decimal = {"shipped": item.quantity - item.dropped, "invoiced": item.shipped, "dropped": item.quantity}[name]
    return found


def _write(changes: Mapping[uuid.UUID, Mapping[str, Decimal]]) -> None:
    """Write figures of items in one statement."""
    columns = {name: getattr(Item, name) for name in sorted({name for values in changes.values() for name in values})}
    figures = {
        name: sa.case(
            {item_id: sa.literal(values[name], column.type) for item_id, values in changes.items() if name in values}, value=Item.id, else_=column
        )
        for name, column in columns.items()
    }  # fmt: skip
    statement = sa.update(Item).where(Item.id.in_(changes)).values(**figures, version=Item.version + 1)
    db.session.execute(statement, execution_options={"synchronize_session": False})


def undone_units(undone: Sequence[tuple[Any, Decimal]]) -> dict[uuid.UUID, Decimal]:
    """Return how many base units of each product so many of items are."""
    found: dict[uuid.UUID, Decimal] = {}
    for item, quantity in undone:
        found[item.product_id] = found.get(item.product_id, ZERO) + item.units * quantity / item.quantity
    return found


def put_items(rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the items of an order; one statement."""
    with behind(KEEP):
        put(Item, rows)


def kept(key: str, rows: Sequence[Mapping[str, Any]], each: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Write what follows from an order, all rows of a kind at once."""
    entity: Entity = entity_of(key)
    with behind(KEEP):
        return records.create_many(entity, rows, each=each)


def shared_out(items: Sequence[Any], rows: Sequence[Mapping[str, Any]], left: Mapping[Any, Decimal]) -> dict[Any, Decimal]:
    """Return how many of which item are meant by rows of product number and quantity; `left` says how many can be.

    Of a product that stands in several items the first ones are meant. Raises Unprocessable naming the row.
    """
    meant: dict[Any, Decimal] = {}
    for at, row in enumerate(rows):
        quantity = Decimal(row["quantity"])
        same = [item for item in items if item.sku == row["sku"]]
        if not same:
            raise _wrong(at, "sku", _(UNKNOWN, sku=row["sku"]))
        for item in same:
            part = min(quantity, left[item.id] - meant.get(item.id, ZERO))
            if part > 0:
                meant[item.id] = meant.get(item.id, ZERO) + part
                quantity -= part
        if quantity > 0:
            most = sum((left[item.id] for item in same), ZERO)
            raise _wrong(at, "quantity", _(TOO_MANY, most=f"{most.normalize():f}", sku=row["sku"]))
    return meant


def _wrong(at: int, field: str, message: str) -> Unprocessable:
    return Unprocessable(errors=[{"pointer": f"/rows/{at}/{field}", "code": "invalid", "message": message}])
