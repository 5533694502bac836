"""Amounts with their currency: as plain text, and rounded as declared."""

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from babel.numbers import format_currency, get_currency_precision

from hansa import current_locale


class Money(NamedTuple):
    """An exact amount and its ISO 4217 currency."""

    amount: Decimal
    currency: str


def plain(amount: Decimal, currency: str) -> str:
    """Return an amount as `1234.50 EUR`: with the decimals of the currency at least, and never with fewer than it has."""
    figures = format(amount.normalize(), "f")
    whole, _point, rest = figures.partition(".")
    rest = rest.ljust(get_currency_precision(currency), "0")
    return f"{whole}.{rest} {currency}" if rest else f"{whole} {currency}"


def told(amount: Decimal, currency: str) -> str:
    """Return an amount as the reader writes it."""
    return str(format_currency(amount, currency, locale=str(current_locale())))


def rounded(value: Fraction, places: int, mode: str) -> Decimal:
    """Round an exact figure: `half_up` and `half_even` to the nearest, `down` towards zero, `up` away from it."""
    scaled = abs(value) * 10**places
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    doubled = 2 * rest - scaled.denominator
    more = {
        "down": False,
        "up": rest > 0,
        "half_up": doubled >= 0,
        "half_even": doubled > 0 or (doubled == 0 and whole % 2 == 1),
    }[mode]
    figure = Decimal(whole + more).scaleb(-places)
    return -figure if value < 0 else figure
