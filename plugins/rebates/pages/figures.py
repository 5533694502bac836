"""Exact figures as people read them."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hansa import shown

CENT, FINEST = Decimal("0.01"), Decimal("0.0001")


def money(value: Fraction | Decimal | None) -> str:
    """Return an amount in the program's currency, to the cent."""
    if value is None:
        return "–"
    return shown("money", _decimal(Fraction(value)).quantize(CENT)).striptags()


def number(value: Fraction | Decimal | None, places: int = 2) -> str:
    """Return a number with so many decimals at most."""
    if value is None:
        return "–"
    text = f"{_decimal(Fraction(value)):.{places}f}".rstrip("0").rstrip(".")
    return text or "0"


def day(value: Any) -> str:
    """Return a date as text, to stand inside of a sentence."""
    return shown("date", value).striptags() if value is not None else ""


def size(value: Fraction | None, unit: str) -> str:
    """Return a size of a scale with its unit: money, percent or number."""
    if unit == "money":
        return money(value)
    return f"{number(value)} %" if unit == "percent" else number(value)


def rate(value: Fraction | None, pays: str) -> str:
    """Return a rate with its unit, with four decimals at most: a rate of 0.125 % is none of 0.13 %."""
    if value is None:
        return "–"
    return f"{number(value, 4)} %" if pays == "percent" else shown("money", _decimal(Fraction(value)).quantize(FINEST)).striptags()


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
