"""What the vendor of the demo has in stock and what is on its way; partners reserve some of it for their deals."""

import random
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from hansa import clock, current_scope, records
from hansa.demo import Scope, acting_as, anew, catalogue, people, save_settings
from plugins.catalog.api import Item, allocation_left, may_sell, products
from plugins.orders.entities import VENDOR_STOCK
from plugins.orders.placing import deals, reserving

DAYS = 14
People = Mapping[Any, Sequence[Scope]]


def load(crowd: People) -> None:
    """Say what is free of the range, and from now on let partners reserve it; those with a registered deal begin with it."""
    rng, today = random.Random(f"{current_scope().program.slug} stock"), clock.today(current_scope().program.zone)
    goods = products(skus=[one.number for one in catalogue()])
    manager = next(scope for scope in crowd[None] if "manager" in scope.actor.roles)
    with acting_as(manager):
        for place, product in enumerate(goods):
            _tell(product.id, rng.randint(6, 240))
            if place % 3 == 0:
                _tell(product.id, rng.randint(2, 10) * 10, (today + timedelta(days=rng.randint(4, 40))).isoformat())
    save_settings("orders", {"reserve_days": DAYS, "reserve_deal_most": "50"})
    with anew():
        for partner, persons in people().items():
            if partner is not None:
                with acting_as(persons[0]):
                    _reserve(partner, goods)


def _reserve(partner: Any, goods: Sequence[Item]) -> None:
    """Reserve two products for the partner's first deal: what it may sell, the deal names, and nobody has to share."""
    for deal in deals.open_to(partner, None)[:1]:
        ids = [one.id for one in goods]
        sold, shared = may_sell(partner, ids), allocation_left(partner, ids)
        named = [one for one in goods if not deal.products or deal.products & {one.sku.casefold(), one.name.casefold()}]
        fitting = [one for one in named if sold[one.id].allowed and one.id not in shared]
        reserving.reserve(partner, deal.deal_id, [{"sku": one.sku, "quantity": "2"} for one in fitting[:2]])


def _tell(product: Any, quantity: int, from_day: str | None = None) -> None:
    records.create(VENDOR_STOCK, {"product_id": str(product), "quantity": str(quantity), "from_day": from_day})
