"""The database of a test run: filled once, put back as it was after each test that wrote."""

import shutil
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.sql import visitors

WRITES = (sa.Insert, sa.Update, sa.Delete)


class Database(Protocol):
    """A database for one process of a test run. `url` is the application's, `owner_url` that of the owner of the tables."""

    url: str
    owner_url: str

    def preparing(self) -> AbstractContextManager[None]:
        """Surround the migration of the database, which is empty or does not exist yet."""

    def keep(self) -> None:
        """Take the present contents as those every test starts with."""

    def restore(self, written: frozenset[str]) -> None:
        """Put these tables back as they were kept. No connection of the application is open."""


class SqliteDatabase:
    """A file, and a copy of it beside."""

    def __init__(self, folder: Path):
        self.file, self.template = folder / "hansa.db", folder / "template.db"
        self.url = self.owner_url = f"sqlite:///{self.file}"

    def preparing(self) -> AbstractContextManager[None]:
        return nullcontext()

    def keep(self) -> None:
        shutil.copyfile(self.file, self.template)

    def restore(self, written: frozenset[str]) -> None:
        for suffix in ("-wal", "-shm"):
            self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(self.template, self.file)


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
            parts = [part for part in visitors.iterate(clause) if isinstance(part, WRITES)]
            self._names |= {getattr(part.table, "name", "") for part in parts}
