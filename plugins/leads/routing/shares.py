"""Exact weighted shares: after every lead each target has had its share, to within one.

The order is that of R. Tijdeman, "The chairman assignment problem", Discrete Mathematics 32 (1980): of the targets whose
claim has ripened, the one comes first whose claim would overflow soonest. With n targets no count is ever further than
1 - 1/(2n - 2) from its entitlement while the targets and weights stay the same. (Taking the largest deficit each time is
simpler and can be off by more than one.)

Figures are whole numbers over a common denominator, so they are exact and quick. Where ever changing weights would make the
denominator endless it is cut to FINE: what is lost is below 2**-128 of a lead each time, far inside the 1/(2n - 2) to spare.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

FINE, LONGEST = 2**128, 2**256


@dataclass(frozen=True, slots=True)
class Book:
    """The accounts of one distribution.

    `owed`: by target the leads it was entitled to so far less those it received, in 1/`unit`; entitlement grows only while
    it is eligible. `received`: leads by target. `furthest`: the largest deviation there ever was, in leads.
    """

    unit: int = 1
    owed: Mapping[str, int] = field(default_factory=dict)
    received: Mapping[str, int] = field(default_factory=dict)
    furthest: Fraction = Fraction(0)

    def deviation(self, key: str) -> Fraction:
        """Return the leads a target is owed; negative when it had more than its share."""
        return Fraction(self.owed.get(key, 0), self.unit)

    def entitled(self, key: str) -> Fraction:
        """Return the leads a target was entitled to so far."""
        return self.received.get(key, 0) + self.deviation(key)


EMPTY = Book()


class Weights:
    """The weights of the eligible, made once and used for many leads. Weight 0 means never; raises ValueError for less."""

    def __init__(self, weights: Mapping[str, Fraction]):
        if any(weight < 0 for weight in weights.values()):
            raise ValueError("a weight is negative")
        scale = math.lcm(*(weight.denominator for weight in weights.values()))
        whole = {key: weight.numerator * (scale // weight.denominator) for key, weight in weights.items() if weight > 0}
        common = math.gcd(*whole.values())
        self.whole = {key: weight // common for key, weight in whole.items()}
        self.total = sum(self.whole.values())
        multiple = math.lcm(*set(self.whole.values()))
        self.pace = {key: multiple // weight for key, weight in self.whole.items()}
        """How long a target waits for a lead, in units all have in common."""

    @property
    def parts(self) -> dict[str, Fraction]:
        """The part of each target in one lead."""
        return {key: Fraction(weight, self.total) for key, weight in self.whole.items()}


def order(book: Book, weights: Weights) -> dict[str, tuple[bool, int]]:
    """Return by target what its turn is decided by, the smaller the sooner; equals are told apart by key.

    Ripe are those whose entitlement, this lead counted, is ahead of what they received by 1/(2n - 2); among them the one
    whose claim reaches its limit first. The others follow by how soon theirs does.
    """
    if len(weights.whole) < 2:
        return dict.fromkeys(weights.whole, (False, 0))
    unit = math.lcm(book.unit, weights.total)
    old, step, spread = unit // book.unit, unit // weights.total, 2 * len(weights.whole) - 2
    old, step, limit, owed_of = old * spread, step * spread, unit * (spread - 1), book.owed
    owing = [owed_of.get(key, 0) * old + weight * step for key, weight in weights.whole.items()]
    return {key: (owed < unit, (limit - owed) * pace) for (key, pace), owed in zip(weights.pace.items(), owing, strict=True)}


def first(ranks: Mapping[str, tuple[bool, int]]) -> str:
    """Return who comes first of an order that is not empty."""
    return min(ranks, key=lambda key: (ranks[key], key))


def credited(book: Book, weights: Weights, chosen: str) -> Book:
    """Return the book after a lead went to `chosen` while the targets with these weights were eligible."""
    unit = math.lcm(book.unit, weights.total)
    old, step = unit // book.unit, unit // weights.total
    before = {key: value * old for key, value in book.owed.items()} if old > 1 else book.owed
    touched = {key: before.get(key, 0) + weight * step for key, weight in weights.whole.items()}
    touched[chosen] = touched.get(chosen, before.get(chosen, 0)) - unit
    received = {**book.received, chosen: book.received.get(chosen, 0) + 1}
    deviation = touched.values()
    furthest = max(book.furthest, Fraction(max(max(deviation), -min(deviation)), unit))
    return cut(Book(unit, {**before, **touched}, received, furthest))


def cut(book: Book) -> Book:
    """Return the book in FINE parts once its unit is longer than LONGEST."""
    if book.unit <= LONGEST:
        return book
    return Book(FINE, {key: owed * FINE // book.unit for key, owed in book.owed.items()}, book.received, book.furthest)


def largest_deviation(book: Book) -> tuple[str, Fraction]:
    """Return the target furthest from its entitlement and by how many leads; ("", 0) for an empty book."""
    key = max(book.owed, key=lambda one: abs(book.owed[one]), default="")
    return key, book.deviation(key)
