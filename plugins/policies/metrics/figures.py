"""Numbers as figures: decimals wherever they end, fractions where they do not."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

Figure = Decimal | Fraction
"""A Decimal wherever decimals end; averages and shares may not."""
MOST_PLACES = 24
EPOCH = date(1970, 1, 1)
MIN_DAYS, MAX_DAYS = (date.min - EPOCH).days, (date.max - EPOCH).days


def exact(number: Fraction) -> Figure:
    """Return a number as a decimal where its decimals end."""
    places = next((n for n in range(MOST_PLACES) if 10**n % number.denominator == 0), None)
    if places is None:
        return number
    whole = abs(number.numerator) * (10**places // number.denominator)
    return Decimal((int(number < 0), tuple(map(int, str(whole))), -places))


def amount(scaled: int) -> Decimal:
    """Return a figure that is kept in 1/10,000."""
    return Decimal(scaled).scaleb(-4)


def day(figure: Figure | None) -> date | None:
    """Return the day a figure of the unit `date` stands for; None for none, and for what is no day."""
    if figure is None or figure != int(figure) or not MIN_DAYS <= figure <= MAX_DAYS:
        return None
    return EPOCH + timedelta(days=int(figure))


def fact(unit: str, figure: Figure | None) -> Figure | date | None:
    """Return a figure as rules read it."""
    return day(figure) if unit == "date" else figure


def text(figure: Figure | None) -> str | None:
    """Return a figure exactly, as the API and files carry it: decimals without empty places, else a fraction like 1/3."""
    if not isinstance(figure, Decimal):
        return None if figure is None else str(figure)
    plain = format(figure, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
