"""Discounts, margins and who may grant them: pure and exact."""

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

HUNDRED = Fraction(100)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Line:
    """One product at a price, so many of it."""

    product: str
    quantity: int
    list_price: Decimal
    price: Decimal

    @property
    def off(self) -> Decimal:
        """The discount on the whole line, exact."""
        return (self.list_price - self.price) * self.quantity

    @property
    def percent(self) -> Fraction:
        """The discount in percent of the list price, exact."""
        return Fraction(self.list_price - self.price) * HUNDRED / Fraction(self.list_price)


@dataclass(frozen=True, slots=True)
class Level:
    """A role with its limits: the largest discount of a line in percent, and the discount in all."""

    role: str
    percent: Decimal
    amount: Decimal

    def covers(self, lines: Sequence[Line]) -> bool:
        return largest(lines) <= Fraction(self.percent) and total_off(lines) <= self.amount


def asked(rows: Iterable[Mapping[str, Any]], price: str = "requested") -> list[Line]:
    """Read stored or loaded rows; `price` names the field that holds the price."""
    return [Line(row["product"], int(row["quantity"]), Decimal(row["list_price"]), Decimal(row[price])) for row in rows]


def total_off(lines: Iterable[Line]) -> Decimal:
    return sum((line.off for line in lines), Decimal(0))


def largest(lines: Iterable[Line]) -> Fraction:
    """Return the largest discount of a line in percent, exact; 0 without lines."""
    return max((line.percent for line in lines), default=Fraction(0))


def readable(share: Fraction) -> Decimal:
    """Return a percentage for reading, rounded half up to two decimals. Nothing is decided by it."""
    return (Decimal(share.numerator) / Decimal(share.denominator)).quantize(CENT, ROUND_HALF_UP)


def margin(price: Decimal, cost: Decimal) -> Fraction | None:
    """Return the margin in percent of the price, exact; None for a price of nothing."""
    return Fraction(price - cost) * HUNDRED / Fraction(price) if price else None


def needed(levels: Sequence[Level], lines: Sequence[Line], mode: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the roles that have to agree before, and those of which one grants it; ((), ()) when nobody's limit is high enough.

    `any`: the first level whose limit is high enough, or a higher one. `all`: also every level below the first such one.
    """
    first = next((place for place, level in enumerate(levels) if level.covers(lines)), None)
    if first is None:
        return (), ()
    below = tuple(level.role for level in levels[:first]) if mode == "all" else ()
    return below, tuple(level.role for level in levels[first:] if level.covers(lines))


def missing(before: Sequence[str], agreed: Collection[str]) -> tuple[str, ...]:
    return tuple(role for role in before if role not in agreed)


def key(product: str) -> str:
    """Return a product's name without width, case and spaces: what like deals are found by."""
    return "".join(unicodedata.normalize("NFKC", product).casefold().split())
