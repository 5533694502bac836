"""The journal of a period as a file a general ledger takes in: one row for each leg, debit and credit in columns of their own."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import _, db
from plugins.ledger.book.kinds import kinds, label_of, posting_labels
from plugins.ledger.models import Account, Entry, Journal
from plugins.ledger.pages.period import Period
from plugins.ledger.pages.shown_account import names_of
from plugins.ledger.settings import numbers

AT_ONCE = 2_000
COLUMNS = (
    Entry.effective_on, Entry.place, Entry.amount, Entry.currency, Journal.id, Journal.kind, Journal.memo, Account.kind.label("account"),
    Account.holder_id, Journal.reverses_id,
)  # fmt: skip


def head() -> list[str]:
    return [
        _("Date"), _("Document"), _("What"), _("Account"), _("Name of the account"), _("Debit"), _("Credit"), _("Currency"), _("Partner"), _("Text"),
        _("Takes back"),
    ]  # fmt: skip


def rows(period: Period) -> Iterator[list[Any]]:
    """Yield the legs of all postings that count for a day of the period, posting by posting; only those the actor may see."""
    inside = [Entry.effective_on >= period.since] if period.since else []
    inside += [Entry.effective_on <= period.until] if period.until else []
    journal = sa.and_(Journal.program_id == Entry.program_id, Journal.id == Entry.journal_id)
    account = sa.and_(Account.program_id == Entry.program_id, Account.id == Entry.account_id)
    wanted = sa.select(*COLUMNS).join(Journal, journal).join(Account, account).where(*inside)
    found = db.session.execute(wanted.order_by(Entry.effective_on, Journal.id, Entry.place))
    called, declared, labels = numbers(), kinds(), posting_labels()
    for some in found.partitions(AT_ONCE):
        names = names_of({row.holder_id for row in some} - {None})
        for row in some:
            yield [
                row.effective_on, str(row.id), labels.get(row.kind, row.kind), called.get(row.account, row.account), label_of(declared, row.account),
                max(row.amount, Decimal(0)), max(-row.amount, Decimal(0)), row.currency, names.get(row.holder_id, ""), row.memo or "",
                str(row.reverses_id or ""),
            ]  # fmt: skip
