"""Connections for schema changes: one at a time on the site, all or nothing, never waiting for ever."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.pool import NullPool

LOCK_KEY = 4_826_733_901
LOCK_TIMEOUT = "30s"


def migration_engine(target: sa.Engine | sa.URL | str, pool: type[sa.Pool] = NullPool) -> sa.Engine:
    """Return an engine of its own: the application's may guard statements and pool connections."""
    url = target.url if isinstance(target, sa.Engine) else sa.make_url(target)
    engine = sa.create_engine(url, poolclass=pool)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _limit_waiting)
    return engine


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Open a transaction that holds the write lock from its beginning; commit unless an exception ends it."""
    with engine.connect().execution_options(hansa_write=True) as connection, connection.begin():
        yield connection


@contextmanager
def advisory_lock(engine: sa.Engine) -> Iterator[None]:
    """Let one process migrate at a time. SQLite locks the file by itself."""
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.execute(sa.text("SELECT pg_advisory_lock(:key)"), {"key": LOCK_KEY})
        try:
            yield
        finally:
            connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK_KEY})


def _prepare_sqlite(connection: Any, record: Any) -> None:
    """Leave transactions to us (the driver would commit before DDL) and let tables be rebuilt."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("PRAGMA busy_timeout=30000")


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("hansa_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _limit_waiting(connection: sa.Connection) -> None:
    if connection.get_isolation_level() != "AUTOCOMMIT":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
