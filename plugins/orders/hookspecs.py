"""The hook this plugin offers."""
# mypy: disable-error-code="empty-body"

import uuid
from collections.abc import Collection
from datetime import date

from hansa import hookspec, hookspec_policy
from plugins.orders.placing.stock import Stock


@hookspec
@hookspec_policy("isolate", Stock, many=True)
def find_stock(products: Collection[uuid.UUID], day: date) -> list[Stock]:
    """When a cart is shown, stock reserved or an order placed with the vendor, once for all products: what is there, and what comes when.

    Several answers about a product are added up by their days, with the vendor's own figures (`orders.stock`). What is reserved, and what was
    ordered after `told_at`, is taken off; a source that knows of every order at once leaves it open. Must not write. What nobody tells of is
    not promised.
    """
