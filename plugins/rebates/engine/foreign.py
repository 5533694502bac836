"""Lines in another currency, by the dated rates of the ledger: the day that chooses the rate is declared, nothing is rounded here."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hansa import current_scope
from plugins.ledger.api import Money, convert
from plugins.rebates.engine.calendar import month_end

ONE = Decimal(1)


def factor(currency: str, day: date, way: str) -> Fraction:
    """Return what one unit of a currency is in the program's, for lines of a day. Raises Unprocessable (code `no-rate`) without a rate."""
    own = current_scope().program.currency
    return Fraction(ONE) if currency in ("", own) else convert(Money(ONE, currency), own, month_end(day) if way == "month" else day).exact
