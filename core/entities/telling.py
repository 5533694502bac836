"""Telling PostgreSQL's row-level security who acts: before the next statement, and only what it does not know yet.

Scopes are entered and left more often than anything is asked in them, so nothing is sent when one changes. Before every statement
of the session, who acts is compared with what the running transaction was told; a difference is sent first. Whatever takes settings
back in the database (the end of a transaction, a rollback to a savepoint) makes us forget what was told, so it is told again.
"""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from flask import has_request_context
from sqlalchemy import event
from sqlalchemy import orm as so
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql.elements import ReleaseSavepointClause, RollbackToSavepointClause, SavepointClause

from core.db import db
from core.entities import closing
from core.entities import scope as scopes
from core.entities.marks import WALL
from core.entities.scope import Scope

SETTINGS = sa.text(
    "SELECT concat(set_config('hansa.program', :program, true), set_config('hansa.partner', :partner, true),"
    " set_config('hansa.user', :user, true), set_config('hansa.principal', :principal, true),"
    " set_config('hansa.region', :region, true), set_config('hansa.reach', :reach, true), set_config('role', :role, true),"
    # Values decide which index a list follows: a plan made without them read 64 ms where 3 were enough.
    " set_config('plan_cache_mode', :plans, true), set_config('statement_timeout', :patience, true)) AS told"
).columns(told=sa.Text())

PATIENCE = 30
"""Seconds a statement of a request may take. Jobs and commands may take their time: a rebate run reads millions of lines at once."""

CONTROL = (SavepointClause, ReleaseSavepointClause, RollbackToSavepointClause)
"""Statements that read no row; one of them is all a broken transaction takes."""


@dataclass(slots=True)
class Told:
    """What the running transaction of a session knows. `settings`: None when it must be told anew; `last`: whose turn it was when a scope
    was last entered or left, for statements after all were left; `streams`: rows are still being fetched, under what is set meanwhile.
    """

    settings: Mapping[str, str] | None = None
    scope: Scope | None = None
    last: Scope | None = None
    streams: bool = False


def announce(session: so.Session, before: Scope | None) -> None:
    """Have the database know who acts from here on, after `before` did."""
    scope, connection = scopes.peek(), session.connection()
    token = scopes.swap(before)  # what waits leaves with the rights of whoever it waited for
    try:
        closing.turn(connection, before, scope)
    finally:
        scopes.restore(token)
    told: Told | None = connection.info.get("told")
    if told is not None:
        told.last = scope or told.last
        if told.streams:
            _send(connection, told)


@contextlib.contextmanager
def unnamed() -> Iterator[Connection]:
    """Let row-level security forget which user acts: to find out who somebody is, or to end what others hold.

    Only the modules that keep sessions and tokens use it; outside of a scope nobody is named anyway.
    """
    scope, connection = scopes.peek(), db.session.connection()
    token = scopes.swap(replace(scope, named=False) if scope else None)
    try:
        yield connection
    finally:
        scopes.restore(token)


def begun(session: so.Session, transaction: so.SessionTransaction, connection: Connection) -> None:
    """A transaction of the session knows nobody yet; those of other connections, which the portal itself opens, stay so."""
    if connection.dialect.name == "postgresql" and not transaction.nested:
        connection.info["told"] = Told(last=scopes.peek())


def watch(engine: Engine) -> None:
    """Tell before statements, and notice what takes settings back."""
    if engine.dialect.name != "postgresql":
        return
    for ending in ("begin", "commit", "rollback"):
        event.listen(engine, ending, _ended)
    event.listen(engine, "rollback_savepoint", lambda connection, name, context: _taken_back(connection))
    event.listen(engine, "before_cursor_execute", _before)


def _ended(connection: Connection) -> None:
    if not connection.invalidated:
        connection.info.pop("told", None)


def _taken_back(connection: Connection) -> None:
    """What was set since the savepoint is undone, and what was set before it is in force again."""
    told: Told | None = None if connection.invalidated else connection.info.get("told")
    if told is not None:
        told.settings = told.scope = None


def _before(connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
    told: Told | None = connection.info.get("told")
    if told is None:
        return
    asked = context.compiled.statement if context is not None and context.compiled is not None else None
    if asked is SETTINGS or isinstance(asked, CONTROL):
        return
    _send(connection, told)
    options = context.execution_options if context is not None else {}
    told.streams |= bool(options.get("stream_results") or options.get("yield_per"))


def _send(connection: Connection, told: Told) -> None:
    scope = scopes.peek() or told.last
    if scope is None or scope is told.scope:
        return
    settings = settings_of(scope)
    if settings != told.settings:
        connection.execute(SETTINGS, settings, execution_options=WALL)
    told.settings, told.scope = settings, scope


def settings_of(scope: Scope) -> dict[str, str]:
    """Return what the policies read of a scope."""
    actor = scope.actor
    return {
        "program": str(scope.program.id),
        "partner": str(actor.partner_id or ""),
        "user": str(actor.user_id or "") if scope.named else "",
        "principal": str(actor.membership_id or actor.user_id or ""),
        "region": actor.region or "",
        "reach": scope.reach,
        "role": "hansa_system" if scope.system else "none",
        "plans": "auto" if scope.steady else "force_custom_plan",
        "patience": f"{PATIENCE}s" if has_request_context() else "0",
    }
