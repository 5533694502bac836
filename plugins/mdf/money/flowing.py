"""Money that comes into a fund and leaves it again: set aside, allocated, released, paid to partners."""

import uuid
from decimal import Decimal
from functools import partial
from typing import Any

import sqlalchemy as sa

from hansa import behind, db
from plugins.ledger.api import DEPOSIT, AccountRef, Conversion, Leg, Money, Posted, account, convert, credit, debit, post, standing
from plugins.mdf.models import Budget
from plugins.mdf.money import accounts, exchange, layers
from plugins.mdf.tasks import SPEND


def set_aside(budget: Any, amount: Decimal, key: str) -> None:
    """Fill a budget out of the one above it, or out of the vendor's money in its currency.

    Raises Conflict when the one above has less, Unprocessable (code `no-rate`) when it is in a currency without a rate today.
    """
    legs, rates = _taken(budget, amount, accounts.budget(budget))
    note = " · ".join(filter(None, (budget.title, rates)))
    post(accounts.SET_ASIDE, legs, key=f"mdf:{key}:{budget.id}", record=("mdf.budget", budget.id), note=note)


def give_back(budget: Any) -> Decimal:
    """Return what a budget has left to where it came from; how much it was."""
    left = standing(accounts.budget(budget)).balance
    if left > 0:
        legs = [debit(accounts.budget(budget), left), *_home(budget, left)]
        post(accounts.RELEASED, legs, key=f"mdf:closed:{budget.id}", record=("mdf.budget", budget.id), note=budget.title)
    return left


def allocate(layer: Any, amount: Decimal, key: str) -> None:
    """Put money into a layer out of its budget, or out of the vendor's money. Raises as `set_aside` does."""
    kind = accounts.ACCRUED if layer.origin == "accrued" else accounts.ALLOCATED
    legs, rates = _taken(layer, amount, accounts.fund(layer))
    post(kind, legs, key=f"mdf:{key}:{layer.id}", record=("mdf.allocation", layer.id), memo=layer.title, note=rates)


def release(layer: Any, key: str, most: Decimal | None = None) -> Decimal:
    """Return what a layer has available to its budget, at most so much; how much it was."""
    with behind(SPEND):
        layers.locked([layer.id])
        left = layers.free(layer)
    left = left if most is None else min(left, most)
    if left > 0:
        legs = [debit(accounts.fund(layer), left), *_home(layer, left)]
        post(accounts.RELEASED, legs, key=f"mdf:{key}:{layer.id}", record=("mdf.allocation", layer.id), memo=layer.title)
    return left


def price(budget: Any, amount: Money) -> Conversion:
    """Return what an amount costs a budget today, in its currency. Raises Unprocessable (code `no-rate`)."""
    return convert(amount, budget.currency)


def _taken(record: Any, amount: Decimal, to: AccountRef) -> tuple[list[Leg], str]:
    """Return the legs that take an amount out of the budget above a budget or a layer, at the rate of the day, and that rate in words."""
    above = _above(record)
    if above is None:
        return [debit(accounts.source(record.currency), amount), credit(to, amount)], ""
    cost = price(above, Money(amount, record.currency))
    giving = debit(accounts.budget(above), cost.money.amount)
    return exchange.across(giving, credit(to, amount), partial(accounts.exchanged, record)), exchange.told(cost.rates)


def _home(record: Any, amount: Decimal) -> list[Leg]:
    """Return the legs that bring money back to the budget it came from, or on to the one above when that is closed: as much as it took."""
    above = _above(record)
    legs, back = exchange.home(record, above.currency if above is not None else record.currency, amount)
    if above is not None and above.state == "closed" and back > 0:
        return [*legs, *_home(above, back)]
    to = accounts.budget(above) if above is not None else accounts.source(record.currency)
    return [*legs, credit(to, back)] if back > 0 else legs


def _above(record: Any) -> Budget | None:
    """Return the budget the money of a budget or a layer comes from; None for the vendor's own."""
    above: uuid.UUID | None = record.parent_id if isinstance(record, Budget) else record.budget_id
    with behind(SPEND):
        return db.session.scalars(sa.select(Budget).where(Budget.id == above)).one_or_none() if above else None


def pay(claim: Any, form: str, reference: str) -> Posted:
    """Settle a granted claim: what is owed becomes balance for orders, or leaves the book by transfer, credit note or goods."""
    to = account(DEPOSIT, claim.partner_id) if form == "balance" else account(accounts.SETTLED)
    legs = [debit(accounts.payable(claim.partner_id), claim.granted), credit(to, claim.granted)]
    return post(accounts.PAID, legs, key=f"mdf:paid:{claim.id}", record=("mdf.claim", claim.id), memo=f"{claim.title} · {reference}")
