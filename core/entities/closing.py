"""Closing rows: what a unit writes about its changes (audit, events, search words, the answer kept for a repeated request).

Nothing in the unit builds on them, so they wait and leave together before the commit: on PostgreSQL in one statement. They
are written earlier where it matters: before a savepoint, before the scope changes, and before a statement that reads them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from core.db import db
from core.entities.marks import WALL

TOGETHER = 6
"""So many rows at most share one statement; longer batches are sent table by table."""

Bind = Callable[..., Any]
Row = Mapping[str, Any]


class Closing:
    """A kind of closing row. `insert(bind)` returns the statement for one row, its values made by `bind(name, type)`.

    `read_as`: names by which SQL reads the rows; `key`: of rows alike in these columns the last one counts.
    """

    def __init__(self, insert: Callable[[Bind], Any], *, read_as: Iterable[str], key: Sequence[str] = ()):
        self.insert, self.read_as, self.key = insert, tuple(read_as), tuple(key)
        self.alone = insert(lambda name, type_: sa.bindparam(name, type_=type_)).execution_options(**WALL)

    def only_last(self, rows: list[Row]) -> list[Row]:
        return list({tuple(row[name] for name in self.key): row for row in rows}.values()) if self.key else rows


def into(table: Any, columns: Sequence[str]) -> Closing:
    """Return the closing rows of a table whose inserts name these columns."""
    return Closing(lambda bind: sa.insert(table).values({name: bind(name, table.c[name].type) for name in columns}), read_as=[table.name])


def add(kind: Closing, rows: Sequence[Row]) -> None:
    """Write rows before the running unit commits; at once where no unit runs."""
    connection = db.session.connection()
    if not db.session().info.get("unit"):
        connection.execute(kind.alone, rows)
    elif rows:
        connection.info.setdefault("closing", {}).setdefault(kind, []).extend(rows)


def write(connection: Connection) -> None:
    """Send what waits on this connection."""
    waiting: dict[Closing, list[Row]] = connection.info.pop("closing", {})
    found = [(kind, kind.only_last(rows)) for kind, rows in waiting.items()]
    together = connection.dialect.name == "postgresql" and sum(len(rows) for _, rows in found) <= TOGETHER
    if together and found:
        statement = _combined(tuple((kind, len(rows)) for kind, rows in found))
        flat = [row for _, rows in found for row in rows]
        connection.execute(statement, {_name(i, name): value for i, row in enumerate(flat) for name, value in row.items()})
        return
    for kind, rows in found:
        connection.execute(kind.alone, rows)


def watch(engine: Engine) -> None:
    """Keep the order that savepoints, rollbacks and readers need."""
    event.listen(engine, "savepoint", lambda connection, name: write(connection))
    event.listen(engine, "rollback_savepoint", lambda connection, name, context: _drop(connection))
    event.listen(engine, "rollback", _drop)
    event.listen(engine, "before_cursor_execute", _before_reading)


def _drop(connection: Connection) -> None:
    """A connection that was lost took what waited with it, and answers no question."""
    if not connection.invalidated:
        connection.info.pop("closing", None)


def _before_reading(connection: Connection, cursor: Any, statement: str, *rest: Any) -> None:
    waiting = connection.info.get("closing")
    if waiting and any(name in statement for kind in waiting for name in kind.read_as):
        write(connection)


@cache
def _combined(shape: tuple[tuple[Closing, int], ...]) -> Any:
    """Return one statement that writes so many rows of each kind, its parameters numbered by row."""
    kinds = [kind for kind, count in shape for _ in range(count)]
    *others, last = [kind.insert(_binder(i)) for i, kind in enumerate(kinds)]
    parts = [statement.cte(f"closing_{i}") for i, statement in enumerate(others)]
    return last.add_cte(*parts).execution_options(**WALL)


def _binder(number: int) -> Bind:
    return lambda name, type_: sa.bindparam(_name(number, name), type_=type_)


def _name(number: int, name: str) -> str:
    return f"r{number}_{name}"
