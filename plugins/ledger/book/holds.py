"""Holds: an amount is kept free on an account, then paid out or let go. Whoever holds is sure of it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

import sqlalchemy as sa
from uuid_utils.compat import uuid7

from hansa import N_, Conflict, NotFound, _, behind, clock, current_scope, db, put, unit
from plugins.ledger.book import accounts, guard
from plugins.ledger.book.accounts import ref_of
from plugins.ledger.book.legs import AccountRef, Asked, Leg, digest_of, must_have_key, positive
from plugins.ledger.book.posting import OTHER, Posted, by_key, pay_out
from plugins.ledger.models import Account, Hold
from plugins.ledger.tasks import POST

_HOLDS = sa.select(
    *(Hold.id, Hold.digest, Hold.state, Hold.amount, Hold.left, Hold.taken, Hold.expires_at, Hold.entity, Hold.record_id, Hold.memo),
    *(Account.kind, Account.holder_id, Account.currency, Account.reference),
).join(Account, Account.id == Hold.account_id)
BY_KEY = _HOLDS.where(Hold.key == sa.bindparam("key", type_=sa.String()))
BY_ID = _HOLDS.where(Hold.id == sa.bindparam("hold", type_=sa.Uuid()))
"""A hold changes under the lock of its account only, so reading it needs none of its own."""
OVER = N_("This amount is no longer held: it was paid out, released, or its time is over.")
MORE = N_("More than is held cannot be paid out.")
BATCH = 500
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Held:
    """A hold as it stands. `left` is what it still keeps free."""

    id: uuid.UUID
    account: AccountRef
    amount: Decimal
    left: Decimal
    taken: Decimal
    state: str
    expires_at: datetime | None


def hold(
    account: AccountRef, amount: Decimal | int, *, key: str, expires: datetime | None = None, record: tuple[str, uuid.UUID] | None = None,
    memo: str = "",
) -> Held:  # fmt: skip
    """Keep an amount free on an account, in the running unit; the same request under the same key returns the same hold.

    `expires`: the moment from which it counts no more. `memo` is read by the partner whose account it is.
    Raises Unprocessable (amount, key), Conflict: `insufficient-balance`, `ledger-key`, `no-account-kind`.
    """
    must_have_key(key)
    value = positive(amount)
    digest = digest_of([account.slot, str(value), record])
    return unit(lambda: _hold(account, value, key, digest, expires, record, memo))


def commit(
    hold_id: uuid.UUID, amount: Decimal | int, legs: Sequence[Leg], *, kind: str, key: str, effective: date | None = None,
    rest: Literal["keep", "release"] = "keep", memo: str = "", note: str = "", record: tuple[str, uuid.UUID] | None = None,
) -> Posted:  # fmt: skip
    """Pay a held amount out: post `legs`, and the opposite of them on the account of the hold.

    A part may be committed; `rest` says whether what is left stays held. Legs in other currencies balance among themselves.
    Raises NotFound, Unprocessable (legs that are not the amount), Conflict: `hold-over`, and what `post` raises.
    """
    value = positive(amount)
    return unit(lambda: _commit(hold_id, value, legs, kind, key, effective, rest, memo, note, record))


def release(hold_id: uuid.UUID) -> None:
    """Let go of what a hold still keeps. A second time changes nothing. Raises NotFound."""
    unit(lambda: _end(hold_id, "released"))


def expire_due() -> int:
    """Let go of holds whose time is over and return how many."""
    with behind(POST):
        due = (Hold.state == "open", Hold.expires_at <= clock.now())
        ids = db.session.scalars(sa.select(Hold.id).where(*due).order_by(Hold.expires_at).limit(BATCH)).all()
        for hold_id in ids:
            _end(hold_id, "expired")
    return len(ids)


def held(hold_id: uuid.UUID) -> Held:
    """Return a hold; raises NotFound."""
    with behind(POST):
        return _told(_read(hold_id))


def _hold(
    account: AccountRef, value: Decimal, key: str, digest: str, expires: datetime | None, record: tuple[str, uuid.UUID] | None, memo: str
) -> Held:
    with behind(POST):
        kept = accounts.locked([account])[account]
        found = db.session.execute(BY_KEY, {"key": key}).one_or_none()
        if found is not None:
            if found.digest != digest:
                raise Conflict(_(OTHER), code="ledger-key")
            return _told(found)
        if kept.kind.overdraft != "free":
            left = kept.balance - kept.held + guard.limits_of([kept])[account]
            if left < value:
                raise guard.short(kept, left)
        kept.held += value
        entity, record_id = record or (None, None)
        made = uuid7()
        row = {
            "id": made, "partner_id": kept.partner_id, "account_id": kept.id, "key": key, "digest": digest, "currency": account.currency,
            "amount": value, "left": value, "expires_at": expires, "entity": entity, "record_id": record_id, "memo": memo,
            "created_by": current_scope().actor.user_id,
        }  # fmt: skip
        put(Hold, [row])
        accounts.store([kept], {})
        return Held(made, account, value, value, NOTHING, "open", expires)


def _commit(
    hold_id: uuid.UUID, value: Decimal, legs: Sequence[Leg], kind: str, key: str, effective: date | None, rest: str, memo: str, note: str,
    record: tuple[str, uuid.UUID] | None,
) -> Posted:  # fmt: skip
    with behind(POST):
        row = _read(hold_id)
        account = ref_of(row)
        touched = accounts.locked({account, *(leg.account for leg in legs)})
        own = Leg(account, -touched[account].kind.sign * value)
        about = record or ((row.entity, row.record_id) if row.entity else None)
        asked = Asked(kind, (own, *legs), key, effective, about, memo or row.memo, note, hold=hold_id)
        if found := by_key(asked):
            return found
        row = _read(hold_id)
        if row.state != "open" or (row.expires_at is not None and row.expires_at <= clock.now()):
            raise Conflict(_(OVER), code="hold-over")
        if value > row.left:
            raise Conflict(_(MORE), code="hold-over")
        left = row.left - value
        posted = pay_out(asked, touched, {account: value if rest == "keep" else row.left})
        state = "open" if left and rest == "keep" else "committed"
        _change(hold_id, state, left if state == "open" else NOTHING, row.taken + value)
        return posted


def _end(hold_id: uuid.UUID, state: str) -> None:
    with behind(POST):
        kept = next(iter(accounts.locked([ref_of(_read(hold_id))]).values()))
        row = _read(hold_id)
        if row.state != "open":
            return
        kept.held -= row.left
        accounts.store([kept], {})
        _change(hold_id, state, NOTHING, row.taken)


def _change(hold_id: uuid.UUID, state: str, left: Decimal, taken: Decimal) -> None:
    statement = sa.update(Hold).where(Hold.id == hold_id).values(state=state, left=left, taken=taken)
    db.session.execute(statement, execution_options={"synchronize_session": False})


def _read(hold_id: uuid.UUID) -> Any:
    row = db.session.execute(BY_ID, {"hold": hold_id}).one_or_none()
    if row is None:
        raise NotFound()
    return row


def _told(row: Any) -> Held:
    return Held(row.id, ref_of(row), row.amount, row.left, row.taken, row.state, row.expires_at)
