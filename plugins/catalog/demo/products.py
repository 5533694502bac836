"""Families and products of the demo, made as an import makes them."""

import re
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hansa import records
from hansa.demo import Product, catalogue
from plugins.catalog.demo.words import Words
from plugins.catalog.entities import FAMILY, PRODUCT

SMALL = ("Tires and Tubes", "Bottles and Cages", "Cleaners", "Socks", "Caps", "Lights")
"""Kinds that are sold in boxes too."""
LATE = 7
"""Of every so many products one is special: phased out, planned, or shown only to those that may sell it."""


def code(kind: str) -> str:
    """Return the code of a family."""
    return re.sub(r"[^a-z0-9]+", "-", kind.lower()).strip("-")


def load(words: Words) -> Mapping[str, uuid.UUID]:
    """Make families and products; return the ids of the products by number."""
    goods = list(catalogue())
    chinese = not goods[0].name.isascii()
    families = _families(goods, words, chinese)
    rows = [_product(at, one, families, words, chinese) for at, one in enumerate(goods)]
    return {product.sku: product.id for product in records.create_many(PRODUCT, rows)}


def _families(goods: list[Product], words: Words, chinese: bool) -> Mapping[str, uuid.UUID]:
    lines = sorted({one.category for one in goods})
    rows = [{"code": code(name), "name": words.lines[name], "names": _english(name) if chinese else []} for name in lines]
    made = {row.code: row.id for row in records.create_many(FAMILY, rows)}
    kinds = {one.kind: one for one in goods}
    below = [
        {
            "code": code(kind), "name": one.name.rsplit(" ", 1)[0] if chinese else kind, "names": _english(kind) if chinese else [],
            "parent_id": str(made[code(one.category)]),
        }
        for kind, one in sorted(kinds.items())
    ]  # fmt: skip
    return made | {row.code: row.id for row in records.create_many(FAMILY, below)}


def _english(text: str) -> list[dict[str, str]]:
    return [{"language": "en", "text": text}]


def _product(at: int, one: Product, families: Mapping[str, uuid.UUID], words: Words, chinese: bool) -> dict[str, Any]:
    small = one.kind in SMALL
    more: dict[str, Any] = {"packs": [{"unit": words.box, "factor": "10"}], "moq": "2"} if small else {}
    if at % 41 == LATE:
        more["status"] = "phase_out"
    if at % 59 == LATE:
        more["open_to_all"] = False
    return {
        "sku": one.number, "name": one.name, "names": _english(f"{one.kind} {one.number}") if chinese else [], "family_id": str(families[code(one.kind)]),
        "brand": words.brands[at % 3], "unit": words.unit, "tax_class": "standard", "description": words.described if at % 3 == 0 else None, **more,
    }  # fmt: skip


def price(one: Product, words: Words, share: str = "1") -> Decimal:
    """Return the price of a product in the currency of the program, to the cent."""
    return (one.price * Decimal(words.rate) * Decimal(share)).quantize(Decimal("0.01"))
