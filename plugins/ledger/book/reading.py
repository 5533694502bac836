"""What stands on an account: now with one row, for any day and as known at any moment from its entries."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import behind, db
from plugins.ledger.book import limits
from plugins.ledger.book.accounts import COLUMNS
from plugins.ledger.book.kinds import kinds
from plugins.ledger.book.legs import AccountRef
from plugins.ledger.models import Account, Entry, Journal
from plugins.ledger.tasks import READ

NOTHING = Decimal(0)
MANY = 10_000


@dataclass(frozen=True)
class Balance:
    """What an account has: `balance`, of that `held`, and `available` with the limit that holds today."""

    balance: Decimal
    held: Decimal
    limit: Decimal
    currency: str

    @property
    def available(self) -> Decimal:
        return self.balance - self.held + self.limit


@dataclass(frozen=True)
class Line:
    """A line of a statement: `change` and `after` seen from the normal side of the account."""

    journal_id: uuid.UUID
    kind: str
    effective_on: date
    recorded_at: datetime
    change: Decimal
    after: Decimal
    memo: str | None
    entity: str | None
    record_id: uuid.UUID | None
    reversal: bool


@dataclass(frozen=True)
class Statement:
    """The lines of a period, oldest first, between what was there before and what was there after. `more`: not all lines are here."""

    opening: Decimal
    lines: Sequence[Line]
    closing: Decimal
    more: bool


def balance(account: AccountRef, *, as_of: date | None = None, known_at: datetime | None = None) -> Decimal:
    """Return the balance of an account: now, or at the end of the day `as_of`, by what was recorded up to `known_at`.

    0 for an account that was never posted to. Seen from its normal side: what a partner has is positive.
    """
    with behind(READ):
        row = db.session.execute(sa.select(*COLUMNS, Account.sign).where(Account.slot == account.slot)).one_or_none()
    if row is None:
        return NOTHING
    if as_of is None and known_at is None:
        return Decimal(row.balance)
    upto = [Entry.effective_on <= as_of] if as_of else []
    known = [Entry.recorded_at <= known_at] if known_at else []
    return row.sign * total(row.id, *upto, *known)


def standing(account: AccountRef) -> Balance:
    """Return balance, held and limit of an account; all zero for one that was never posted to, but for the limit."""
    return standings([account])[account]


def limit_of(account: AccountRef) -> Decimal:
    """Return how far below zero an account may fall today."""
    return limits.limits_of([_key(account)])[_key(account)] if _limited(account) else NOTHING


def standings(accounts: Collection[AccountRef]) -> dict[AccountRef, Balance]:
    """Return the standing of each of several accounts; one statement, and one more where limits may hold."""
    with behind(READ):
        found = db.session.execute(sa.select(*COLUMNS, Account.slot).where(Account.slot.in_([one.slot for one in accounts])))
        rows = {row.slot: row for row in found}
    lent = limits.limits_of([_key(one) for one in accounts if _limited(one)])
    return {one: _balance(one, rows.get(one.slot), lent.get(_key(one), NOTHING)) for one in accounts}


def _balance(account: AccountRef, row: Any, limit: Decimal) -> Balance:
    return Balance(row.balance, row.held, limit, account.currency) if row else Balance(NOTHING, NOTHING, limit, account.currency)


def _key(account: AccountRef) -> Any:
    return account.holder, account.kind, account.currency


def _limited(account: AccountRef) -> bool:
    return bool(account.holder) and not account.reference and _has_limit(account.kind)


def _has_limit(kind: str) -> bool:
    found = kinds().get(kind)
    return found is not None and found.overdraft == "limit"


def total(account_id: uuid.UUID, *where: Any) -> Decimal:
    """Return the sum of entries of an account, debits positive."""
    with behind(READ):
        found = db.session.scalar(sa.select(sa.func.sum(Entry.amount)).where(Entry.account_id == account_id, *where))
    return Decimal(found or 0)


def statement(account: Any, since: date | None, until: date | None, *, most: int = MANY) -> Statement:
    """Return what happened on an account that the actor was shown, `since` and `until` included: own lines only, never the other legs.

    At most `most` lines, the newest. An account is shown by `records.get`, which judges who may see it.
    """
    sign = account.sign
    columns = (
        Entry.amount, Entry.effective_on, Entry.recorded_at, Entry.memo.label("own"), Journal.id, Journal.kind, Journal.memo, Journal.entity,
        Journal.record_id, Journal.reverses_id,
    )  # fmt: skip
    inside = [Entry.account_id == account.id]
    inside += [Entry.effective_on >= since] if since else []
    inside += [Entry.effective_on <= until] if until else []
    newest = sa.select(*columns).join(Journal, Journal.id == Entry.journal_id).where(*inside)
    with behind(READ):
        rows = db.session.execute(newest.order_by(Entry.effective_on.desc(), Entry.seq.desc()).limit(most + 1)).all()
    closing = sign * (total(account.id, Entry.effective_on <= until) if until else total(account.id))
    return _told(rows[:most], closing, sign, len(rows) > most)


def _told(rows: Sequence[Any], closing: Decimal, sign: int, more: bool) -> Statement:
    """Reckon back from the closing balance, newest line first."""
    after, lines = closing, []
    for row in rows:
        change = sign * row.amount
        lines.append(
            Line(
                row.id, row.kind, row.effective_on, row.recorded_at, change, after, row.own or row.memo, row.entity, row.record_id,
                row.reverses_id is not None,
            )
        )  # fmt: skip
        after -= change
    return Statement(after, lines[::-1], closing, more)
