"""What other plugins may use of the ledger. All of it joins the running unit and never commits."""

from plugins.ledger.book.accounts import account
from plugins.ledger.book.holds import Held, Payout, Wanted, commit, commit_many, held, hold, hold_many, release
from plugins.ledger.book.kinds import (
    ADJUSTMENTS,
    CASH,
    CREDIT,
    DEPOSIT,
    EXCHANGE,
    PAID_IN,
    PAID_OUT,
    PURCHASE,
    SALES,
    AccountKind,
    PostingKind,
)
from plugins.ledger.book.legs import AccountRef, Leg, credit, debit
from plugins.ledger.book.periods import closed_through
from plugins.ledger.book.posting import Posted, post
from plugins.ledger.book.reading import Balance, Line, Statement, balance, limit_of, standing, standings, statement
from plugins.ledger.book.reversing import reverse
from plugins.ledger.exchange.amounts import Money, rounded
from plugins.ledger.exchange.conversion import Conversion, UsedRate, convert

__all__ = [
    "ADJUSTMENTS",
    "CASH",
    "CREDIT",
    "DEPOSIT",
    "EXCHANGE",
    "PAID_IN",
    "PAID_OUT",
    "PURCHASE",
    "SALES",
    "AccountKind",
    "AccountRef",
    "Balance",
    "Conversion",
    "Held",
    "Leg",
    "Line",
    "Money",
    "Payout",
    "Posted",
    "PostingKind",
    "Statement",
    "UsedRate",
    "Wanted",
    "account",
    "balance",
    "closed_through",
    "commit",
    "commit_many",
    "convert",
    "credit",
    "debit",
    "held",
    "hold",
    "hold_many",
    "limit_of",
    "post",
    "release",
    "reverse",
    "rounded",
    "standing",
    "standings",
    "statement",
]  # fmt: skip
