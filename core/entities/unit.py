"""The unit of work: the only place that begins a write transaction and commits."""

import contextlib
import logging
import random
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from sqlalchemy import orm as so
from sqlalchemy.exc import DBAPIError

from core.db import db
from core.entities import closing
from core.errors import Unavailable

log = logging.getLogger("hansa.unit")
T = TypeVar("T")

MAX_TRIES = 5
RETRIED_STATES = {"40001", "40P01"}


class Rollback(Exception):
    """Raised inside a unit to end it without writing and without failing; carries the unit's answer."""

    def __init__(self, result: object):
        self.result = result


def unit(work: Callable[[], T]) -> T:
    """Run `work` in one write transaction and commit; nested calls join the outer unit.

    On SQLite the transaction is opened by BEGIN IMMEDIATE before the first read. The whole of `work` is run again (at most
    five times) after a serialisation failure, a deadlock or a busy database, so it must have no outside effects.
    Raises Unavailable when the database stays busy.
    """
    session = db.session()
    if session.info.get("unit"):
        return work()
    for attempt in range(1, MAX_TRIES + 1):
        try:
            return _once(session, work)
        except DBAPIError as error:
            if not _transient(error):
                raise
            log.warning("unit retried", extra={"attempt": attempt})
            time.sleep(random.uniform(0, 0.02 * 2**attempt))
    raise Unavailable(code="busy")


def _once(session: so.Session, work: Callable[[], T]) -> T:
    session.rollback()
    after: list[Callable[[], None]] = []
    session.info["after_commit"] = after
    try:
        connection = session.info["unit"] = session.connection(execution_options={"hansa_write": True})
        result = work()
        session.flush()
        closing.write(connection)
        session.commit()
    except Rollback as done:
        after.clear()
        return done.result  # type: ignore[return-value]
    finally:
        session.info.pop("unit", None)
        session.info.pop("after_commit")
        session.rollback()
    for call in after:
        call()
    return result


def after_commit(call: Callable[[], None]) -> None:
    """Have `call` run once the running unit is committed; dropped when it is rolled back."""
    db.session().info["after_commit"].append(call)


@contextlib.contextmanager
def savepoint() -> Iterator[None]:
    """A part of the unit that is undone when the block raises, with what it wanted to happen after the commit."""
    session = db.session()
    after = session.info["after_commit"]
    kept, point = len(after), session.begin_nested()
    try:
        yield
        point.commit()
    except BaseException:
        # A flush that failed leaves it inactive, but open until it is rolled back.
        if point.is_active or session.get_nested_transaction() is point:
            point.rollback()
        del after[kept:]
        raise


def _transient(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return state in RETRIED_STATES or "database is locked" in str(error.orig)
