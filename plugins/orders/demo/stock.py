"""What the vendor of the demo has in stock and what is on its way; partners may reserve it for their deals."""

import random
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from hansa import clock, current_scope, records
from hansa.demo import Scope, acting_as, catalogue, save_settings
from plugins.catalog.api import products
from plugins.orders.entities import VENDOR_STOCK

DAYS = 14
People = Mapping[Any, Sequence[Scope]]


def load(crowd: People) -> None:
    """Say what is free of the range, and from now on let partners reserve it."""
    rng, today = random.Random(f"{current_scope().program.slug} stock"), clock.today(current_scope().program.zone)
    goods = products(skus=[one.number for one in catalogue()])
    manager = next(scope for scope in crowd[None] if "manager" in scope.actor.roles)
    with acting_as(manager):
        for place, product in enumerate(goods):
            _tell(product.id, rng.randint(6, 240))
            if place % 3 == 0:
                _tell(product.id, rng.randint(2, 10) * 10, (today + timedelta(days=rng.randint(4, 40))).isoformat())
    save_settings("orders", {"reserve_days": DAYS, "reserve_deal_most": "50"})


def _tell(product: Any, quantity: int, from_day: str | None = None) -> None:
    records.create(VENDOR_STOCK, {"product_id": str(product), "quantity": str(quantity), "from_day": from_day})
