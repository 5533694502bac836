"""The kinds of accounts: what plugins declare, and how it is found again."""

from dataclasses import dataclass
from typing import Literal

from hansa import N_, Conflict, _, records

Owner = Literal["partner", "program", "pool"]
Side = Literal["debit", "credit"]


@dataclass(frozen=True, kw_only=True)
class AccountKind:
    """A kind of account; `key` is `<plugin>.<name>`.

    `owner`: one for each partner, for the program, or for each pool (a budget or campaign, named by the reference).
    `side`: the side that makes its balance grow; what the vendor owes a partner grows with credits. `overdraft`: how far the
    balance may fall below zero: `never`, to the partner's `limit` (a dated row), or `free`. `correctable`: reversals and
    corrections may take it below zero all the same, as a clawback of what was spent does. `shown`: the partner reads its account;
    without it a partner's account is the vendor's own business. `help` tells its partner what it is. `named_by`: the entity whose record
    the reference is the id of; people are shown its title.
    """

    key: str
    label: str
    owner: Owner
    side: Side
    overdraft: Literal["never", "limit", "free"] = "never"
    correctable: bool = False
    shown: bool = True
    help: str = ""
    named_by: str = ""

    def __post_init__(self) -> None:
        if self.overdraft == "limit" and self.owner != "partner":
            raise ValueError(f"{self.key}: only accounts of partners have limits")

    @property
    def sign(self) -> int:
        """What a debit does to the balance."""
        return 1 if self.side == "debit" else -1


@dataclass(frozen=True)
class PostingKind:
    """What a posting of a kind (`<plugin>.<what>`) is called on statements. `by_hand`: nothing but the book follows from it, so that
    people may take it back on its page."""

    key: str
    label: str
    by_hand: bool = False


def kinds() -> dict[str, AccountKind]:
    """Return the kinds of the plugins that are on in the active program, by key."""
    return {kind.key: kind for found in records.hooks("register_account_kinds") for kind in found}


def kind_of(key: str) -> AccountKind:
    """Return a kind. Raises Conflict (code `no-account-kind`) when its plugin is off or it never was."""
    found = kinds().get(key)
    if found is None:
        raise Conflict(_("There is no kind of account “%(key)s” in this program.", key=key), code="no-account-kind")
    return found


def label_of(known: dict[str, AccountKind], key: str) -> str:
    """Return what people call a kind; its key where the plugin is off."""
    return _(known[key].label) if key in known else key


def by_hand() -> frozenset[str]:
    """Return the kinds of postings people may take back."""
    return frozenset(kind.key for found in records.hooks("register_posting_kinds") for kind in found if kind.by_hand)


def posting_labels() -> dict[str, str]:
    """Return what postings are called, in the reader's language, by kind."""
    return {kind.key: _(kind.label) for found in records.hooks("register_posting_kinds") for kind in found}


PAID_IN, PAID_OUT, PURCHASE, ADJUSTED = (f"ledger.{name}" for name in ("paid_in", "paid_out", "purchase", "adjustment"))
POSTINGS = [
    PostingKind(PAID_IN, N_("Payment received"), by_hand=True),
    PostingKind(PAID_OUT, N_("Paid out"), by_hand=True),
    PostingKind(PURCHASE, N_("Purchase"), by_hand=True),
    PostingKind(ADJUSTED, N_("Adjustment")),
]
"""What the ledger itself posts."""

DEPOSIT, CREDIT, CASH, SALES, EXCHANGE, ADJUSTMENTS = (
    f"ledger.{name}" for name in ("deposit", "credit", "cash", "sales", "exchange", "adjustments")
)

OWN = [
    AccountKind(
        key=DEPOSIT, label=N_("Deposit"), owner="partner", side="credit",
        help=N_("Money you paid in advance. It can be spent on orders."),
    ),
    AccountKind(
        key=CREDIT, label=N_("Credit line"), owner="partner", side="credit", overdraft="limit", correctable=True,
        help=N_("What you ordered and still have to pay stands below zero, down to your limit."),
    ),
    AccountKind(key=CASH, label=N_("Money received"), owner="program", side="debit", overdraft="free"),
    AccountKind(key=SALES, label=N_("Sales settled"), owner="program", side="credit", overdraft="free"),
    AccountKind(key=EXCHANGE, label=N_("Currency exchange"), owner="program", side="debit", overdraft="free"),
    AccountKind(key=ADJUSTMENTS, label=N_("Adjustments by hand"), owner="program", side="debit", overdraft="free"),
]  # fmt: skip
"""What the ledger brings along; orders, rebates and funds add theirs."""
