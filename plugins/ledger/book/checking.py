"""Everything recomputed from the entries: `hansa ledger check` finds a book that was changed behind its back."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import behind, db
from plugins.ledger.models import Account, Entry, Hold, Journal
from plugins.ledger.tasks import READ

TRIGGERS = frozenset(f"ledger__{table}_no_{act}" for table in ("journal", "entry") for act in ("update", "delete"))
PIECE = 5_000
NOTHING = Decimal(0)


def check() -> list[str]:
    """Return each difference in the active program as a sentence for an operator; none when the book is whole."""
    with behind(READ):
        return [*_guarded(), *_journals(), *_accounts(), *_reversals(), *_holds()]


def _guarded() -> Iterator[str]:
    """On SQLite triggers keep journals and entries as they are; on PostgreSQL missing grants do."""
    if db.session.connection().dialect.name != "sqlite":
        return
    master = sa.table("sqlite_master", sa.column("type"), sa.column("name"))
    there = set(db.session.scalars(sa.select(master.c.name).where(master.c.type == "trigger")))
    for name in sorted(TRIGGERS - there):
        yield f"the trigger {name} is missing"


def _journals() -> Iterator[str]:
    """Each journal has its legs, they add up to zero in each currency, and count for its day."""
    legs: Counter[Any] = Counter()
    totals: defaultdict[Any, Decimal] = defaultdict(Decimal)
    columns = (Entry.journal_id, Entry.currency, Entry.amount, Entry.effective_on, Entry.recorded_at)
    days: dict[Any, tuple[Any, Any]] = {}
    for row in _stream(sa.select(*columns).order_by(Entry.id)):
        legs[row.journal_id] += 1
        totals[row.journal_id, row.currency] += row.amount
        if days.setdefault(row.journal_id, (row.effective_on, row.recorded_at)) != (row.effective_on, row.recorded_at):
            yield f"journal {row.journal_id}: its legs count for different days"
    for (journal, currency), amount in totals.items():
        if amount:
            yield f"journal {journal}: {amount} {currency} is left over"
    for row in _stream(sa.select(Journal.id, Journal.legs, Journal.effective_on, Journal.recorded_at)):
        if legs.pop(row.id, 0) != row.legs:
            yield f"journal {row.id}: {row.legs} legs were posted, others are there"
        elif days[row.id] != (row.effective_on, row.recorded_at):
            yield f"journal {row.id}: its legs count for another day"
    for journal in legs:
        yield f"journal {journal} is missing, its legs are there"


def _accounts() -> Iterator[str]:
    """The entries of each account are numbered without gaps, carry its balance on, and end where the account says."""
    accounts = {
        row.id: row
        for row in _stream(
            sa.select(Account.id, Account.slot, Account.sign, Account.currency, Account.balance, Account.seq, Account.last_entry_id)
        )
    }
    ends: dict[Any, tuple[int, Decimal, Any]] = {}
    columns = (Entry.id, Entry.account_id, Entry.seq, Entry.amount, Entry.balance, Entry.currency)
    for row in _stream(sa.select(*columns).order_by(Entry.account_id, Entry.seq)):
        account = accounts.get(row.account_id)
        if account is None:
            yield f"entry {row.id}: its account is missing"
            continue
        seq, balance, _last = ends.get(row.account_id, (0, NOTHING, None))
        ends[row.account_id] = (seq + 1, balance + account.sign * row.amount, row.id)
        if (row.seq, row.balance) != ends[row.account_id][:2] or row.currency != account.currency:
            yield f"account {account.slot}: entry {row.seq} does not follow from those before"
    for key, account in accounts.items():
        seq, balance, last = ends.get(key, (0, NOTHING, None))
        if account.balance != balance:
            yield f"account {account.slot}: its balance is {account.balance}, its entries say {balance}"
        if (account.seq, account.last_entry_id) != (seq, last):
            yield f"account {account.slot}: entry {account.seq} was the last, {seq} are there"


def _reversals() -> Iterator[str]:
    """A reversal is the exact opposite of its journal."""
    signed: defaultdict[Any, Counter[Any]] = defaultdict(Counter)
    pairs = {row.id: row.reverses_id for row in _stream(sa.select(Journal.id, Journal.reverses_id).where(Journal.reverses_id.is_not(None)))}
    for some in _pieces([*pairs, *pairs.values()]):
        for row in _stream(sa.select(Entry.journal_id, Entry.account_id, Entry.amount).where(Entry.journal_id.in_(some))):
            signed[row.journal_id][row.account_id, row.amount] += 1
    for key, reversed_id in pairs.items():
        opposite = Counter({(account, -amount): count for (account, amount), count in signed[reversed_id].items()})
        if signed[key] != opposite:
            yield f"journal {key} is not the opposite of {reversed_id}"


def _holds() -> Iterator[str]:
    """What accounts keep free is what their open holds keep; nothing is taken twice."""
    kept: defaultdict[Any, Decimal] = defaultdict(Decimal)
    for row in _stream(sa.select(Hold.id, Hold.account_id, Hold.state, Hold.amount, Hold.left, Hold.taken)):
        kept[row.account_id] += row.left
        if (row.state != "open" and row.left) or row.left < 0 or row.taken + row.left > row.amount:
            yield f"hold {row.id}: {row.left} is left and {row.taken} was taken of {row.amount}, in state {row.state}"
    for row in _stream(sa.select(Account.id, Account.slot, Account.held)):
        if row.held != kept[row.id]:
            yield f"account {row.slot}: {row.held} is held, its holds say {kept[row.id]}"


def _stream(statement: Any) -> Iterable[Any]:
    return db.session.execute(statement, execution_options={"yield_per": PIECE})


def _pieces(ids: list[Any]) -> Iterator[list[Any]]:
    unique = sorted(set(ids))
    return (unique[at : at + 500] for at in range(0, len(unique), 500))
