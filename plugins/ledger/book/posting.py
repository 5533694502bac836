"""The one function that posts: all legs of a journal together, under one key, or nothing."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from uuid_utils.compat import uuid7

from hansa import N_, Conflict, _, behind, clock, current_scope, db, emit, put, unit
from plugins.ledger.book import accounts, periods
from plugins.ledger.book.accounts import Locked
from plugins.ledger.book.guard import must_suffice
from plugins.ledger.book.legs import AccountRef, Asked, Leg, exact, judge, totals
from plugins.ledger.book.limits import today
from plugins.ledger.events import JournalPosted
from plugins.ledger.models import Entry, Journal
from plugins.ledger.tasks import POST

BY_KEY = sa.select(Journal.id, Journal.key, Journal.digest, Journal.kind, Journal.effective_on, Journal.recorded_at).where(
    Journal.key.in_(sa.bindparam("keys", expanding=True))
)
OTHER = N_("This idempotency key was used for another posting.")


@dataclass(frozen=True)
class Posted:
    """A journal that is in the book. `fresh`: posted just now, not found under its key."""

    id: uuid.UUID
    key: str
    kind: str
    effective_on: date
    recorded_at: datetime
    fresh: bool


def post(
    kind: str, legs: Sequence[Leg], *, key: str, effective: date | None = None, record: tuple[str, uuid.UUID] | None = None, memo: str = "",
    note: str = "", correction: bool = False,
) -> Posted:  # fmt: skip
    """Post legs that add up to zero in each currency, in the running unit; open the accounts that are new.

    `kind` says what happened, as `<plugin>.<what>`. `key`: posted once under it; the same again returns the same journal.
    `effective`: the business day it counts for, today unless said. `record`: entity and id of what it is posted for. `memo` is read by
    the partners whose accounts it touches, `note` by staff only. `correction`: accounts of correctable kinds may fall below zero.
    Raises Unprocessable (legs, amounts, key), Conflict: `ledger-key` (the key was used for something else), `insufficient-balance`,
    `period-closed`, `no-account-kind`.
    """
    asked = Asked(kind, tuple(legs), key, effective, record, memo, note, correction)
    return unit(lambda: write(asked))


def write(asked: Asked) -> Posted:
    """Post within the running unit."""
    judge(asked)
    with behind(POST):
        touched = accounts.locked({leg.account for leg in asked.legs})
        return by_key([asked]).get(asked.key) or pay_out([(asked, {})], touched)[0]


def by_key(asked: Sequence[Asked]) -> dict[str, Posted]:
    """Return the journals that are in the book under these keys. Raises Conflict (code `ledger-key`) when one was another posting."""
    digests, found = {one.key: one.digest for one in asked}, {}
    for row in db.session.execute(BY_KEY, {"keys": list(digests)}):
        if row.digest != digests[row.key]:
            raise Conflict(_(OTHER), code="ledger-key")
        found[row.key] = Posted(row.id, row.key, row.kind, row.effective_on, row.recorded_at, fresh=False)
    return found


def pay_out(wanted: Sequence[tuple[Asked, Mapping[AccountRef, Decimal]]], touched: Mapping[AccountRef, Locked]) -> list[Posted]:
    """Post what nobody posted under its key yet, one after the other, on accounts the caller has locked; behind the wall.

    Beside each posting stands what was held for it, by account: a hold that was granted is honoured.
    """
    made: list[tuple[Asked, Posted]] = []
    rows: list[dict[str, Any]] = []
    for asked, _freed in wanted:
        judge(asked)
    for day in {asked.effective or today() for asked, _freed in wanted}:
        periods.must_be_open(day)
    for asked, freed in wanted:
        posted = Posted(uuid7(), asked.key, asked.kind, asked.effective or today(), clock.now(), fresh=True)
        before = {ref: one.balance for ref, one in touched.items()}
        rows += [_entry(posted, place, leg, touched[leg.account]) for place, leg in enumerate(asked.legs, 1)]
        for ref, amount in freed.items():
            touched[ref].held -= amount
        must_suffice(touched, before, freed, asked.correction)
        made.append((asked, posted))
    _write(made, rows, touched)
    return [posted for _asked, posted in made]


def _write(made: Sequence[tuple[Asked, Posted]], entries: Sequence[Mapping[str, Any]], touched: Mapping[AccountRef, Locked]) -> None:
    try:
        put(Journal, [_journal(asked, posted) for asked, posted in made])
    except IntegrityError:
        raise Conflict(_(OTHER), code="ledger-key") from None
    put(Entry, entries)
    accounts.store(touched.values(), {row["account_id"]: row["id"] for row in entries})
    told = [{"record_id": posted.id, "record_version": 1, "payload": _told(asked, posted)} for asked, posted in made]
    emit(JournalPosted.type, "ledger.journal", told)


def _told(asked: Asked, made: Posted) -> dict[str, Any]:
    """Return what others hear of a posting."""
    moved = [leg for leg in asked.legs if leg.amount > 0]
    entity, record_id = asked.record or (None, None)
    return {
        "kind": made.kind, "effective_on": made.effective_on.isoformat(), "totals": {code: str(total) for code, total in totals(moved).items()},
        "reverses": str(asked.reverses) if asked.reverses else None, "about": entity, "about_id": str(record_id) if record_id else None,
    }  # fmt: skip


def _entry(made: Posted, place: int, leg: Leg, account: Locked) -> dict[str, Any]:
    """Return a leg as it is stored, and carry the figures of its account on."""
    amount = exact(leg.amount)
    account.balance += account.kind.sign * amount
    account.seq += 1
    return {
        "id": uuid7(), "journal_id": made.id, "account_id": account.id, "place": place, "seq": account.seq, "amount": amount,
        "currency": leg.account.currency, "balance": account.balance, "effective_on": made.effective_on, "recorded_at": made.recorded_at,
        "memo": leg.memo,
    }  # fmt: skip


def _journal(asked: Asked, made: Posted) -> dict[str, Any]:
    entity, record_id = asked.record or (None, None)
    return {
        "id": made.id, "kind": asked.kind, "key": asked.key, "digest": asked.digest, "legs": len(asked.legs),
        "effective_on": made.effective_on, "recorded_at": made.recorded_at, "entity": entity, "record_id": record_id,
        "memo": asked.memo or None, "note": asked.note or None, "reverses_id": asked.reverses, "hold_id": asked.hold,
        "created_by": current_scope().actor.user_id,
    }  # fmt: skip
