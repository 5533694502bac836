"""Stock as a promise: from when on so many can be shipped, by what stock sources say. Pure but for asking them."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hansa import clock, current_scope, records

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Stock:
    """So many base units of a product can be shipped from a day on (None: now), beside those of earlier days."""

    product_id: uuid.UUID
    quantity: Decimal
    from_day: date | None = None
    place: str = ""


def stock_of(products: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[Stock]]:
    """Return what stock sources tell of products, by product; nothing where none is configured."""
    day = clock.today(current_scope().program.zone)
    told = [one for found in records.hooks("find_stock", products=frozenset(products), day=day) for one in found]
    return {product: [one for one in told if one.product_id == product] for product in {one.product_id for one in told}}


def promise(stock: Sequence[Stock], units: Decimal, today: date) -> date | None:
    """Return the first day on which so many base units are there; None when they never are by what is known."""
    left = units
    for one in sorted(stock, key=lambda one: one.from_day or today):
        left -= one.quantity
        if left <= 0:
            return max(one.from_day or today, today)
    return None


def at_once(stock: Sequence[Stock], today: date) -> Decimal:
    """Return how many base units are there now."""
    return sum((one.quantity for one in stock if one.from_day is None or one.from_day <= today), ZERO)
