"""Accounts: named, opened on first use, and locked in one order, so that no two postings wait for each other."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa
from babel.numbers import list_currencies

from hansa import Unprocessable, _, current_scope, db, directory, put
from plugins.ledger.book.kinds import AccountKind, kind_of, kinds
from plugins.ledger.book.legs import AccountRef
from plugins.ledger.models import Account

COLUMNS = (
    Account.id, Account.slot, Account.kind, Account.partner_id, Account.holder_id, Account.currency, Account.reference, Account.balance,
    Account.held, Account.seq,
)  # fmt: skip
LOCK = sa.select(*COLUMNS).where(Account.slot.in_(sa.bindparam("slots", expanding=True))).order_by(Account.slot).with_for_update()


@dataclass
class Locked:
    """An account nobody else changes before this unit ends; its figures are carried along and stored at the end."""

    id: uuid.UUID
    ref: AccountRef
    kind: AccountKind
    partner_id: uuid.UUID | None
    balance: Decimal
    held: Decimal
    seq: int


def account(kind: str, partner: uuid.UUID | None = None, currency: str | None = None, reference: str = "") -> AccountRef:
    """Name an account; in the program's currency unless said. Nothing is opened before something is posted to it.

    Raises Conflict (no such kind) and Unprocessable: a partner or a reference that is missing or out of place, an unknown currency.
    """
    declared, code = kind_of(kind), currency or current_scope().program.currency
    known_currency(code)
    if (declared.owner == "partner") != (partner is not None):
        raise Unprocessable(_("Accounts of this kind are kept for a partner, or for none."), code="account-owner")
    if declared.owner == "pool" and not reference:
        raise Unprocessable(_("Name the pool of this account."), code="account-owner")
    if len(reference) > 80:
        raise Unprocessable(_("A reference has at most 80 characters."), code="account-owner")
    return AccountRef(kind, partner, code, reference)


def known_currency(code: str) -> None:
    """Raise Unprocessable (code `currency`) for what is no ISO 4217 code."""
    if code not in list_currencies():
        raise Unprocessable(_("“%(code)s” is not a currency.", code=code), code="currency")


def ref_of(row: Any) -> AccountRef:
    """Return the name of an account that was read."""
    return AccountRef(row.kind, row.holder_id, row.currency, row.reference)


def locked(refs: Iterable[AccountRef]) -> dict[AccountRef, Locked]:
    """Open the accounts that are new and lock all of them in the order of their slots; behind the wall."""
    wanted = {ref.slot: ref for ref in refs}
    rows = _rows(wanted)
    if len(rows) < len(wanted):
        _open([wanted[slot] for slot in sorted(set(wanted) - {row.slot for row in rows})])
        rows = _rows(wanted)
    declared = kinds()
    return {wanted[row.slot]: _locked(row, wanted[row.slot], declared) for row in rows}


def _rows(wanted: dict[str, AccountRef]) -> Sequence[Any]:
    return db.session.execute(LOCK, {"slots": sorted(wanted)}).all()


def _locked(row: Any, ref: AccountRef, declared: dict[str, AccountKind]) -> Locked:
    kind = declared.get(row.kind) or kind_of(row.kind)
    return Locked(row.id, ref, kind, row.partner_id, row.balance, row.held, row.seq)


def _open(refs: Sequence[AccountRef]) -> None:
    """Write new accounts; whoever opened one at the same moment was first, and its row is used."""
    _check_holders({ref.holder for ref in refs if ref.holder})
    put(Account, [_fresh(ref, kind_of(ref.kind)) for ref in refs], unless=("program_id", "slot"))


def _fresh(ref: AccountRef, kind: AccountKind) -> dict[str, Any]:
    return {
        "slot": ref.slot, "kind": ref.kind, "sign": kind.sign, "currency": ref.currency, "reference": ref.reference,
        "holder_id": ref.holder, "partner_id": ref.holder if kind.shown else None,
    }  # fmt: skip


def _check_holders(ids: set[uuid.UUID]) -> None:
    if ids - {company.id for company in directory.companies(ids)}:
        raise Unprocessable(_("This partner does not exist."), code="account-owner")


def store(accounts: Iterable[Locked], last: dict[uuid.UUID, uuid.UUID]) -> None:
    """Keep the figures of locked accounts with one statement; `last` has the id of the newest entry of each."""
    kept = list(accounts)
    values = {
        f"{name}_{i}": value
        for i, one in enumerate(kept)
        for name, value in (("id", one.id), ("balance", one.balance), ("held", one.held), ("seq", one.seq), ("last", last.get(one.id)))
    }
    db.session.execute(_kept(len(kept)), values, execution_options={"synchronize_session": False})


@cache
def _kept(count: int) -> Any:
    """Return the statement that keeps the figures of so many accounts; made once."""
    ids = [sa.bindparam(f"id_{i}", type_=sa.Uuid()) for i in range(count)]

    def of(name: str, column: Any) -> Any:
        return sa.case(*((Account.id == ids[i], sa.bindparam(f"{name}_{i}", type_=column.type)) for i in range(count)))

    figures = {column.key: of(column.key, column) for column in (Account.balance, Account.held, Account.seq)}
    newest = sa.func.coalesce(of("last", Account.last_entry_id), Account.last_entry_id)
    return sa.update(Account).where(Account.id.in_(ids)).values(**figures, last_entry_id=newest)
