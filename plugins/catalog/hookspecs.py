"""The hook this plugin offers."""
# mypy: disable-error-code="empty-body"

import uuid
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from hansa import hookspec, hookspec_policy


@hookspec
@hookspec_policy("veto", dict, many=True)
def find_special_prices(partner_id: uuid.UUID, products: Collection[str], day: date) -> list[dict[str, Any]]:
    """When a quote is made, once for all its lines: the special prices of a partner that can be used on a day.

    `products` are numbers and names of what is asked for, in small letters; others may be left out. Each answer has `product`
    (number or name), `price` (Decimal, of a base unit), `currency`, `reference` (what both sides call it), and perhaps `left`
    (so many base units may still be bought at it) and `deal_id` (only what is bought for this deal gets it). An exception
    refuses the quote, because a price without what was agreed would be wrong.
    """


@hookspec
@hookspec_policy("veto")
def take_special_prices(partner_id: uuid.UUID, taken: Sequence[dict[str, Any]], document: str, day: date) -> None:
    """When a partner orders at special prices, in the transaction that places the order: so much of them is used.

    Each row has `reference` and `products` (names of one product in small letters) as `find_special_prices` said them, and `quantity`
    in base units. References of others are left alone. An exception refuses the order: less is left than is ordered.
    """


@hookspec
@hookspec_policy("veto")
def give_back_special_prices(partner_id: uuid.UUID, returned: Sequence[dict[str, Any]], document: str, day: date) -> None:
    """When an order at special prices is not carried out: what was taken for the document is given back, by `products` and `quantity`."""


@hookspec
@hookspec_policy("veto", dict, many=True)
def find_registrations(partner_id: uuid.UUID, deal_ids: Collection[uuid.UUID] | None, day: date) -> list[dict[str, Any]]:
    """When a price depends on deal registrations, or somebody chooses what an order is for: the registrations of a partner that
    something can be bought for on a day, of these deals or (None) of all.

    Each answer has `deal_id`, `number`, `title`, `products` (names and numbers it is limited to; empty: none) and `gives`: exact
    figures as text, by `percent`, `amount`, `points`, `share`, `price_class`; perhaps `until`, the first day it no longer holds. One with
    `deal_id` None says what is given to who did not register; it must not depend on registrations of others, because the price would tell
    of them. An exception refuses the quote.
    """


@hookspec
@hookspec_policy("isolate", str)
def cart_address() -> str | None:
    """When a partner looks at a product: the address its page posts `sku`, `quantity`, `unit` and `from` (the distributor) to."""
