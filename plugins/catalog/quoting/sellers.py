"""Of whom a partner buys."""

import uuid

from plugins.catalog.quoting.buyers import may_know, nameless, sellers


def sellers_of(partner_id: uuid.UUID) -> tuple[uuid.UUID | None, ...]:
    """Return of whom a partner may buy, the usual one first; None is the vendor. Raises NotFound where the actor may not know it."""
    found = nameless(partner_id)
    may_know(found)
    return sellers(found)
