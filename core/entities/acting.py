"""Entering and leaving a scope, so that session, wall and database agree on who acts."""

import contextlib
from collections.abc import Iterator

from core.db import db
from core.entities import scope as scopes
from core.entities.scope import Scope
from core.entities.wall import announce


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
    token = scopes.swap(scope)
    _turn(before)
    try:
        yield scope
    finally:
        scopes.restore(token)
        _turn(scope)


def _turn(before: Scope | None) -> None:
    session = db.session()
    if session.info.get("unit"):
        session.flush()
        session.expunge_all()
        if scopes.peek() is not None:
            announce(session, before)
    else:
        session.rollback()
        session.expunge_all()
