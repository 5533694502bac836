"""What a failing database or disk means to whoever asked: nothing was changed, and whether it helps to try again."""

import errno
import os
import sqlite3
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as NoConnection

from core.errors import Conflict, Problem, Unavailable
from schemas.errors import N_

SOON, LATER = 5, 60
"""Seconds after which it is worth to try again."""


class StorageFull(Problem):
    status, code = 507, "storage-full"
    title = N_("The portal's storage is full, so nothing was saved. Your administrator has to make room; then send this again.")


class ReadOnly(Unavailable):
    code = "read-only"
    title = N_("The portal can only be read at present, so nothing was saved. Try again later.")


class DatabaseDown(Unavailable):
    code = "database-down"
    title = N_("The portal cannot reach its database. Try again in a moment; what you sent may not be saved.")


class Collision(Conflict):
    code = "collision"
    title = N_("A record like this exists already, or other records depend on this one.")


FULL_DISK = {errno.ENOSPC: StorageFull, errno.EDQUOT: StorageFull, errno.EROFS: ReadOnly, errno.EIO: Unavailable}
SQLITE: dict[int, type[Problem]] = {
    sqlite3.SQLITE_FULL: StorageFull,
    sqlite3.SQLITE_READONLY: ReadOnly,
    sqlite3.SQLITE_BUSY: Unavailable,
    sqlite3.SQLITE_INTERRUPT: Unavailable,  # a statement took too long
    sqlite3.SQLITE_CANTOPEN: DatabaseDown,
    sqlite3.SQLITE_IOERR: DatabaseDown,
}
COLLISIONS = frozenset({sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY})
"""Other constraints are kept by the schemas: what runs against one of those is a fault of the program."""

POSTGRES: dict[str, type[Problem]] = {
    "23503": Collision,  # a foreign key
    "23505": Collision,  # a unique key
    "53100": StorageFull,
    "25006": ReadOnly,
    "53300": Unavailable,  # too many connections
    "55P03": Unavailable,  # a lock was not to be had
    "57014": Unavailable,  # a statement took too long
    "57P01": DatabaseDown,
    "57P02": DatabaseDown,
    "57P03": DatabaseDown,
}


def problem_of(error: BaseException) -> Problem | None:
    """Return the refusal an error of the database or of the disk stands for; None when it is a fault of the program."""
    kind = _kind(error)
    if kind is None or kind is Collision:
        return Collision() if kind else None
    return kind(retry_after=LATER if kind in (StorageFull, ReadOnly) else SOON)


def _kind(error: BaseException) -> Callable[..., Problem] | None:
    if isinstance(error, PendingRollbackError):  # what was tried on a lost connection, while the stack was left
        return _kind(error.__context__) if error.__context__ else None
    if isinstance(error, NoConnection):
        return Unavailable
    if isinstance(error, DBAPIError):
        return _of_driver(error.orig) or (DatabaseDown if error.connection_invalidated else None)
    return FULL_DISK.get(error.errno or 0) if isinstance(error, OSError) else None


def _of_driver(error: Any) -> type[Problem] | None:
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0)
        return Collision if code in COLLISIONS else SQLITE.get(code & 0xFF)
    state = getattr(error, "sqlstate", None)
    if state is None and type(error).__name__ == "OperationalError":  # no connection, and the reason only in words
        return StorageFull if os.strerror(errno.ENOSPC) in str(error) else DatabaseDown
    return DatabaseDown if str(state).startswith("08") else POSTGRES.get(str(state))
