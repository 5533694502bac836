"""Lines in another currency, by the dated rates of the ledger: the day that chooses the rate is declared, nothing is rounded here."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hansa import current_scope
from plugins.ledger.api import Money, convert
from plugins.rebates.engine.calendar import WINDOWS, last_day, month_end

ONE = Decimal(1)


def factor(currency: str, day: date, way: str) -> Fraction:
    """Return what one unit of a currency is in the program's, for lines of a day. Raises Unprocessable (code `no-rate`) without a rate."""
    own = current_scope().program.currency
    return Fraction(ONE) if currency in ("", own) else convert(Money(ONE, currency), own, _rated_on(day, way)).exact


def way_of(currencies: str, year: str) -> str:
    """Return by which rates a program counts other currencies: those of the ends of its own year say which year that is."""
    return f"{currencies}.{year}" if currencies in WINDOWS else currencies


def _rated_on(day: date, way: str) -> date:
    unit, _dot, year = way.partition(".")
    return last_day(unit, year, day) if year else month_end(day) if unit == "month" else day
