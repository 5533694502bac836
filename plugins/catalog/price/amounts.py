"""Exact amounts: everything is a fraction until the one rounding the policy declares."""

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

HUNDRED = 100
MODES = ("half_up", "half_even", "down", "up")


def exact(value: Decimal | int | str | Fraction) -> Fraction:
    """Return a number as a fraction; nothing is lost."""
    return value if isinstance(value, Fraction) else Fraction(value)


def off(price: Fraction, percent: Decimal | Fraction | int) -> Fraction:
    """Return a price without so many percent of it; a percentage below zero is a surcharge."""
    return price * _left(percent)


@lru_cache(maxsize=1_000)
def _left(percent: Decimal | Fraction | int) -> Fraction:
    return (HUNDRED - exact(percent)) / HUNDRED


def converted(amount: Decimal, factor: Decimal, wanted: Decimal) -> Fraction:
    """Return the price of one unit as that of another: `factor` and `wanted` base units are in them."""
    found = Fraction(amount)
    return found if factor == wanted else found * exact(wanted) / exact(factor)


def rounded(value: Fraction, mode: str, places: int) -> Fraction:
    """Return the value at so many decimals. `half_up` and `up` go away from zero, `down` towards it, `half_even` to the even digit."""
    scaled = value * 10**places
    sign, size = (-1, -scaled) if scaled < 0 else (1, scaled)
    whole, rest = divmod(size.numerator, size.denominator)
    twice = 2 * rest - size.denominator
    if (mode == "up" and rest) or (mode == "half_up" and twice >= 0) or (mode == "half_even" and (twice > 0 or (twice == 0 and whole % 2))):
        whole += 1
    return Fraction(sign * whole, 10**places)


def money(value: Fraction) -> Decimal:
    """Return a rounded amount as a decimal number. Raises ValueError for one that has more than four decimals."""
    scaled = value * 10_000
    if scaled.denominator != 1:
        raise ValueError("an amount has at most four decimals")
    return Decimal(scaled.numerator).scaleb(-4)
