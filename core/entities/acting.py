"""Entering and leaving a scope, so that session, wall and database agree on who acts."""

import contextlib
from collections.abc import Iterator

from core.db import db
from core.entities import scope as scopes
from core.entities.scope import Scope
from core.entities.telling import announce


def begin(scope: Scope) -> None:
    """Set the scope of the running request, in a transaction that has already begun to find out who it is."""
    before = scopes.peek()
    scopes.swap(scope)
    announce(db.session(), before)


def end() -> None:
    """Leave whatever scope the thread is in, at the start and end of a request or job."""
    scopes.swap(None)


@contextlib.contextmanager
def entered(scope: Scope) -> Iterator[Scope]:
    """Act in a scope. Objects of the scope before are let go, so that none is found again by its key."""
    before = scopes.peek()
    _settle()
    token = scopes.swap(scope)
    _let_go(before)
    try:
        yield scope
        _settle()
    finally:
        scopes.restore(token)
        _let_go(scope)


def _settle() -> None:
    """Write what was changed while the scope it was changed in still holds: the wall judges by that one."""
    session = db.session()
    if session.info.get("unit"):
        session.flush()


def _let_go(before: Scope | None) -> None:
    session = db.session()
    if not session.info.get("unit"):
        session.rollback()
    session.expunge_all()
    if session.info.get("unit") and scopes.peek() is not None:
        announce(session, before)
