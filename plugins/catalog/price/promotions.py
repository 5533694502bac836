"""Which promotions count together for one line, and what they give. The order in which they are stored never matters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from plugins.catalog.price.amounts import exact, off
from plugins.catalog.price.facts import Promo
from plugins.catalog.price.outcome import Free


@dataclass(frozen=True, slots=True)
class Given:
    """What one promotion did: the price of a unit of the line before and after it, goods for nothing, what it costs."""

    promo: Promo
    before: Fraction
    after: Fraction
    free: Free | None
    worth: Fraction


@dataclass(frozen=True, slots=True)
class Terms:
    """How a policy lets promotions meet: `choose` best, groups or all; `base` rest (what is left) or start (the price before the step)."""

    choose: str = "groups"
    base: str = "rest"


def given(promos: Iterable[Promo], price: Fraction, quantity: Decimal, factor: Decimal, terms: Terms) -> list[Given]:
    """Return the promotions that count, in the order they are applied: by rank, then code."""
    units = quantity * factor
    usable = [one for one in sorted(promos, key=lambda one: (one.rank, one.code)) if _holds(one, price, units, factor)]
    alone = [one for one in usable if one.exclusive]
    together = _chosen([one for one in usable if not one.exclusive], price, units, factor, terms.choose)
    best = min(alone, key=lambda one: (_worth(one, price, units, factor), one.rank, one.code), default=None)
    combined = _applied(together, price, units, factor, terms.base)
    if best is None:
        return combined
    single = _applied([best], price, units, factor, terms.base)
    return single if _left(single, price, units, factor) < _left(combined, price, units, factor) else combined


def _chosen(promos: Sequence[Promo], price: Fraction, units: Decimal, factor: Decimal, choose: str) -> list[Promo]:
    def best(some: Sequence[Promo]) -> Promo:
        return min(some, key=lambda one: (_worth(one, price, units, factor), one.rank, one.code))

    if choose == "all" or not promos:
        return list(promos)
    if choose == "best":
        return [best(promos)]
    groups: dict[str, list[Promo]] = {}
    for one in promos:
        groups.setdefault(one.group or f"\0{one.code}", []).append(one)
    winners = [best(some) for some in groups.values()]
    return sorted(winners, key=lambda one: (one.rank, one.code))


def _applied(promos: Sequence[Promo], price: Fraction, units: Decimal, factor: Decimal, base: str) -> list[Given]:
    found, now = [], price
    for one in promos:
        after = max(now - (price - _after(one, price, factor)), Fraction(0)) if base == "start" else _after(one, now, factor)
        after = min(after, now)
        free = _free(one, units)
        worth = (now - after) * exact(units) / exact(factor) + (now / exact(factor) * exact(free.quantity) if free and not free.sku else 0)
        found.append(Given(one, now, after, free, Fraction(worth)))
        now = after
    return found


def _after(promo: Promo, price: Fraction, factor: Decimal) -> Fraction:
    """Return the price of a unit of the line; amounts of promotions are for a base unit."""
    if promo.kind == "percent":
        return off(price, promo.percent or 0)
    if promo.kind == "amount":
        return max(price - exact(promo.amount or 0) * exact(factor), Fraction(0))
    if promo.kind == "price":
        return exact(promo.amount or 0) * exact(factor)
    return price


def _free(promo: Promo, units: Decimal) -> Free | None:
    if promo.kind != "free_goods" or not promo.buy or not promo.free:
        return None
    times = units // promo.buy
    return Free(promo.free_sku or "", times * promo.free, promo.code) if times else None


def _worth(promo: Promo, price: Fraction, units: Decimal, factor: Decimal) -> Fraction:
    """Return what a unit comes to with this promotion alone, free goods of the same product spread over all."""
    free = _free(promo, units)
    spread = exact(units) / (exact(units) + exact(free.quantity)) if free and not free.sku else 1
    return min(_after(promo, price, factor), price) * spread


def _left(found: Sequence[Given], price: Fraction, units: Decimal, factor: Decimal) -> Fraction:
    """Return what the whole line comes to, less the worth of its free goods."""
    return price * exact(units) / exact(factor) - sum((one.worth for one in found), Fraction(0))


def _holds(promo: Promo, price: Fraction, units: Decimal, factor: Decimal) -> bool:
    """Tell whether the quantity is enough, it makes nothing dearer, and its budget covers it."""
    if promo.least is not None and units < promo.least:
        return False
    if promo.kind == "free_goods":
        free = _free(promo, units)
        if free is None:
            return False
    elif _after(promo, price, factor) >= price:
        return False
    if promo.left is None:
        return True
    alone = _applied([promo], price, units, factor, "rest")
    return alone[0].worth <= exact(promo.left)
