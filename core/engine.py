"""Engines: SQLite with WAL and explicit transactions, PostgreSQL with time-outs; both behind the wall."""

import time
from typing import Any

import sqlalchemy as sa
from flask import Flask, has_request_context
from sqlalchemy import event

from core import many
from core.config import Config
from core.db import db
from core.entities import closing, telling, wall
from core.entities.telling import PATIENCE
from core.rules.texts import fold_or_none

STEPS = 100_000
"""Steps of SQLite's machine between two looks at the clock, a few milliseconds."""


def engine_options(config: Config) -> dict[str, Any]:
    """Return the options Flask-SQLAlchemy makes the engine with."""
    if not config.on_postgres:
        return {"connect_args": {"timeout": 15}}
    options = f"-c timezone=UTC -c statement_timeout={PATIENCE * 1000} -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000"
    return {"pool_size": config["pool_size"], "max_overflow": 4, "pool_timeout": 10, "connect_args": {"options": options}}


def prepare(app: Flask) -> None:
    """Attach the wall and, on SQLite, the pragmas and transaction modes."""
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _pragmas)
        event.listen(engine, "begin", _begin)
        event.listen(engine, "before_cursor_execute", _began)
    closing.watch(engine)
    wall.guard_engine(engine)
    telling.watch(engine)
    many.watch(engine)


def _pragmas(connection: Any, record: Any) -> None:
    connection.isolation_level = None
    connection.create_function("hansa_fold", 1, fold_or_none, deterministic=True)
    connection.set_progress_handler(lambda: _overdue(record), STEPS)
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL", "busy_timeout=15000"):
        connection.execute(f"PRAGMA {pragma}")


def _began(connection: sa.Connection, *_: Any) -> None:
    """Note when a request's statement began; jobs and commands may take their time."""
    connection.info["began"] = time.monotonic() if has_request_context() else None


def _overdue(record: Any) -> bool:
    began = record.info.get("began")
    return began is not None and time.monotonic() - began > PATIENCE


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("hansa_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
