"""Money that comes into a fund and leaves it again: set aside, allocated, released, paid to partners."""

import uuid
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import behind, db
from plugins.ledger.api import DEPOSIT, AccountRef, Posted, account, credit, debit, post, standing
from plugins.mdf.models import Budget
from plugins.mdf.money import accounts, layers
from plugins.mdf.tasks import SPEND


def set_aside(budget: Any, amount: Decimal, key: str) -> None:
    """Fill a budget out of the one above it, or out of the vendor's money. Raises Conflict when the one above has less."""
    legs = [debit(accounts.budget(budget.parent_id), amount), credit(accounts.budget(budget.id), amount)]
    post(accounts.SET_ASIDE, legs, key=f"mdf:{key}:{budget.id}", record=("mdf.budget", budget.id), note=budget.title)


def give_back(budget: Any) -> Decimal:
    """Return what a budget has left to where it came from; how much it was."""
    left = standing(accounts.budget(budget.id)).balance
    if left > 0:
        legs = [debit(accounts.budget(budget.id), left), credit(_home(budget.parent_id), left)]
        post(accounts.RELEASED, legs, key=f"mdf:closed:{budget.id}", record=("mdf.budget", budget.id), note=budget.title)
    return left


def allocate(layer: Any, amount: Decimal, key: str) -> None:
    """Put money into a layer out of its budget. Raises Conflict when the budget has less."""
    kind = accounts.ACCRUED if layer.origin == "accrued" else accounts.ALLOCATED
    legs = [debit(accounts.budget(layer.budget_id), amount), credit(accounts.fund(layer), amount)]
    post(kind, legs, key=f"mdf:{key}:{layer.id}", record=("mdf.allocation", layer.id), memo=layer.title)


def release(layer: Any, key: str, most: Decimal | None = None) -> Decimal:
    """Return what a layer has available to its budget, at most so much; how much it was."""
    with behind(SPEND):
        layers.locked([layer.id])
        left = layers.free(layer)
    left = left if most is None else min(left, most)
    if left > 0:
        legs = [debit(accounts.fund(layer), left), credit(_home(layer.budget_id), left)]
        post(accounts.RELEASED, legs, key=f"mdf:{key}:{layer.id}", record=("mdf.allocation", layer.id), memo=layer.title)
    return left


def _home(budget_id: uuid.UUID | None) -> AccountRef:
    """Return where money goes back to: the budget it came from, or the one above when that is closed."""
    with behind(SPEND):
        found = db.session.scalars(sa.select(Budget).where(Budget.id == budget_id)).one_or_none() if budget_id else None
    return accounts.budget(budget_id) if found is None or found.state != "closed" else _home(found.parent_id)


def pay(claim: Any, form: str, reference: str) -> Posted:
    """Settle a granted claim: what is owed becomes balance for orders, or leaves the book by transfer, credit note or goods."""
    to = account(DEPOSIT, claim.partner_id) if form == "balance" else account(accounts.SETTLED)
    legs = [debit(accounts.payable(claim.partner_id), claim.granted), credit(to, claim.granted)]
    return post(accounts.PAID, legs, key=f"mdf:paid:{claim.id}", record=("mdf.claim", claim.id), memo=f"{claim.title} · {reference}")
