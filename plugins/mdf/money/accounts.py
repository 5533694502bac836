"""The accounts of funds in the ledger, and what their postings are called."""

import uuid
from typing import Any

from hansa import N_
from plugins.ledger.api import EXCHANGE, AccountKind, AccountRef, PostingKind, account
from plugins.mdf.models import Budget

SOURCE, BUDGET, FUND, PAYABLE, SETTLED = (f"mdf.{name}" for name in ("source", "budget", "fund", "payable", "settled"))
BUDGET_EXCHANGE, FUND_EXCHANGE = "mdf.budget_exchange", "mdf.fund_exchange"
SET_ASIDE, ALLOCATED, ACCRUED, RELEASED, CLAIMED, PAID = (
    f"mdf.{name}" for name in ("set_aside", "allocated", "accrued", "released", "claimed", "paid")
)

KINDS = [
    AccountKind(key=SOURCE, label=N_("Marketing money of the vendor"), owner="program", side="debit", overdraft="free"),
    AccountKind(key=BUDGET, label=N_("Budget, not allocated"), owner="pool", side="credit", named_by="mdf.budget"),
    AccountKind(
        key=FUND, label=N_("Marketing fund"), owner="partner", side="credit", named_by="mdf.allocation",
        help=N_("Money for your marketing. It is paid when you claim."),
    ),
    AccountKind(
        key=PAYABLE, label=N_("Granted claims"), owner="partner", side="credit", correctable=True,
        help=N_("What was granted on your claims and is not paid yet."),
    ),
    *(
        AccountKind(key=key, label=label, owner="pool", side="debit", overdraft="free", named_by=record)
        for key, label, record in (
            (BUDGET_EXCHANGE, N_("Exchanged for a budget"), "mdf.budget"), (FUND_EXCHANGE, N_("Exchanged for an allocation"), "mdf.allocation"),
        )
    ),
    AccountKind(key=SETTLED, label=N_("Claims settled by transfer, credit note or goods"), owner="program", side="credit", overdraft="free"),
]  # fmt: skip
POSTINGS = [
    PostingKind(SET_ASIDE, N_("Budget")), PostingKind(ALLOCATED, N_("Allocated")), PostingKind(ACCRUED, N_("Accrued")),
    PostingKind(RELEASED, N_("Released")), PostingKind(CLAIMED, N_("Claim granted")), PostingKind(PAID, N_("Claim paid")),
]  # fmt: skip


def source(currency: str) -> AccountRef:
    """Return the vendor's own money in a currency."""
    return account(SOURCE, currency=currency)


def budget(found: Any) -> AccountRef:
    """Return the account of a budget."""
    return account(BUDGET, currency=found.currency, reference=str(found.id))


def fund(layer: Any) -> AccountRef:
    """Return the account of a layer."""
    return account(FUND, layer.partner_id, layer.currency, str(layer.id))


def exchanged(record: Any, currency: str) -> AccountRef:
    """Return where it stands what a budget or a layer cost in the currency it was taken out of, and what came of it."""
    kind = BUDGET_EXCHANGE if isinstance(record, Budget) else FUND_EXCHANGE
    return account(kind, currency=currency, reference=str(record.id))


def exchange(currency: str) -> AccountRef:
    """Return where claims are balanced that are owed in one currency and paid for in another."""
    return account(EXCHANGE, currency=currency)


def payable(partner_id: uuid.UUID) -> AccountRef:
    return account(PAYABLE, partner_id)
