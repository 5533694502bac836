"""Amounts converted by the program's rate policy: exactly, with a rate that was found, or not at all."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from babel.numbers import get_currency_precision

from hansa import Unprocessable, _, behind, current_scope, db
from plugins.ledger.book.accounts import known_currency
from plugins.ledger.book.limits import today
from plugins.ledger.exchange.amounts import Money, rounded
from plugins.ledger.models import Rate
from plugins.ledger.settings import settings
from plugins.ledger.tasks import READ

Pair = tuple[str, str]


@dataclass(frozen=True)
class UsedRate:
    """A rate a conversion went by: one `base` is `rate` of `quote` since a day; `inverse`: it was read the other way round."""

    id: uuid.UUID
    base: str
    quote: str
    rate: str
    since: date
    inverse: bool

    @property
    def factor(self) -> Fraction:
        return 1 / Fraction(self.rate) if self.inverse else Fraction(self.rate)


@dataclass(frozen=True)
class Conversion:
    """What an amount is in another currency: `money` rounded as declared, `exact` before that, and the rates it went by."""

    money: Money
    exact: Fraction
    on: date
    rates: tuple[UsedRate, ...]


def convert(money: Money, to: str, on: date | None = None, *, kind: str | None = None) -> Conversion:
    """Convert an amount on a business day, today unless said, by the rate policy of the program; `kind` names other rates than it does.

    The day, the path (direct, inverse, by the program's currency), the oldest rate and the rounding are settings. Raises Unprocessable:
    `no-rate` where none of the declared ways has a rate, `currency` for what is no currency.
    """
    day, policy = on or today(), settings()
    for code in (money.currency, to):
        known_currency(code)
    if money.currency == to:
        return Conversion(money, Fraction(money.amount), day, ())
    way = _way(money.currency, to, day, policy, kind or policy["rate_kind"])
    exact = Fraction(money.amount)
    for rate in way:
        exact *= rate.factor
    places = get_currency_precision(to) if policy["rate_places"] is None else policy["rate_places"]
    return Conversion(Money(rounded(exact, places, policy["rate_rounding"]), to), exact, day, way)


def _way(base: str, quote: str, day: date, policy: Mapping[str, Any], kind: str) -> tuple[UsedRate, ...]:
    """Return the rates that lead from one currency to another: one, or two by the program's currency."""
    pivot = current_scope().program.currency
    known = _known({base, quote, pivot}, _reckoned(day, policy["rate_day"]), policy["rate_age"], kind)
    inverse = policy["rate_path"] != "direct"
    if found := _step(known, base, quote, inverse):
        return (found,)
    if policy["rate_path"] == "pivot" and pivot not in (base, quote):
        first, second = _step(known, base, pivot, True), _step(known, pivot, quote, True)
        if first and second:
            return first, second
    raise Unprocessable(
        _("There is no rate from %(base)s to %(quote)s for %(day)s.", base=base, quote=quote, day=day.isoformat()), code="no-rate"
    )


def _step(known: Mapping[Pair, Any], base: str, quote: str, inverse: bool) -> UsedRate | None:
    if row := known.get((base, quote)):
        return UsedRate(row.id, base, quote, row.rate, row.since, False)
    row = known.get((quote, base)) if inverse else None
    return UsedRate(row.id, quote, base, row.rate, row.since, True) if row else None


def _reckoned(day: date, rule: str) -> date:
    """Return the day whose rate counts: the day itself, the first of its month, or the last of the month before."""
    first = day.replace(day=1)
    return {"day": day, "month": first, "month_before": first - timedelta(days=1)}[rule]


def _known(codes: set[str], day: date, age: int | None, kind: str) -> dict[Pair, Any]:
    """Return the newest rate of each pair that is known on a day and not too old; one statement."""
    wanted = (Rate.kind == kind, Rate.base.in_(codes), Rate.quote.in_(codes), Rate.since <= day, Rate.archived_at.is_(None))
    recent = [Rate.since >= day - timedelta(days=age)] if age is not None else []
    newest = sa.func.row_number().over(partition_by=(Rate.base, Rate.quote), order_by=(Rate.since.desc(), Rate.id.desc())).label("newest")
    ranked = sa.select(Rate.id, Rate.base, Rate.quote, Rate.rate, Rate.since, newest).where(*wanted, *recent).subquery()
    with behind(READ):
        rows = db.session.execute(sa.select(ranked).where(ranked.c.newest == 1)).all()
    return {(row.base, row.quote): row for row in rows}
