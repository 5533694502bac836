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
LONGEST = timedelta(minutes=15)
FORGOTTEN = timedelta(hours=1)
"""Tries are forgotten after so long without one."""


def wait_of(tries: int, last_at: datetime, now: datetime, free: int = FREE) -> timedelta:
    """Return how long a key still has to wait: 1 s after the tries that are free, doubled by each further one, at most 15 minutes."""
    if tries < free or now - last_at >= FORGOTTEN:
        return timedelta(0)
    pause = min(LONGEST, timedelta(seconds=2 ** min(tries - free, 20)))
    return max(timedelta(0), last_at + pause - now)


def admit(*names: str, free: int = FREE) -> timedelta:
    """Count a try for every key, in the running unit, and return zero; or return how long to wait, and count nothing.

    A try is counted before it is judged, so that guesses sent at once are not all judged by the same count.
    """
    moment, keys = clock.now(), sorted(_key(name) for name in names)
    rows = _execute(sa.select(_TABLE).where(_TABLE.c.key.in_(keys)).order_by(_TABLE.c.key).with_for_update()).all()
    wait = max((wait_of(row.tries, row.last_at, moment, free) for row in rows), default=timedelta(0))
    if not wait:
        _execute(_count(keys, moment))
    return wait


def forgive(name: str) -> None:
    """Forget the tries of a key: the right person came."""
    _execute(sa.delete(_TABLE).where(_TABLE.c.key == _key(name)))


def give_back(name: str) -> None:
    """Take one try off a key that was right this time, leaving those that were wrong."""
    _execute(sa.update(_TABLE).where(_TABLE.c.key == _key(name), _TABLE.c.tries > 0).values(tries=_TABLE.c.tries - 1))


def purge() -> None:
    """Delete what is forgotten anyway."""
    _execute(sa.delete(_TABLE).where(_TABLE.c.last_at < clock.now() - FORGOTTEN))


_TABLE = Throttle.__table__


def _key(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _count(keys: list[str], moment: datetime) -> sa.Executable:
    """One more try for each key, or the first one anew; written so that two requests at once both count."""
    insert = postgresql.insert if db.session.connection().dialect.name == "postgresql" else sqlite.insert
    statement = insert(_TABLE).values([{"key": key, "tries": 1, "last_at": moment} for key in keys])
    again = sa.case((_TABLE.c.last_at <= moment - FORGOTTEN, 1), else_=_TABLE.c.tries + 1)
    return statement.on_conflict_do_update(index_elements=["key"], set_={"tries": again, "last_at": moment})


def _execute(statement: sa.Executable) -> sa.CursorResult[Any]:
    return db.session.connection().execute(statement, execution_options=WALL)
