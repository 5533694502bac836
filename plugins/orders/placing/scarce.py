"""Scarce goods and budgets of promotions: taken when an order is placed, given back when it is not carried out."""

import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from plugins.catalog.api import allocation_left, release_allocation, spend_budget, take_allocation


def take(order: Any, buyer: Any, units: Mapping[uuid.UUID, Decimal], used: Mapping[str, Fraction]) -> None:
    """Take what is limited of the vendor's goods. Raises Conflict: `allocation`, `budget`."""
    if order.chosen_id is not None:
        return
    for product in sorted(allocation_left(buyer, list(units))):
        take_allocation(order.partner_id, product, units[product], key=key_of(order))
    if used:
        spend_budget(used)


def give_back(order: Any, items: Sequence[Any]) -> None:
    """Give back what was taken for items; budgets when nothing of the order was shipped."""
    if order.seller_id is not None or not items:
        return
    for product in sorted(allocation_left(order.partner_id, list({item.product_id for item in items}))):
        release_allocation(order.partner_id, product, key=key_of(order))
    if order.spent and order.state in ("asking", "submitted", "confirmed"):
        spend_budget({code: -Decimal(amount) for code, amount in order.spent.items()})


def key_of(order: Any) -> str:
    return f"orders:{order.id}"
