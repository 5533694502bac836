"""What a line is about: its product and the product line that stands in, found once for each product."""

import uuid
import weakref
from collections.abc import Iterable
from typing import Any

from hansa import current_scope, db
from plugins.catalog.api import Item, products

_KNOWN = "orders.products"


def classify(line: Any) -> None:
    """Fill in product, number and product line of a fact, as far as one of them tells the others."""
    key = line.product_id or getattr(line, "sku", None)
    if key is None or (line.product_id is not None and line.product_line):
        return
    item = _item(key)
    if item is None:
        return
    line.product_id = item.id
    line.product_line = line.product_line or next((code for code in item.family_path.split("/") if code), None)
    if getattr(line, "sku", "") is None:
        line.sku = item.sku


def prime(ids: Iterable[uuid.UUID] = (), skus: Iterable[str] = ()) -> None:
    """Find the products of many lines at once, before each is classified."""
    wanted_ids, wanted_skus = set(ids), set(skus)
    if not (wanted_ids or wanted_skus):
        return
    known, program = _known(), current_scope().program.id
    known.update({(program, key): None for key in (*wanted_ids, *wanted_skus)})
    for item in products(ids=wanted_ids, skus=wanted_skus):
        known.update({(program, item.id): item, (program, item.sku): item})


def _item(key: uuid.UUID | str) -> Item | None:
    known, place = _known(), (current_scope().program.id, key)
    if place not in known:
        prime(**({"ids": [key]} if isinstance(key, uuid.UUID) else {"skus": [key]}))
    return known[place]


def _known() -> dict[Any, Item | None]:
    """Return what the running transaction found; the next one looks again."""
    session = db.session()
    running = session.get_transaction()
    kept = session.info.get(_KNOWN)
    if kept is None or running is None or kept[0]() is not running:
        kept = (weakref.ref(running) if running is not None else _nothing, dict[Any, Item | None]())
        session.info[_KNOWN] = kept
    found: dict[Any, Item | None] = kept[1]
    return found


def _nothing() -> None:
    return None
