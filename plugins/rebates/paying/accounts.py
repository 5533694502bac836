"""The accounts and postings of rebates."""

import uuid

from hansa import N_
from plugins.ledger.api import CASH, AccountKind, AccountRef, PostingKind, account
from plugins.orders.api import REBATE_BALANCE
from plugins.rebates.engine.people import person_of

EXPENSE, ACCRUED, OWED = "rebates.expense", "rebates.accrued", "rebates.owed"
OWED_TO_PEOPLE = "rebates.owed_to_people"
EXPECTED, FORECAST, WORST = "rebates.expected", "rebates.forecast", "rebates.worst"
CREDITED, GOODS, COOP, OUTSIDE = (f"rebates.{name}" for name in ("credited", "goods", "coop", "outside"))

KINDS = [
    AccountKind(key=EXPENSE, label=N_("Rebates granted"), owner="program", side="debit", overdraft="free"),
    AccountKind(key=ACCRUED, label=N_("Rebates accrued"), owner="partner", side="credit", overdraft="free", shown=False),
    AccountKind(key=EXPECTED, label=N_("Rebates expected"), owner="program", side="debit", overdraft="free"),
    AccountKind(key=FORECAST, label=N_("Rebates by forecast"), owner="partner", side="credit", overdraft="free", shown=False),
    AccountKind(key=WORST, label=N_("Rebates in the worst case"), owner="partner", side="credit", overdraft="free", shown=False),
    AccountKind(
        key=OWED, label=N_("Rebates on their way"), owner="partner", side="credit", correctable=True,
        help=N_("Rebates you were granted that are not paid yet."),
    ),
    AccountKind(
        key=OWED_TO_PEOPLE, label=N_("Rewards of people on their way"), owner="pool", side="credit", correctable=True, shown=False,
        help=N_("Rewards people of partners were granted that are not paid yet; one account for each of them."),
    ),
    AccountKind(key=CREDITED, label=N_("Rebates paid by credit note"), owner="program", side="credit", overdraft="free"),
    AccountKind(key=GOODS, label=N_("Rebates paid in goods"), owner="program", side="credit", overdraft="free"),
    AccountKind(key=COOP, label=N_("Rebates paid into marketing funds"), owner="program", side="credit", overdraft="free"),
    AccountKind(key=OUTSIDE, label=N_("Rebates paid by another system"), owner="program", side="credit", overdraft="free"),
]  # fmt: skip


def owed(partner: uuid.UUID, currency: str, receiver: str = "") -> AccountRef:
    """Return the account of what is owed: to a partner, or to one of its people, whose rewards are no part of the partner's account."""
    person = person_of(receiver)
    return account(OWED, partner, currency) if person is None else account(OWED_TO_PEOPLE, currency=currency, reference=receiver)


TARGETS = {"credit_note": CREDITED, "bank": CASH, "goods": GOODS, "coop": COOP, "webhook": OUTSIDE, "balance": REBATE_BALANCE}
"""Where a payout goes, by form; the balance for orders is the partner's own account."""

ACCRUAL, ESTIMATE, GRANTED, WRITTEN_OFF, PAID, DECLINED = (
    f"rebates.{name}" for name in ("accrual", "estimate", "granted", "written_off", "paid", "declined")
)
POSTINGS = [
    PostingKind(ACCRUAL, N_("Rebate accrued")),
    PostingKind(ESTIMATE, N_("Rebate expected")),
    PostingKind(GRANTED, N_("Rebate granted")),
    PostingKind(WRITTEN_OFF, N_("Rest of an accrual written off")),
    PostingKind(PAID, N_("Rebate paid")),
    PostingKind(DECLINED, N_("Rebate declined")),
]
