"""Slowing down guesses: each key has some tries for free, then waits that double."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core import clock
from core.db import db
from core.entities.marks import WALL
from core.identity.models import Throttle

FREE = 10
LONGEST, LONGEST_FOR_ADDRESS = timedelta(minutes=15), timedelta(minutes=1)
"""An address may be a whole office: whoever mistypes there must not lock the others out for long."""

DRAIN = timedelta(minutes=6)
"""One try is forgotten each time so much passes without another."""


def left_of(tries: int, last_at: datetime, now: datetime) -> int:
    """Return how many tries still count."""
    return max(0, tries - (now - last_at) // DRAIN)


def wait_of(tries: int, last_at: datetime, now: datetime, free: int = FREE, longest: timedelta = LONGEST) -> timedelta:
    """Return how long a key still has to wait: 1 s after the tries that are free, doubled by each further one."""
    if left_of(tries, last_at, now) < free:
        return timedelta(0)
    pause = min(longest, timedelta(seconds=2 ** min(tries - free, 20)))
    return max(timedelta(0), last_at + pause - now)


def admit(*names: str, free: int = FREE) -> timedelta:
    """Count a try for every key, in the running unit, and return zero; or return how long to wait, and count nothing.

    A try is counted before it is judged, so that guesses sent at once are not all judged by the same count.
    Keys that begin with `address` wait less.
    """
    moment, caps = clock.real(), {_key(name): LONGEST_FOR_ADDRESS if name.startswith("address") else LONGEST for name in names}
    rows = _execute(sa.select(_TABLE).where(_TABLE.c.key.in_(caps)).order_by(_TABLE.c.key).with_for_update()).all()
    wait = max((wait_of(row.tries, row.last_at, moment, free, caps[row.key]) for row in rows), default=timedelta(0))
    if wait:
        return wait
    for row in rows:
        _set(row.key, tries=left_of(row.tries, row.last_at, moment) + 1, last_at=moment)
    if fresh := sorted(caps.keys() - {row.key for row in rows}):
        _execute(_first(fresh, moment))
    return wait


def add(name: str, hits: int) -> int:
    """Add to the count of a key, without judging it, in the running unit; returns the whole count."""
    statement = _first([_key(name)], clock.real(), hits).returning(_TABLE.c.tries)
    return int(_execute(statement).scalar_one())


def forgive(name: str) -> None:
    """Forget the tries of a key: the right person came."""
    _execute(sa.delete(_TABLE).where(_TABLE.c.key == _key(name)))


def give_back(name: str) -> None:
    """Take one try off a key that was right this time, leaving those that were wrong."""
    _execute(sa.update(_TABLE).where(_TABLE.c.key == _key(name), _TABLE.c.tries > 0).values(tries=_TABLE.c.tries - 1))


def purge() -> None:
    """Delete what is forgotten anyway."""
    _execute(sa.delete(_TABLE).where(_TABLE.c.last_at < clock.real() - timedelta(days=1)))


_TABLE = Throttle.__table__


def _key(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _set(key: str, **values: Any) -> None:
    _execute(sa.update(_TABLE).where(_TABLE.c.key == key).values(values))


def _first(keys: list[str], moment: datetime, hits: int = 1) -> Any:
    """Count the first tries of keys; when another request was first by a moment, both count."""
    insert = postgresql.insert if db.session.connection().dialect.name == "postgresql" else sqlite.insert
    statement = insert(_TABLE).values([{"key": key, "tries": hits, "last_at": moment} for key in keys])
    return statement.on_conflict_do_update(index_elements=["key"], set_={"tries": _TABLE.c.tries + hits, "last_at": moment})


def _execute(statement: sa.Executable) -> sa.CursorResult[Any]:
    return db.session.connection().execute(statement, execution_options=WALL)
