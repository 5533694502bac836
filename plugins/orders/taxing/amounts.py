"""How much tax amounts bear: exact until the one rounding, half up, of each line or of each rate in the whole document. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

ZERO = Decimal(0)
Taxed = tuple[Decimal, Decimal]
"""An amount, and the percent of tax on it."""


def taxes(rows: Sequence[Taxed], *, included: bool, by_document: bool, places: int) -> list[Decimal]:
    """Return the tax of each row. `included`: the amounts hold it already.

    Rounded by document, all rows of a rate together bear what its sum bears; what rounding leaves over goes to the largest of them.
    """
    exact = [_exact(amount, percent, included) for amount, percent in rows]
    found = [_rounded(tax, places) for tax in exact]
    if by_document:
        for percent in {percent for _amount, percent in rows}:
            own = [at for at, row in enumerate(rows) if row[1] == percent]
            largest = max(own, key=lambda at: (abs(rows[at][0]), -at))
            found[largest] += _rounded(sum((exact[at] for at in own), Fraction(0)), places) - sum((found[at] for at in own), ZERO)
    return found


def _exact(amount: Decimal, percent: Decimal, included: bool) -> Fraction:
    rate = Fraction(percent)
    return Fraction(amount) * rate / (100 + rate if included else 100)


def _rounded(tax: Fraction, places: int) -> Decimal:
    scaled = tax * 10**places
    whole = (abs(scaled.numerator) * 2 + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if scaled >= 0 else -whole).scaleb(-places)
