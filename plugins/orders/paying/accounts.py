"""The account and the postings orders add to the ledger."""

from hansa import N_
from plugins.ledger.api import AccountKind, PostingKind

REBATE = "orders.rebate"
"""The rebate balance of a partner: whoever grants rebates credits it, orders spend it."""
TAX = "orders.tax"
"""Tax the vendor charged and owes on."""
INVOICED, RETURNED = "orders.invoiced", "orders.returned"

KINDS = [
    AccountKind(
        key=REBATE, label=N_("Rebate balance"), owner="partner", side="credit", correctable=True,
        help=N_("Rebates you were granted. They pay a part of your orders."),
    ),
    AccountKind(key=TAX, label=N_("Tax charged"), owner="program", side="credit", overdraft="free", help=N_("Tax in what was invoiced, owed to the tax office.")),
]  # fmt: skip
POSTINGS = [PostingKind(INVOICED, N_("Invoice")), PostingKind(RETURNED, N_("Goods given back"))]
