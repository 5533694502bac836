"""Money between currencies: at the rate of the day on its way to partners, at the rate it came by on its way home."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from babel.numbers import get_currency_precision

from hansa import current_scope, db
from plugins.ledger.api import AccountRef, Leg, Money, UsedRate, convert, credit, debit, rounded, standings
from plugins.mdf.models import Budget
from plugins.mdf.money import accounts

NOTHING = Decimal(0)


def rate(currency: str) -> Fraction:
    """Return what one unit of a currency is worth in the program's today. Raises Unprocessable (code `no-rate`)."""
    return convert(Money(Decimal(1), currency), current_scope().program.currency).exact


def rates(currencies: Iterable[str]) -> dict[str, Fraction]:
    """Return today's rates to the program's currency. Raises Unprocessable (code `no-rate`)."""
    return {code: rate(code) for code in currencies}


def worth(amount: Decimal, currency: str, at: Fraction | None = None) -> Decimal:
    """Return what an amount is worth in the program's currency, today or at a rate, rounded down. Nothing is nothing at any rate.

    Raises Unprocessable (code `no-rate`).
    """
    own = current_scope().program.currency
    if currency == own or not amount:
        return amount
    return rounded(Fraction(amount) * (at or rate(currency)), get_currency_precision(own), "down")


def part(free: Decimal, currency: str, at: Fraction, wanted: Decimal) -> tuple[Decimal, Decimal]:
    """Return as much of what is wanted, in the program's currency, as `free` covers at a rate; and how much of `free` that takes.

    Rounded down: parts of what was kept at a rate never come to more than it.
    """
    if currency == current_scope().program.currency:
        return min(wanted, free), min(wanted, free)
    if Fraction(wanted) > Fraction(free) * at:
        return worth(free, currency, at), free
    places = get_currency_precision(currency)
    return wanted, min(free, max(rounded(Fraction(wanted) / at, places, "down"), Decimal(1).scaleb(-places)))


def portion(share: Any, currency: str, paid: Decimal) -> Decimal:
    """Return how much of a share is paid out for an amount in the program's currency, by the rate it was kept at; for all of its worth all of it."""
    if currency == current_scope().program.currency:
        return paid
    exact = Fraction(share.amount) * Fraction(paid) / Fraction(share.worth)
    return share.amount if paid == share.worth else min(share.amount, rounded(exact, get_currency_precision(currency), "down"))


def across(giving: Leg, taking: Leg, between: Callable[[str], AccountRef]) -> list[Leg]:
    """Return a debit and a credit; where they are in two currencies, with the legs on `between` that balance each."""
    here, there = giving.account.currency, taking.account.currency
    if here == there:
        return [giving, taking]
    return [giving, credit(between(here), giving.amount), debit(between(there), -taking.amount), taking]


def home(record: Any, currency: str, amount: Decimal) -> tuple[list[Leg], Decimal]:
    """Return what an amount of a budget or layer was in the currency it was taken out of, and the legs that bring it back there.

    Of what was exchanged the same part goes back as of what came of it, and in the end all of it, to the last digit: no rate is asked.
    """
    if currency == record.currency:
        return [], amount
    _alone(record)
    here, there = (accounts.exchanged(record, code) for code in (record.currency, currency))
    book = standings([here, there])
    had, cost = book[here].balance, -book[there].balance
    places = get_currency_precision(currency)
    back = cost if amount >= had else min(cost, rounded(Fraction(cost) * Fraction(amount) / Fraction(had), places, "half_up"))
    return [credit(here, amount), *([debit(there, back)] if back > 0 else [])], back


def _alone(record: Any) -> None:
    """Nobody else brings money of a budget home before the unit ends; who brings that of a layer has locked it."""
    if isinstance(record, Budget):
        db.session.execute(sa.select(Budget.id).where(Budget.id == record.id).with_for_update())


def told(rates: tuple[UsedRate, ...]) -> str:
    """Return the rates money was exchanged at, for the note of a posting."""
    return " · ".join(f"1 {one.base} = {one.rate} {one.quote} ({one.since.isoformat()})" for one in rates)
