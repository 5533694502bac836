"""Of whom a partner buys."""

import uuid

from plugins.catalog.quoting.buyers import buyer, may_ask, sellers
from plugins.catalog.selling.days import day_of


def sellers_of(partner_id: uuid.UUID) -> tuple[uuid.UUID | None, ...]:
    """Return of whom a partner may buy, the usual one first; None is the vendor. Raises NotFound where the actor may not know it."""
    found = buyer(partner_id, day_of())
    may_ask(found, found.parent_id)
    return sellers(found)
