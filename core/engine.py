"""Engines: SQLite with WAL and explicit transactions, PostgreSQL with time-outs; both behind the wall."""

from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from core.config import Config
from core.db import db
from core.entities import wall


def engine_options(config: Config) -> dict[str, Any]:
    """Return the options Flask-SQLAlchemy makes the engine with."""
    if not config.on_postgres:
        return {"connect_args": {"timeout": 15}}
    options = "-c timezone=UTC -c statement_timeout=30000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000"
    return {"pool_size": config["pool_size"], "max_overflow": 4, "pool_timeout": 10, "connect_args": {"options": options}}


def prepare(app: Flask) -> None:
    """Attach the wall and, on SQLite, the pragmas and transaction modes."""
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _pragmas)
        event.listen(engine, "begin", _begin)
    wall.guard_engine(engine)


def _pragmas(connection: Any, record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL", "busy_timeout=15000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("hansa_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
