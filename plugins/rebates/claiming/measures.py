"""What a claim gives: pure sums over documents. Amounts are exact and rounded to the cent once, at the end, halves up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

ZERO, CENT = Decimal(0), Decimal("0.01")


@dataclass(frozen=True)
class Bucket:
    """Units on hand that were bought together. `in_transit` is not on hand yet; `going_back` is on hand no longer."""

    on_hand: Decimal
    cost: Decimal | None = None
    bought_on: date | None = None
    in_transit: Decimal = ZERO
    going_back: Decimal = ZERO

    @property
    def left(self) -> Decimal:
        return max(self.on_hand - self.going_back, ZERO)


def ship_and_debit(price: Decimal, rate: Decimal, quantity: Decimal) -> Decimal:
    """Return (price used - contract rate) x quantity, never below zero."""
    return max((price - rate) * quantity, ZERO)


def price_of_stock(buckets: Iterable[Bucket], quantity: Decimal) -> Decimal | None:
    """Return what a quantity cost on average when the oldest units are sold first; None where the stock does not say."""
    left, cost = quantity, ZERO
    for bucket in sorted((one for one in buckets if one.cost is not None), key=lambda one: one.bought_on or date.min):
        taken = min(left, bucket.left)
        cost += taken * (bucket.cost or ZERO)
        left -= taken
    return None if left > 0 or quantity <= 0 else cost / quantity


def protected(buckets: Iterable[Bucket], changed_on: date, window_days: int) -> Decimal:
    """Return the units whose price is protected: on hand on the day of the change, bought inside the window before it.

    What is in transit or on its way back does not count, nor what was bought on the day of the change or later.
    """
    first = changed_on - timedelta(days=window_days)
    return sum((one.left for one in buckets if one.bought_on is not None and first <= one.bought_on < changed_on), ZERO)


def price_protection(old: Decimal, new: Decimal, units: Decimal) -> Decimal:
    """Return (old - new) x units; below zero where a price rose (reverse price protection)."""
    return (old - new) * units


def rotated(buckets: Sequence[Bucket], quantity: Decimal) -> tuple[Decimal, Decimal]:
    """Return how many units can be exchanged and what they cost, the oldest first; units of unknown cost give nothing."""
    units, cost = ZERO, ZERO
    for bucket in sorted(buckets, key=lambda one: one.bought_on or date.min):
        taken = min(quantity - units, bucket.left)
        units += taken
        cost += taken * (bucket.cost or ZERO)
    return units, cost


def to_the_cent(amount: Decimal) -> Decimal:
    """Return an amount as it is paid."""
    return amount.quantize(CENT, "ROUND_HALF_UP")
