"""What a product costs a buyer at each quantity where its price changes."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from hansa import behind
from plugins.catalog.price.facts import Line
from plugins.catalog.price.kind import KEY, PRICE
from plugins.catalog.price.outcome import PricedLine
from plugins.catalog.quoting.asked import Quote
from plugins.catalog.tasks import PRICE as LOOK
from plugins.policies.api import Compiled, chosen, try_out

MOST = 20
"""So many quantities are looked at."""


def breaks_of(quoted: Quote) -> list[PricedLine]:
    """Return the price of the first line of a quote from one unit on, and from every quantity at which it changes; nothing is read again."""
    with behind(LOOK):
        policy = chosen(PRICE, quoted.at).compiled
    return _breaks(quoted.facts, policy, quoted.at) if quoted.facts else []


def _breaks(facts: Mapping[str, Any], policy: Compiled, moment: datetime) -> list[PricedLine]:
    line = replace(facts["lines"][0], factor=Decimal(1))
    asked = [replace(line, quantity=quantity) for quantity in _quantities(line, facts["promotions"], policy)]
    outcome: Any = try_out(KEY, policy, {**facts, "lines": tuple(asked)}, moment)
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
