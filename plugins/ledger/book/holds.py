"""Holds: an amount is kept free on an account, then paid out or let go. Whoever holds is sure of it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

import sqlalchemy as sa
from uuid_utils.compat import uuid7

from hansa import N_, Conflict, NotFound, _, behind, clock, current_scope, db, put, unit
from plugins.ledger.book import accounts, guard
from plugins.ledger.book.accounts import Locked, ref_of
from plugins.ledger.book.legs import AccountRef, Asked, Leg, digest_of, must_have_key, positive
from plugins.ledger.book.posting import OTHER, Posted, by_key, pay_out
from plugins.ledger.models import Account, Hold
from plugins.ledger.tasks import POST

_HOLDS = sa.select(
    *(
        Hold.id,
        Hold.key,
        Hold.digest,
        Hold.state,
        Hold.amount,
        Hold.left,
        Hold.taken,
        Hold.expires_at,
        Hold.entity,
        Hold.record_id,
        Hold.memo,
    ),
    *(Account.kind, Account.holder_id, Account.currency, Account.reference),
).join(Account, Account.id == Hold.account_id)
BY_KEY = _HOLDS.where(Hold.key.in_(sa.bindparam("keys", expanding=True)))
BY_ID = _HOLDS.where(Hold.id.in_(sa.bindparam("holds", expanding=True)))
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


@dataclass(frozen=True)
class Wanted:
    """An amount to be kept free on an account, under a key; `expires`: the moment from which it counts no more."""

    account: AccountRef
    amount: Decimal | int
    key: str
    expires: datetime | None = None


@dataclass(frozen=True)
class Payout:
    """A part of a hold to be paid out under a key: what stands against it on other accounts. `rest`: whether what is left stays held."""

    hold_id: uuid.UUID
    amount: Decimal | int
    legs: Sequence[Leg]
    key: str
    rest: Literal["keep", "release"] = "keep"


def hold(
    account: AccountRef, amount: Decimal | int, *, key: str, expires: datetime | None = None, record: tuple[str, uuid.UUID] | None = None,
    memo: str = "",
) -> Held:  # fmt: skip
    """Keep an amount free on an account, in the running unit; the same request under the same key returns the same hold.

    `expires`: the moment from which it counts no more. `memo` is read by the partner whose account it is.
    Raises Unprocessable (amount, key), Conflict: `insufficient-balance`, `ledger-key`, `no-account-kind`.
    """
    return hold_many([Wanted(account, amount, key, expires)], record=record, memo=memo)[0]


def hold_many(wanted: Sequence[Wanted], *, record: tuple[str, uuid.UUID] | None = None, memo: str = "") -> list[Held]:
    """Keep several amounts free, all or none; the batch form of `hold`, with as many statements as one takes. Raises ValueError for a key twice."""
    _once("key", [one.key for one in wanted])
    for one in wanted:
        must_have_key(one.key)
    asked = [replace(one, amount=positive(one.amount)) for one in wanted]
    return unit(lambda: _hold(asked, record, memo)) if asked else []


def commit(
    hold_id: uuid.UUID, amount: Decimal | int, legs: Sequence[Leg], *, kind: str, key: str, effective: date | None = None,
    rest: Literal["keep", "release"] = "keep", memo: str = "", note: str = "", record: tuple[str, uuid.UUID] | None = None,
) -> Posted:  # fmt: skip
    """Pay a held amount out: post `legs`, and the opposite of them on the account of the hold.

    A part may be committed; `rest` says whether what is left stays held. Legs in other currencies balance among themselves.
    Raises NotFound, Unprocessable (legs that are not the amount), Conflict: `hold-over`, and what `post` raises.
    """
    payout = Payout(hold_id, amount, legs, key, rest)
    return commit_many([payout], kind=kind, effective=effective, memo=memo, note=note, record=record)[0]


def commit_many(
    payouts: Sequence[Payout], *, kind: str, effective: date | None = None, memo: str = "", note: str = "",
    record: tuple[str, uuid.UUID] | None = None,
) -> list[Posted]:  # fmt: skip
    """Pay several holds out, a journal for each, all or none; the batch form of `commit`. Raises ValueError for a hold or a key twice."""
    _once("hold", [one.hold_id for one in payouts])
    _once("key", [one.key for one in payouts])
    given = [replace(one, amount=positive(one.amount)) for one in payouts]
    return unit(lambda: _commit(given, Asked(kind, (), "", effective, record, memo, note))) if given else []


def _once(what: str, given: Sequence[object]) -> None:
    if len(set(given)) < len(given):
        raise ValueError(f"a {what} stands in it twice")


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
        return _told(_one(hold_id))


def _hold(wanted: Sequence[Wanted], record: tuple[str, uuid.UUID] | None, memo: str) -> list[Held]:
    with behind(POST):
        touched = accounts.locked({one.account for one in wanted})
        there = {row.key: row for row in db.session.execute(BY_KEY, {"keys": [one.key for one in wanted]})}
        fresh = [(uuid7(), one, _digest(one, record)) for one in wanted if one.key not in there]
        if any(there[one.key].digest != _digest(one, record) for one in wanted if one.key in there):
            raise Conflict(_(OTHER), code="ledger-key")
        _keep_free(touched, [one for _id, one, _digest in fresh])
        if fresh:
            put(Hold, [_row(made, one, digest, touched[one.account], record, memo) for made, one, digest in fresh])
            accounts.store({one.account: touched[one.account] for _id, one, _digest in fresh}.values(), {})
        made = {
            one.key: Held(id_, one.account, Decimal(one.amount), Decimal(one.amount), NOTHING, "open", one.expires)
            for id_, one, _d in fresh
        }
        return [made.get(one.key) or _told(there[one.key]) for one in wanted]


def _digest(one: Wanted, record: tuple[str, uuid.UUID] | None) -> str:
    return digest_of([one.account.slot, str(one.amount), record])


def _keep_free(touched: Mapping[AccountRef, Locked], wanted: Sequence[Wanted]) -> None:
    """Count amounts as held. Raises Conflict (code `insufficient-balance`) when an account has less left."""
    bound = {one.account for one in wanted if touched[one.account].kind.overdraft != "free"}
    allowed = guard.limits_of([touched[ref] for ref in bound])
    for one in wanted:
        kept = touched[one.account]
        if one.account in bound and (left := kept.balance - kept.held + allowed[one.account]) < one.amount:
            raise guard.short(kept, left)
        kept.held += one.amount


def _row(made: uuid.UUID, one: Wanted, digest: str, kept: Locked, record: tuple[str, uuid.UUID] | None, memo: str) -> dict[str, Any]:
    entity, record_id = record or (None, None)
    return {
        "id": made, "partner_id": kept.partner_id, "account_id": kept.id, "key": one.key, "digest": digest, "currency": one.account.currency,
        "amount": one.amount, "left": one.amount, "expires_at": one.expires, "entity": entity, "record_id": record_id, "memo": memo,
        "created_by": current_scope().actor.user_id,
    }  # fmt: skip


def _commit(payouts: Sequence[Payout], common: Asked) -> list[Posted]:
    with behind(POST):
        rows = _read([one.hold_id for one in payouts])
        touched = accounts.locked({*map(ref_of, rows.values()), *(leg.account for one in payouts for leg in one.legs)})
        asked = [(one, _asked(one, rows[one.hold_id], touched, common)) for one in payouts]
        there = by_key([each for _one, each in asked])
        fresh = [(one, each) for one, each in asked if one.key not in there]
        rows = _read([one.hold_id for one, _each in fresh])
        for one, _each in fresh:
            _must_hold(rows[one.hold_id], Decimal(one.amount))
        freed = [{ref_of(row): one.amount if one.rest == "keep" else row.left} for one, _e in fresh for row in (rows[one.hold_id],)]
        posted = pay_out([(each, given) for (_one, each), given in zip(fresh, freed, strict=True)], touched) if fresh else []
        for one, _each in fresh:
            row, left = rows[one.hold_id], rows[one.hold_id].left - one.amount
            state = "open" if left and one.rest == "keep" else "committed"
            _change(one.hold_id, state, left if state == "open" else NOTHING, row.taken + one.amount)
        made = there | {one.key: one for one in posted}
        return [made[one.key] for one in payouts]


def _asked(one: Payout, row: Any, touched: Mapping[AccountRef, Locked], common: Asked) -> Asked:
    account = ref_of(row)
    own = Leg(account, -touched[account].kind.sign * Decimal(one.amount))
    about = common.record or ((row.entity, row.record_id) if row.entity else None)
    return replace(common, legs=(own, *one.legs), key=one.key, record=about, memo=common.memo or row.memo, hold=one.hold_id)


def _must_hold(row: Any, value: Decimal) -> None:
    """Raise Conflict (code `hold-over`) unless a hold keeps so much."""
    if row.state != "open" or (row.expires_at is not None and row.expires_at <= clock.now()):
        raise Conflict(_(OVER), code="hold-over")
    if value > row.left:
        raise Conflict(_(MORE), code="hold-over")


def _end(hold_id: uuid.UUID, state: str) -> None:
    with behind(POST):
        kept = next(iter(accounts.locked([ref_of(_one(hold_id))]).values()))
        row = _one(hold_id)
        if row.state != "open":
            return
        kept.held -= row.left
        accounts.store([kept], {})
        _change(hold_id, state, NOTHING, row.taken)


_CHANGED = (
    sa.update(Hold)
    .where(Hold.id == sa.bindparam("hold"))
    .values({name: sa.bindparam(f"new_{name}", type_=getattr(Hold, name).type) for name in ("state", "left", "taken")})
)


def _change(hold_id: uuid.UUID, state: str, left: Decimal, taken: Decimal) -> None:
    asked = {"hold": hold_id, "new_state": state, "new_left": left, "new_taken": taken}
    db.session.execute(_CHANGED, asked, execution_options={"synchronize_session": False})


def _one(hold_id: uuid.UUID) -> Any:
    return _read([hold_id])[hold_id]


def _read(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Any]:
    """Return holds by their id; one statement. Raises NotFound for one there is not."""
    found = {row.id: row for row in db.session.execute(BY_ID, {"holds": list(ids)})} if ids else {}
    if len(found) < len(set(ids)):
        raise NotFound()
    return found


def _told(row: Any) -> Held:
    return Held(row.id, ref_of(row), row.amount, row.left, row.taken, row.state, row.expires_at)
