"""Amounts and days in sentences, also where no page is being written."""

from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_currency

from hansa import current_locale, current_scope


def amount(value: Decimal, currency: str = "") -> str:
    """Return an amount, in the program's currency unless said, as the reader writes it."""
    return str(format_currency(value, currency or current_scope().program.currency, locale=str(current_locale())))


def day(value: date | None) -> str:
    """Return a day as the reader writes it; nothing for none."""
    return "" if value is None else str(format_date(value, "medium", locale=str(current_locale())))
