"""What a product costs a buyer at each quantity where its price changes."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from hansa import behind, clock, current_scope
from plugins.catalog.price.facts import Line
from plugins.catalog.price.kind import KEY, PRICE
from plugins.catalog.price.outcome import PricedLine
from plugins.catalog.quoting.asked import Ask
from plugins.catalog.quoting.buyers import buyer, may_ask, sellers
from plugins.catalog.quoting.gathering import Request, gather
from plugins.catalog.selling.days import day_of
from plugins.catalog.tasks import PRICE as LOOK
from plugins.policies.api import Compiled, chosen, try_out

MOST = 20
"""So many quantities are looked at."""


def price_breaks(
    buyer_id: uuid.UUID, product_id: uuid.UUID, *, seller: uuid.UUID | None = None, at: datetime | None = None
) -> list[PricedLine]:
    """Return the price from one unit on, and from every quantity at which it changes; raises what `quote` raises."""
    moment = at or clock.now()
    found, day = buyer(buyer_id, day_of(moment)), day_of(moment)
    may_ask(found, seller)
    if seller is not None and seller not in sellers(found):
        return []
    with behind(LOOK):
        policy = chosen(PRICE, moment).compiled
    gathered = gather(Request(found, seller, [Ask(product_id)], current_scope().program.currency, moment, day), policy)
    line = gathered.facts["lines"][0]
    asked = [replace(line, quantity=quantity) for quantity in _quantities(line, gathered.facts["promotions"], policy)]
    outcome: Any = try_out(KEY, policy, {**gathered.facts, "lines": tuple(asked)}, moment)
    priced = outcome.lines
    return [one for at, one in enumerate(priced) if one.price is not None and (not at or _differs(one, priced[at - 1]))]


def _differs(one: PricedLine, before: PricedLine) -> bool:
    return one.price != before.price or bool(one.free) != bool(before.free)


def _quantities(line: Line, promotions: Any, policy: Compiled) -> list[Decimal]:
    """Return one, and all quantities from which something else may count."""
    own: Iterable[Any] = [row.least for row in (*line.rows, *line.specials)]
    own = [*own, *(value for at in line.promotions for value in (promotions[at].least, promotions[at].buy))]
    bands = policy["quantities"]
    own = [*own, *(band.low for band in bands.rows)] if bands is not None else own
    known = sorted({Decimal(1), *(value for value in own if value is not None and value > 1)})
    return known[:MOST]
