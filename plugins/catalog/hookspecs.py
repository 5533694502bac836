"""The hook this plugin offers."""
# mypy: disable-error-code="empty-body"

import uuid
from collections.abc import Collection
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
