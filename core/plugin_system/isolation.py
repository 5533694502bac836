"""What a hook may do to the session of its caller, and how it is undone when it did more."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

import sqlalchemy as sa
from flask import current_app, has_app_context
from sqlalchemy import event
from sqlalchemy import orm as so

from core.db import HansaSession, db
from core.plugin_system.failures import HookMisuse

_GUARD = "hook_guard"
_ENDING = ("commit", "rollback", "close", "reset", "invalidate")


def current_session() -> so.Session | None:
    """Return the session of the running request or job, None outside of both."""
    return db.session() if has_app_context() and "sqlalchemy" in current_app.extensions else None


@contextmanager
def sealed(session: so.Session | None) -> Iterator[None]:
    """While a hook runs inside a transaction it cannot end that transaction, only its own savepoints."""
    if session is None or not _open(session):
        yield
        return
    vars(session).update(_REFUSED)
    try:
        yield
    finally:
        for name in _ENDING:
            del vars(session)[name]


def _open(session: so.Session) -> bool:
    """Tell whether there is a transaction that has to be sealed."""
    return session.in_transaction() and "commit" not in vars(session)


def _refuse(*args: Any, **kwargs: Any) -> None:
    raise HookMisuse("a hook must not end the transaction of its caller")


_REFUSED = dict.fromkeys(_ENDING, _refuse)


class SessionGuard:
    """Runs an isolated hook, sealed and in a savepoint, and refuses what it leaves behind: HookMisuse, after undoing it.

    The savepoint is opened at the first statement, so a hook that asks the database nothing costs nothing there.
    """

    def __init__(self, session: so.Session, *, writes: bool):
        self.session, self.writes = session, writes
        self._savepoint: so.SessionTransaction | None = None

    def __enter__(self) -> None:
        session = self.session
        self._parent: SessionGuard | None = session.info.get(_GUARD)
        self._outer, self._nested = session.get_transaction(), session.get_nested_transaction()
        self._before = _Pending(session)
        own = vars(session)
        self._originals = {name: own.get(name) for name in ("begin_nested", "connection", *(_ENDING if _open(session) else ()))}
        session.info[_GUARD] = self
        if self.writes:
            self.touch()
        if len(self._originals) > 2:
            own.update(_REFUSED)
        own["begin_nested"], own["connection"] = self._touching(session.begin_nested), self._touching(session.connection)

    def _touching(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def first(*args: Any, **kwargs: Any) -> Any:
            self.touch()
            return method(*args, **kwargs)

        return first

    def touch(self) -> None:
        """Open the savepoint, if there is a transaction to protect."""
        if self._outer is not None and self._savepoint is None and self._outer.is_active:
            del self.session.info[_GUARD]
            try:
                self._savepoint = so.Session.begin_nested(self.session)
            finally:
                self.session.info[_GUARD] = self

    def __exit__(self, kind: object, error: BaseException | None, trace: TracebackType | None) -> None:
        self._restore()
        left = self._left_behind() if error is None else []
        if error is None and not left and self._savepoint is not None:
            self._savepoint.commit()
        elif error is not None or left:
            self._undo()
        elif self._outer is None and self.session.in_transaction():
            self.session.rollback()
        if left:
            raise HookMisuse("the hook left behind: " + ", ".join(left))

    def _restore(self) -> None:
        for name, original in self._originals.items():
            if original is None:
                del vars(self.session)[name]
            else:
                vars(self.session)[name] = original
        if self._parent is None:
            del self.session.info[_GUARD]
        else:
            self.session.info[_GUARD] = self._parent

    def _left_behind(self) -> list[str]:
        session = self.session
        opened = session.get_nested_transaction() is not (self._savepoint or self._nested)
        uncommitted = self.writes and self._outer is None and session.in_transaction()
        ended = self._outer is not None and session.get_transaction() is not self._outer
        found = [(opened or uncommitted, "an open transaction"), (ended, "the ended transaction of its caller")]
        return [text for is_so, text in found if is_so] + self._before.growth(session)

    def _undo(self) -> None:
        session = self.session
        while (inner := session.get_nested_transaction()) is not None and inner is not self._nested:
            inner.rollback()
        self._before.restore(session)
        if self._outer is None and session.in_transaction():
            session.rollback()


class _Pending:
    """The unsaved changes of a session at one moment."""

    def __init__(self, session: so.Session):
        self.new, self.deleted = session.new, session.deleted
        self.changed = {id(record): _changed(record) for record in session.dirty}

    def growth(self, session: so.Session) -> list[str]:
        new, deleted = len(session.new - self.new), len(session.deleted - self.deleted)
        counts = {"new": new, "deleted": deleted, "changed": len(self._changed_since(session))}
        return [f"{count} {kind} record(s)" for kind, count in counts.items() if count]

    def restore(self, session: so.Session) -> None:
        for record in session.new - self.new:
            session.expunge(record)
        for record in session.deleted - self.deleted:
            session.add(record)
        for record, keys in self._changed_since(session):
            session.expire(record, keys)

    def _changed_since(self, session: so.Session) -> list[tuple[Any, frozenset[str]]]:
        since = [(record, _changed(record) - self.changed.get(id(record), frozenset())) for record in session.dirty]
        return [(record, keys) for record, keys in since if keys]


def _changed(record: Any) -> frozenset[str]:
    return frozenset(sa.inspect(record).committed_state)


@event.listens_for(HansaSession, "do_orm_execute")
def _before_statement(state: so.ORMExecuteState) -> None:
    guard = state.session.info.get(_GUARD)
    if guard is not None:
        guard.touch()


@event.listens_for(HansaSession, "before_flush")
def _before_flush(session: so.Session, context: Any, instances: Any) -> None:
    guard = session.info.get(_GUARD)
    if guard is not None and not guard.writes:
        raise HookMisuse("this kind of hook must not write")
