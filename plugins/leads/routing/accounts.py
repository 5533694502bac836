"""The books of distributions by weights, remembered with their version: what another process changed is read again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from hansa import after_commit, current_scope, db, select
from plugins.leads.models import Account
from plugins.leads.routing.packing import book_in, book_out
from plugins.leads.routing.shares import EMPTY, Book


@dataclass
class _Kept:
    """A book as it was last read or written; `keys`: whose accounts, as stored beside it."""

    version: int = 0
    book: Book = EMPTY
    keys: list[str] = field(default_factory=list)

    def set(self, version: int, book: Book, keys: list[str]) -> None:
        self.version, self.book, self.keys = version, book, keys


def read(key: str, versions: Mapping[str, int]) -> Book:
    """Return the book of a distribution whose present version is among these; empty before its first lead."""
    if key not in versions:
        return EMPTY
    kept = _kept(key)
    return kept.book if kept.version == versions[key] else books([key])[key]


def write(key: str, book: Book, versions: Mapping[str, int]) -> None:
    """Write a book; behind the wall, with the lock under which its version was looked at.

    Figures change with every lead and the keys, by far the longer text, hardly ever: they are sent only then.
    """
    kept, version, keys = _kept(key), versions.get(key, 0) + 1, list(book.owed)
    values = {"book": book_out(book), "targets": keys}
    if version == 1:
        db.session.add(Account(program_id=current_scope().program.id, key=key, **values))
        db.session.flush()
    else:
        if kept.version == version - 1 and kept.keys == keys:
            del values["targets"]
        changed = sa.update(Account).where(Account.key == key).values(**values, version=version)
        db.session.execute(changed, execution_options={"synchronize_session": False})
    after_commit(lambda: kept.set(version, book, keys))


def books(keys: Iterable[str] = ()) -> dict[str, Book]:
    """Return the accounts of the program's distributions by weights, or some of them; staff and reports."""
    wanted = select(Account.key, Account.book, Account.targets)
    some = list(keys)
    rows = db.session.execute(wanted.where(Account.key.in_(some)) if some else wanted)
    return {row.key: book_in(row.book, row.targets) for row in rows}


def _kept(key: str) -> _Kept:
    found: _Kept = current_scope().program.cache.get(("rows", "leads.books", key), _Kept)
    return found
