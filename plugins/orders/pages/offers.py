"""What orders put on pages of others: entries of the navigation, cards, actions of a record."""

from typing import Any

from hansa import N_, Action, Card, Entity, MenuItem, current_scope
from plugins.orders.entities import ORDER, QUOTE, RETURN
from plugins.orders.pages.links import here
from plugins.orders.parties import sells

VIEW = "orders.order.view"
MOVES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "submitted": (("confirm", N_("Confirm"), "circle-check"), ("cancel", N_("Cancel"), "circle-x")),
    "confirmed": (("ship", N_("Ship everything"), "truck"), ("ship_part", N_("Ship a part"), "package"), ("cancel", N_("Cancel"), "circle-x")),
    "part_shipped": (
        ("ship", N_("Ship everything"), "truck"), ("ship_part", N_("Ship a part"), "package"), ("invoice_part", N_("Invoice what was shipped"), "file-invoice"),
        ("drop_rest", N_("Ship no more"), "player-stop"),
    ),
    "shipped": (("invoice", N_("Invoice"), "file-invoice"),), "invoiced": (("close", N_("Close"), "lock"),),
    "asked": (("accept", N_("Accept"), "circle-check"), ("refuse", N_("Refuse"), "circle-x")),
    "accepted": (("receive", N_("Goods are here: credit them"), "receipt-refund"), ("refuse", N_("Refuse"), "circle-x")),
}  # fmt: skip
"""What a distributor can do with what its buyers ordered; the vendor's people have the buttons of the workflow."""


def menu(actor: Any) -> list[MenuItem]:
    if actor.staff:
        return [MenuItem(N_("Orders"), "orders.home", "clipboard-list", weight=44, permission=VIEW)]
    own = [
        MenuItem(N_("Cart"), "orders.cart", "shopping-cart", N_("Sales"), 10, permission="orders.order.create", tab=True),
        MenuItem(N_("Orders"), "orders.home", "clipboard-list", weight=27, permission=VIEW, tab=True),
    ]
    sales = MenuItem(N_("Sales to my buyers"), "orders.sales", "building-store", N_("Sales"), 11, permission="orders.order.sell")
    return [*own, sales] if actor.may("orders.order.sell") else own


def cards(actor: Any) -> list[Card]:
    return [Card(N_("Orders"), "orders.card", "side", 35, VIEW)]


def actions(entity: Entity, record: Any) -> list[Action]:
    """Return the seller's moves, where the seller is a distributor, and what a buyer can do beside its own moves."""
    if entity is QUOTE:
        return _of_quote(record)
    if entity not in (ORDER, RETURN):
        return []
    if record.seller_id is not None and sells(record):
        return [_move(entity, record, *one) for one in MOVES.get(record.state, ())] + (_supply(record) if entity is ORDER else [])
    return _again(record) if entity is ORDER else []


def _of_quote(record: Any) -> list[Action]:
    """Return the way to the paper, and to the order that was made of it."""
    found = [Action(N_("On paper"), "orders.quote_paper", "printer", permission="orders.quote.view", args={"record_id": record.id})]
    if record.order_id is not None:
        args = {"plugin": "orders", "entity": "order", "record_id": record.order_id}
        found.append(Action(N_("The order"), "entity.detail", "clipboard-list", permission=VIEW, args=args))
    return found


def _move(entity: Entity, record: Any, name: str, label: str, icon: str) -> Action:
    args = {"kind": entity.name, "record_id": record.id, "move": name}
    return Action(label, "orders.move", icon, "bad" if name in ("cancel", "refuse") else "quiet", permission="orders.order.sell", args=args)


def _supply(order: Any) -> list[Action]:
    if order.state not in ("submitted", "confirmed", "part_shipped"):
        return []
    return [
        Action(
            N_("Order it from the vendor"),
            "orders.supply",
            "git-branch",
            method="post",
            permission="orders.order.create",
            args={"record_id": order.id},
        )
    ]


def _again(order: Any) -> list[Action]:
    found = [
        Action(N_("Order again"), "orders.again", "copy", method="post", permission="orders.order.create", args={"record_id": order.id})
    ]
    if order.state in ("invoiced", "part_shipped", "shipped"):
        args = {"plugin": "orders", "entity": "return", "order_id": str(order.id)}
        found.append(Action(N_("Give goods back"), "entity.new", "arrow-back-up", permission="orders.return.create", args=args))
    return found if order.state != "draft" else []


def cart_address() -> str | None:
    """Return where pages of products post what a partner wants."""
    actor = current_scope().actor
    return here("add") if actor.partner_id is not None and actor.may("orders.order.create") else None
