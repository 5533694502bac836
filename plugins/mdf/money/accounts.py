"""The accounts of funds in the ledger, and what their postings are called."""

import uuid
from typing import Any

from hansa import N_
from plugins.ledger.api import AccountKind, AccountRef, PostingKind, account

SOURCE, BUDGET, FUND, PAYABLE, SETTLED = (f"mdf.{name}" for name in ("source", "budget", "fund", "payable", "settled"))
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
    AccountKind(key=SETTLED, label=N_("Claims settled by transfer, credit note or goods"), owner="program", side="credit", overdraft="free"),
]  # fmt: skip
POSTINGS = [
    PostingKind(SET_ASIDE, N_("Budget")), PostingKind(ALLOCATED, N_("Allocated")), PostingKind(ACCRUED, N_("Accrued")),
    PostingKind(RELEASED, N_("Released")), PostingKind(CLAIMED, N_("Claim granted")), PostingKind(PAID, N_("Claim paid")),
]  # fmt: skip


def source() -> AccountRef:
    return account(SOURCE)


def budget(budget_id: uuid.UUID | None) -> AccountRef:
    """Return the account of a budget; without one, the vendor's own money."""
    return account(BUDGET, reference=str(budget_id)) if budget_id else source()


def fund(layer: Any) -> AccountRef:
    """Return the account of a layer."""
    return account(FUND, layer.partner_id, reference=str(layer.id))


def payable(partner_id: uuid.UUID) -> AccountRef:
    return account(PAYABLE, partner_id)
