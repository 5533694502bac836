"""Closing rows: what a unit writes about its changes (audit, events, timers, search words, the answer to a repeated request).

Nothing in the unit builds on them, so they wait and leave together before the commit: on PostgreSQL in one statement. They
are written earlier where it matters: before a savepoint, before a statement that reads them, and before somebody else acts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from core import many
from core.db import db
from core.entities import scope as scopes
from core.entities.marks import WALL
from core.entities.scope import Scope

TOGETHER = 12
"""So many rows at most share one statement; longer batches are sent table by table."""

OPTIONS = {**WALL, "hansa_closing": True}
"""Marks the statements; those who count statements count what leaves together once."""

Bind = Callable[..., Any]
Row = Mapping[str, Any]


class Closing:
    """A kind of closing row. `write(bind)` returns the statement for one row, its values made by `bind(name, type)`.

    `read_as`: names by which SQL reads the rows; `key`: of rows alike in these columns the last one counts; `anyone`: rows of
    the program that whoever acts in it may add, as row-level security knows; `table`: whose rows are inserted as they are, where
    that is all the statement does.
    """

    def __init__(
        self, write: Callable[[Bind], Any], *, read_as: Iterable[str], key: Sequence[str] = (), anyone: bool = False, table: Any = None
    ):
        self.write, self.read_as, self.key, self.anyone, self.table = write, tuple(read_as), tuple(key), anyone, table
        self.alone = write(lambda name, type_: sa.bindparam(name, type_=type_)).execution_options(**OPTIONS)

    def place(self, row: Row) -> object:
        """Return what a row shares with those it takes the place of; without a key, nothing."""
        return tuple(row[name] for name in self.key) if self.key else object()


def into(table: Any, columns: Sequence[str], *, anyone: bool = False) -> Closing:
    """Return the closing rows of a table whose inserts name these columns."""

    def made(bind: Bind) -> Any:
        return sa.insert(table).values({name: bind(name, table.c[name].type) for name in columns})

    return Closing(made, read_as=[table.name], anyone=anyone, table=table)


def out_of(table: Any, columns: Sequence[str]) -> Closing:
    """Return the kind that deletes the rows of a table which have the given values in these columns."""

    def gone(bind: Bind) -> Any:
        return sa.delete(table).where(*(table.c[name] == bind(name, table.c[name].type) for name in columns))

    return Closing(gone, read_as=[table.name])


def add(kind: Closing, rows: Sequence[Row]) -> None:
    """Write rows before the running unit commits; at once where no unit runs."""
    connection, scope = _unit(), scopes.peek()
    if not rows:
        return
    if connection is None:
        db.session.connection().execute(kind.alone, rows)
        return
    connection.info.setdefault("closing", {}).setdefault(kind, {}).update((kind.place(row), row) for row in rows)
    if scope is not None and scope.system and not kind.anyone:
        connection.info["closing_behind"] = True


def withdraw(kind: Closing, unwanted: Callable[[Row], bool]) -> None:
    """Let go of rows that wait, because what they tell is no longer so."""
    waiting = _waiting()
    if kind in waiting:
        waiting[kind] = {place: row for place, row in waiting[kind].items() if not unwanted(row)}


def waits(kind: Closing, row: Row) -> bool:
    """Tell whether a row of this kind waits whose place this one would take."""
    return kind.place(row) in _waiting().get(kind, {})


def _waiting() -> dict[Closing, dict[object, Row]]:
    connection = _unit()
    found: dict[Closing, dict[object, Row]] = connection.info.get("closing", {}) if connection is not None else {}
    return found


def _unit() -> Connection | None:
    """Return the connection of the running unit. Where a hook is watched, asking its session for it opens the hook's savepoint."""
    session = db.session()
    connection: Connection | None = session.info.get("unit")
    return session.connection() if connection is not None and "connection" in vars(session) else connection


def turn(connection: Connection, before: Scope | None, after: Scope | None) -> None:
    """Somebody else acts from here on: send what only whoever acted until now may write.

    An actor who looks behind the wall comes back, so its rows wait; what was written there leaves with the right to do so.
    """
    same = before is not None and after is not None and before.actor is after.actor and before.program is after.program
    if not same:
        write(connection)
    elif before and before.system and after and not after.system and connection.info.pop("closing_behind", None):
        write(connection)  # with what anyone may write, as the statement leaves anyhow


def write(connection: Connection) -> None:
    """Send what waits on this connection."""
    waiting: dict[Closing, dict[object, Row]] = connection.info.pop("closing", {})
    connection.info.pop("closing_behind", None)
    found = [(kind, list(rows.values())) for kind, rows in waiting.items() if rows]
    postgres = connection.dialect.name == "postgresql"
    if postgres and found and sum(len(rows) for _, rows in found) <= TOGETHER:
        statement = _combined(tuple((kind, len(rows)) for kind, rows in found))
        flat = [row for _, rows in found for row in rows]
        connection.execute(statement, {_name(i, name): value for i, row in enumerate(flat) for name, value in row.items()})
        return
    for kind, rows in found:
        if postgres and kind.table is not None and len(rows) > TOGETHER:
            many.insert(connection, kind.table, list(rows[0]), rows, OPTIONS)
        else:
            connection.execute(kind.alone, rows, execution_options=many.APART if kind.key else {})


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
        connection.info.pop("closing_behind", None)


def _before_reading(connection: Connection, cursor: Any, statement: str, *rest: Any) -> None:
    waiting = connection.info.get("closing")
    if waiting and any(name in statement for kind in waiting for name in kind.read_as):
        write(connection)


@cache
def _combined(shape: tuple[tuple[Closing, int], ...]) -> Any:
    """Return one statement that writes so many rows of each kind, its parameters numbered by row."""
    kinds = [kind for kind, count in shape for _ in range(count)]
    *others, last = [kind.write(_binder(i)) for i, kind in enumerate(kinds)]
    parts = [statement.cte(f"closing_{i}") for i, statement in enumerate(others)]
    return last.add_cte(*parts).execution_options(**OPTIONS)


def _binder(number: int) -> Bind:
    return lambda name, type_: sa.bindparam(_name(number, name), type_=type_)


def _name(number: int, name: str) -> str:
    return f"r{number}_{name}"
