"""Corrections: a journal is never changed, its opposite is posted, once."""

import uuid
from datetime import date

import sqlalchemy as sa

from hansa import Conflict, NotFound, _, behind, db, unit
from plugins.ledger.book import accounts
from plugins.ledger.book.accounts import ref_of
from plugins.ledger.book.legs import Asked, Leg
from plugins.ledger.book.posting import Posted, write
from plugins.ledger.models import Account, Entry, Journal
from plugins.ledger.tasks import POST


def reverse(journal_id: uuid.UUID, *, key: str, reason: str, effective: date | None = None, memo: str = "") -> Posted:
    """Post the opposite of a journal; `reason` is for staff, `memo` for the partners it touches.

    Raises NotFound, Conflict: `reversed-already`, `is-reversal` (a reversal is corrected by a new posting), and what `post` raises.
    """
    return unit(lambda: _reverse(journal_id, key, reason, effective, memo))


def _reverse(journal_id: uuid.UUID, key: str, reason: str, effective: date | None, memo: str) -> Posted:
    with behind(POST):
        found = db.session.execute(
            sa.select(Journal.kind, Journal.entity, Journal.record_id, Journal.reverses_id, Journal.memo).where(Journal.id == journal_id)
        ).one_or_none()
        if found is None:
            raise NotFound()
        if found.reverses_id is not None:
            raise Conflict(_("This is a reversal. Correct it by a new posting."), code="is-reversal")
        legs = _opposite(journal_id)
        accounts.locked({leg.account for leg in legs})
        _must_be_unreversed(journal_id, key)
        record = (found.entity, found.record_id) if found.entity else None
        words = memo or found.memo or ""
        return write(Asked(found.kind, legs, key, effective, record, words, reason, correction=True, reverses=journal_id))


def _opposite(journal_id: uuid.UUID) -> tuple[Leg, ...]:
    columns = (Entry.amount, Entry.memo, Account.kind, Account.holder_id, Account.currency, Account.reference)
    rows = db.session.execute(
        sa.select(*columns).join(Account, Account.id == Entry.account_id).where(Entry.journal_id == journal_id).order_by(Entry.place)
    )
    return tuple(Leg(ref_of(row), -row.amount, row.memo) for row in rows)


def _must_be_unreversed(journal_id: uuid.UUID, key: str) -> None:
    """Under another key; under the same one the reversal is found again by it."""
    other = db.session.scalar(sa.select(Journal.key).where(Journal.reverses_id == journal_id))
    if other is not None and other != key:
        raise Conflict(_("This was reversed already."), code="reversed-already")
