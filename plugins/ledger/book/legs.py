"""Legs of a posting: which account, debit or credit, how much. Judged before anything is written; no database."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hansa import Unprocessable, _

MOST = Decimal(10) ** 13
"""Above every real amount, and far enough below the largest BIGINT that sums of many still fit."""
STEP = Decimal("0.0001")
LONGEST_KEY = 160


@dataclass(frozen=True)
class AccountRef:
    """Names an account, whether it was opened already or not; see `api.account`."""

    kind: str
    holder: uuid.UUID | None
    currency: str
    reference: str = ""

    @property
    def slot(self) -> str:
        return f"{self.kind}/{self.holder or ''}/{self.currency}/{self.reference}"


@dataclass(frozen=True)
class Leg:
    """One side of a posting; `amount` is positive for a debit. `memo` is read by the partner of this account alone."""

    account: AccountRef
    amount: Decimal
    memo: str | None = None


@dataclass(frozen=True)
class Asked:
    """A posting as it was asked for. `effective` None means the day it is posted."""

    kind: str
    legs: tuple[Leg, ...]
    key: str
    effective: date | None = None
    record: tuple[str, uuid.UUID] | None = None
    memo: str = ""
    note: str = ""
    correction: bool = False
    reverses: uuid.UUID | None = None
    hold: uuid.UUID | None = None

    @property
    def digest(self) -> str:
        """The same for the same request: its words, which depend on a language, left out."""
        legs = [[leg.account.slot, str(exact(leg.amount))] for leg in self.legs]
        said = [self.kind, legs, self.effective, self.record, self.reverses, self.hold]
        return digest_of(said)


def debit(account: AccountRef, amount: Decimal | int, memo: str | None = None) -> Leg:
    """Return a leg that debits a positive amount."""
    return Leg(account, positive(amount), memo)


def credit(account: AccountRef, amount: Decimal | int, memo: str | None = None) -> Leg:
    """Return a leg that credits a positive amount."""
    return Leg(account, -positive(amount), memo)


def positive(amount: Decimal | int) -> Decimal:
    """Return an amount above zero. Raises Unprocessable for others, and for more than four decimals."""
    value = exact(amount)
    if value <= 0:
        raise Unprocessable(_("Give an amount above zero."), code="not-positive")
    return value


def exact(amount: Decimal | int) -> Decimal:
    """Return an amount as the book keeps it: four decimals. Raises Unprocessable for floats and for what does not fit."""
    if not isinstance(amount, Decimal | int) or isinstance(amount, bool):
        raise Unprocessable(_("An amount is a whole number or an exact decimal."), code="not-exact")
    value = Decimal(amount)
    if not value.is_finite() or abs(value) > MOST or value != value.quantize(STEP):
        raise Unprocessable(_("An amount has at most four decimals and is below 10,000,000,000,000."), code="not-exact")
    return value.quantize(STEP)


def judge(asked: Asked) -> None:
    """Raise Unprocessable unless there is a key, at least two legs, none of zero, and each currency adds up to zero."""
    must_have_key(asked.key)
    if len(asked.legs) < 2 or any(not exact(leg.amount) for leg in asked.legs):
        raise Unprocessable(_("A posting has at least two legs, and none of zero."), code="no-legs")
    for currency, total in totals(asked.legs).items():
        if total:
            raise Unprocessable(
                _("The legs in %(currency)s do not add up to zero: %(total)s is left.", currency=currency, total=total), code="unbalanced"
            )


def totals(legs: Sequence[Leg]) -> dict[str, Decimal]:
    """Return the sum of the legs by currency."""
    found: dict[str, Decimal] = {}
    for leg in legs:
        found[leg.account.currency] = found.get(leg.account.currency, Decimal(0)) + leg.amount
    return found


def must_have_key(key: str) -> None:
    """Raise Unprocessable without an idempotency key that can be kept."""
    if not key or len(key) > LONGEST_KEY:
        raise Unprocessable(_("Money moves only under an idempotency key of at most 160 characters."), code="no-key")


def digest_of(said: object) -> str:
    """Return the SHA-256 of plain values."""
    return hashlib.sha256(json.dumps(said, default=str, separators=(",", ":")).encode()).hexdigest()
