"""What deal registrations give a buyer: asked of the plugins that know registrations, once for all lines."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from hansa import behind, records
from plugins.catalog.quoting.asked import Ask
from plugins.catalog.quoting.products import Item
from plugins.catalog.tasks import PRICE


@dataclass(frozen=True)
class Registration:
    """A registration something can be bought for, as its partner reads it. `products` in small letters; empty: whatever is bought.

    `until`: the first day it no longer holds; None where that is not known.
    """

    deal_id: uuid.UUID
    number: str
    title: str
    products: frozenset[str] = frozenset()
    gives: Mapping[str, Any] = field(default_factory=dict)
    until: date | None = None


@dataclass(frozen=True)
class Registered:
    """The registrations of a quote by deal, and what is given to who did not register."""

    held: Mapping[uuid.UUID, Registration]
    without: Mapping[str, Any]

    def facts(self, ask: Ask, item: Item) -> dict[str, Any]:
        """Return what rules read of the registration a line is bought for."""
        held = self.held.get(ask.deal_id) if ask.deal_id else None
        gives = self.without if held is None else held.gives
        named = held is not None and (not held.products or bool(held.products & {item.sku.casefold(), item.name.casefold()}))
        return {"registration.held": held is not None, "registration.named": named, **{f"registration.{name}": value for name, value in gives.items()}}


def gathered(buyer: uuid.UUID, deals: Collection[uuid.UUID] | None, day: date) -> Registered:
    """Return what is known of these deals of a buyer (None: of all something can be bought for), and what holds without one."""
    with behind(PRICE):
        answers = records.hooks("find_registrations", partner_id=buyer, deal_ids=deals, day=day)
    found = [one for answer in answers for one in answer or ()]
    held = [_registration(one) for one in found if one["deal_id"] is not None]
    without = [_figures(one["gives"]) for one in found if one["deal_id"] is None]
    return Registered({one.deal_id: one for one in held}, without[0] if without else {})


def registrations_of(buyer: uuid.UUID, deals: Collection[uuid.UUID] | None, day: date) -> Sequence[Registration]:
    """Return the registrations a buyer can buy for on a day, of these deals or of all; for callers that judged who asks."""
    return list(gathered(buyer, deals, day).held.values())


def _registration(raw: Mapping[str, Any]) -> Registration:
    products = frozenset(name.casefold() for name in raw.get("products") or ())
    return Registration(raw["deal_id"], raw["number"], raw["title"], products, _figures(raw.get("gives") or {}), raw.get("until"))


def _figures(gives: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if name == "price_class" else Fraction(str(value)) for name, value in gives.items()}
