"""What other facts of a buyer would do to its prices: every product on the shelf, before and after."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hansa import clock, ngettext
from plugins.catalog.pages.browsing import Wish, conditions
from plugins.catalog.quoting import products
from plugins.catalog.quoting.asked import Ask
from plugins.catalog.quoting.buyers import Buyer, buyer, sellers
from plugins.catalog.quoting.service import own_prices
from plugins.catalog.selling.days import day_of
from plugins.catalog.settings import settings

MOST = 1_000
"""So many products are priced twice; of a larger catalogue the first by number stand for all."""


@dataclass(frozen=True)
class Repriced:
    """Of `priced` products so many become cheaper or dearer; the percentages are the averages over those."""

    priced: int
    cheaper: int
    dearer: int
    off: Decimal
    more: Decimal


def repriced(partner_id: uuid.UUID, before: Mapping[str, Any], after: Mapping[str, Any]) -> Repriced | None:
    """Price the shelf with facts before and after; None for a buyer the vendor does not sell to. So many statements whatever their number.

    Raises NotFound where the actor may not know the prices of the buyer.
    """
    day = day_of(clock.now())
    found = buyer(partner_id, day)
    if None not in sellers(found):
        return None
    items = products.found(*conditions(Wish(), day), limit=MOST)
    old, new = (
        [line.price for line in own_prices(_with(found, facts), items, [Ask(one.id) for one in items], None).lines]
        for facts in (before, after)
    )
    pairs = [(one, other) for one, other in zip(old, new, strict=True) if one and other is not None]
    less, more = ([(one, other) for one, other in pairs if (other < one if down else other > one)] for down in (True, False))
    return Repriced(len(pairs), len(less), len(more), _average(less), _average(more))


def told(partner_id: uuid.UUID, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the difference in words, nothing where no price differs."""
    found = repriced(partner_id, before, after)
    rows = []
    if found is not None and found.cheaper:
        rows.append(
            {
                "text": ngettext(
                    "%(n)s of %(of)s products becomes cheaper, by %(percent)s %% on average.",
                    "%(n)s of %(of)s products become cheaper, by %(percent)s %% on average.",
                    found.cheaper,
                    of=found.priced,
                    percent=found.off,
                ),
                "better": True,
            }
        )
    if found is not None and found.dearer:
        rows.append(
            {
                "text": ngettext(
                    "%(n)s of %(of)s products becomes dearer, by %(percent)s %% on average.",
                    "%(n)s of %(of)s products become dearer, by %(percent)s %% on average.",
                    found.dearer,
                    of=found.priced,
                    percent=found.more,
                ),
                "better": False,
            }
        )
    return rows


def _with(found: Buyer, facts: Mapping[str, Any]) -> Buyer:
    known = {**found.facts, **facts}
    return replace(found, facts=known, tier=str(known.get(f"partner.{settings()['tier_fact']}") or ""))


def _average(pairs: list[tuple[Decimal, Decimal]]) -> Decimal:
    """Return by how many percent prices differ on average, to one decimal."""
    share = sum((abs(other - one) / one for one, other in pairs), Decimal(0)) / max(len(pairs), 1)
    return (share * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
