"""A journal with all its legs, for the vendor's people."""

import uuid
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask import url_for

from hansa import NotFound, current_scope, db, record_of, shown, title_of, url_of
from plugins.ledger.book.kinds import kinds, label_of, posting_labels
from plugins.ledger.models import Account, Entry, Journal
from plugins.ledger.pages.references import titles
from plugins.ledger.pages.reversing import action_of
from plugins.ledger.pages.shown_account import money, names_of, what


def journal_page(journal: Any) -> SimpleNamespace:
    """Return what the page of a journal shows."""
    reversal = db.session.scalar(sa.select(Journal.id).where(Journal.reverses_id == journal.id))
    return SimpleNamespace(
        title=what(journal.kind, journal.reverses_id is not None, posting_labels()), memo=journal.memo, note=journal.note, key=journal.key,
        effective=shown("date", journal.effective_on), recorded=shown("datetime", journal.recorded_at), legs=_legs(journal.id),
        record=_record(journal), reverses=_url(journal.reverses_id), reversed_by=_url(reversal), takes_back=action_of(journal, _url(reversal)),
    )  # fmt: skip


def _legs(journal_id: uuid.UUID) -> list[SimpleNamespace]:
    columns = (Entry.amount, Entry.memo, Account.id, Account.kind, Account.holder_id, Account.reference, Account.currency)
    wanted = sa.select(*columns).join(Account, Account.id == Entry.account_id).where(Entry.journal_id == journal_id)
    rows = db.session.execute(wanted.order_by(Entry.place)).all()
    declared, names, program = kinds(), names_of({row.holder_id for row in rows} - {None}), current_scope().program.slug
    called = titles(rows, declared)
    return [
        SimpleNamespace(
            account=label_of(declared, row.kind), who=names.get(row.holder_id, "") or called[row.reference], memo=row.memo or "",
            debit=money(row.amount, row.currency) if row.amount > 0 else "", credit=money(-row.amount, row.currency) if row.amount < 0 else "",
            url=url_for("ledger.account", program=program, account_id=row.id),
        )
        for row in rows
    ]  # fmt: skip


def _record(journal: Any) -> SimpleNamespace | None:
    if not journal.entity or not journal.record_id:
        return None
    try:
        entity, record = record_of(journal.entity, journal.record_id)
    except NotFound:
        return None
    return SimpleNamespace(title=title_of(entity, record), url=url_of(entity, record.id))


def _url(journal_id: uuid.UUID | None) -> str:
    return url_for("ledger.journal", program=current_scope().program.slug, journal_id=journal_id) if journal_id else ""
