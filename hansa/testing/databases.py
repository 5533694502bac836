"""The database of a test run: filled once, put back as it was after each test that wrote."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.sql import visitors

WRITES = (sa.Insert, sa.Update, sa.Delete)


class Database(Protocol):
    """A database for one process of a test run. `url` is the application's, `owner_url` that of the owner of the tables.

    `beside`: it is put back beside open connections of the application, which are kept then.
    """

    url: str
    owner_url: str
    beside: bool

    def preparing(self) -> AbstractContextManager[None]:
        """Surround the migration of the database, which is empty or does not exist yet."""

    def keep(self) -> None:
        """Take the present contents as those every test starts with."""

    def restore(self, written: frozenset[str]) -> None:
        """Put these tables back as they were kept. Without `beside` no connection of the application is open."""


class SqliteDatabase:
    """A file, and a copy of it beside, from which the rows of tables are put back.

    Connections stay open meanwhile: each new one reads the whole schema again, which takes longer than most tests.
    """

    beside = True

    def __init__(self, folder: Path):
        self.file, self.template = folder / "hansa.db", folder / "template.db"
        self.url = self.owner_url = f"sqlite:///{self.file}"
        self._tables: frozenset[str] = frozenset()
        self._triggers: dict[str, list[tuple[str, str]]] = {}
        self._restoring: sqlite3.Connection | None = None

    def preparing(self) -> AbstractContextManager[None]:
        return nullcontext()

    def keep(self) -> None:
        shutil.copyfile(self.file, self.template)
        self._restoring = connection = sqlite3.connect(self.file, timeout=30, isolation_level=None)
        connection.execute("ATTACH DATABASE ? AS kept", (str(self.template),))
        connection.execute("PRAGMA synchronous=OFF")
        self._tables = frozenset(name for (name,) in connection.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table'"))
        for name, table, text in connection.execute("SELECT name, tbl_name, sql FROM main.sqlite_schema WHERE type = 'trigger'"):
            self._triggers.setdefault(table, []).append((name, text))

    def restore(self, written: frozenset[str]) -> None:
        if self._restoring is None:
            raise LookupError("nothing was kept that could be put back")
        # Tests of migrations write tables of the same process in databases of their own.
        steps = [step for name in sorted(written & self._tables) for step in self._steps(name)]
        with self._restoring as connection:  # commits, or rolls back
            for step in ("BEGIN IMMEDIATE", *steps):
                connection.execute(step)

    def _steps(self, table: str) -> Iterator[str]:
        """Return what puts a table back. Its triggers would refuse that, so they are made again."""
        triggers = self._triggers.get(table, ())
        yield from (f"DROP TRIGGER {name}" for name, _ in triggers)
        yield str(sa.delete(sa.table(table, schema="main")))
        yield f"INSERT INTO main.{table} SELECT * FROM kept.{table}"  # noqa: S608 (a table of this database)
        yield from (text for _, text in triggers)

    def close(self) -> None:
        """Let go of the file."""
        if self._restoring is not None:
            self._restoring.close()
            self._restoring = None


class Written:
    """Collects the names of the tables that statements change, over all engines of the process."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        event.listen(sa.Engine, "before_execute", self._note)

    def note(self, *tables: str) -> None:
        """Add tables that were changed by other means."""
        self._names |= set(tables)

    def take(self) -> frozenset[str]:
        """Return the names so far, and begin anew."""
        found, self._names = frozenset(self._names), set()
        return found

    def close(self) -> None:
        event.remove(sa.Engine, "before_execute", self._note)

    def _note(self, connection: sa.Connection, clause: Any, multiparams: Any, params: Any, options: Any) -> None:
        if isinstance(clause, WRITES):
            plain = isinstance(clause, sa.Insert) and clause.select is None and not clause._independent_ctes
            parts = [clause] if plain else [part for part in visitors.iterate(clause) if isinstance(part, WRITES)]
            for part in parts:
                self._names |= _emptied(part.table) if isinstance(part, sa.Delete) else {getattr(part.table, "name", "")}


def _emptied(table: Any) -> frozenset[str]:
    """Return a table and those whose rows go, or change, with its rows: the database says nothing of them."""
    waiting, found = [table], set[str]()
    while waiting:
        one = waiting.pop()
        if one.name not in found:
            found.add(one.name)
            waiting += [t for t in one.metadata.tables.values() if any(_follows(key, one.name) for key in t.foreign_keys)]
    return frozenset(found)


def _follows(key: sa.ForeignKey, name: str) -> bool:
    rule = key.constraint.ondelete if key.constraint is not None else None
    return rule in ("CASCADE", "SET NULL") and key.target_fullname.partition(".")[0] == name
