"""Many rows in one statement on PostgreSQL, where the driver sends every row by itself, at a cost to both sides.

An INSERT becomes one that reads its rows from an array for each parameter, and so does an UPDATE whose caller says by APART that no
two rows change the same; what all rows share is sent once. The same rows are written, judged by the same keys and policies. SQLite
is handed rows without a message for each, so it needs none of this.
"""

import json
import re
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection, Engine

TOGETHER = 5_000
"""So many rows at most leave in one message; more take several, and the count of rows is that of the last."""

APART = {"hansa_apart": True}
"""Execution option: no two of the rows change the same row, so their order does not matter."""

_NEW = re.compile(r"(INSERT INTO \S+ \([^()]+\)) VALUES \((.+?)\)( ON CONFLICT \([^()]+\) DO (?:NOTHING|UPDATE SET .+))?")
_CHANGED = re.compile(r"(UPDATE \S+ SET .+?) WHERE (.+)")
_VALUE = re.compile(r"%\((\w+)\)s(?:::([A-Z]+(?: PRECISION| VARYING| WITH(?:OUT)? TIME ZONE)?(?:\[\])?))?")


class _Many(NamedTuple):
    """A statement for many rows: its parts before and behind the rows, and the type of each of its parameters."""

    head: str
    tail: str
    types: Mapping[str, str]

    def sql(self, shared: Collection[str]) -> str:
        """Return the statement that reads its rows from arrays, but for the parameters in which all are alike."""
        listed = [name for name in self.types if name not in shared]
        # An array of arrays would be flattened, so those are read from their texts.
        arrays = ", ".join(f"%({name})s::{'TEXT' if (type_ := self.types[name]).endswith(']') else type_}[]" for name in listed)
        places = {name: f"given.c{at}" for at, name in enumerate(listed)}
        given = f"unnest({arrays}) AS given({', '.join(f'c{at}' for at in range(len(listed)))})"

        def placed(found: re.Match[str]) -> str:
            place, type_ = places.get(found[1]), self.types[found[1]]
            return f"%({found[1]})s::{type_}" if place is None else f"{place}::{type_}" if type_.endswith("]") else place

        return f"{_VALUE.sub(placed, self.head)} FROM {given}{_VALUE.sub(placed, self.tail)}"


def watch(engine: Engine) -> None:
    if engine.dialect.name == "postgresql":
        event.listen(engine, "do_executemany", _write)


def insert(
    connection: Connection, table: sa.Table, names: Sequence[str], rows: Sequence[Mapping[str, Any]], options: Mapping[str, Any]
) -> None:
    """Insert rows of a table on PostgreSQL, their values made ready column by column: that costs a third of doing it row by row."""
    for part in _parts(rows):
        columns, shared = _columns(part, names)
        connection.execute(_listed(table, tuple(names), frozenset(shared)), {**columns, **shared}, execution_options=options)


@lru_cache(maxsize=500)
def _listed(table: sa.Table, names: tuple[str, ...], shared: frozenset[str]) -> sa.Insert:
    def value(name: str) -> Any:
        type_ = table.c[name].type
        if name in shared:
            return sa.cast(sa.bindparam(name, type_=type_), type_)
        return sa.func.unnest(sa.cast(sa.bindparam(name, type_=_Listed(type_)), postgresql.ARRAY(type_)))

    return sa.insert(table).from_select(list(names), sa.select(*map(value, names)), include_defaults=False)


class _Listed(sa.types.UserDefinedType[Sequence[Any]]):
    """The values of a column in all rows."""

    cache_ok = True

    def __init__(self, item: Any):
        self.item = item

    def bind_processor(self, dialect: sa.Dialect) -> Callable[[Any], str]:
        one = self.item.dialect_impl(dialect).bind_processor(dialect)
        return lambda values: _array(values if one is None else list(map(one, values)))


def _write(cursor: Any, statement: str, rows: Sequence[Mapping[str, Any]], context: Any) -> bool | None:
    """Write the rows; None leaves them to the driver: another kind of statement, or values an array can not tell."""
    if context is None or not context.compiled or (context.isupdate and len(rows) > TOGETHER):  # whoever changes rows counts them all
        return None
    many = _of(statement, _untyped(context.compiled), bool(context.execution_options.get("hansa_apart")))
    if many is None:
        return None
    try:
        messages = [_message(many, part) for part in _parts(rows)]
    except TypeError:
        return None
    for text, values in messages:
        cursor.execute(text, values)
    return True


def _message(many: _Many, rows: Sequence[Mapping[str, Any]]) -> tuple[str, dict[str, Any]]:
    columns, shared = _columns(rows, list(many.types))
    return many.sql(shared), {name: _array(values) for name, values in columns.items()} | shared


def _parts(rows: Sequence[Mapping[str, Any]]) -> Iterator[Sequence[Mapping[str, Any]]]:
    return (rows[start : start + TOGETHER] for start in range(0, len(rows), TOGETHER))


def _columns(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> tuple[dict[str, list[Any]], dict[str, Any]]:
    """Return the values by column, and of the columns in which all rows have the same one, that one. One column at least is listed."""
    columns: dict[str, list[Any]] = {}
    shared: dict[str, Any] = {}
    for name in names:
        values = [row[name] for row in rows]
        if columns and values[0] == values[-1] and type(values[0]) in _SHARED and values.count(values[0]) == len(values):
            shared[name] = values[0]
        else:
            columns[name] = values
    return columns, shared


_SHARED = frozenset({type(None), bool, int, str, Decimal, uuid.UUID, date, datetime})
"""Types whose equal values are one and the same to the database; amounts are whole numbers to it."""


def _array(values: Sequence[Any]) -> str:
    """Return values as the text of an array. Raises TypeError for those that are left to the driver."""
    kinds = set(map(type, values))
    if kinds == {str}:
        return f"{{{_texts(values)}}}"
    told = _TOLD.get(kinds.pop(), _told) if len(kinds) == 1 else _told
    return f"{{{','.join(map(told, values))}}}"


def _texts(values: Sequence[str]) -> str:
    told = '"' + '","'.join(values) + '"'
    return told if "\\" not in told and told.count('"') == 2 * len(values) else ",".join(map(_text, values))


def _text(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


_TOLD: Mapping[type, Callable[[Any], str]] = {
    type(None): lambda value: "NULL", bool: str, int: str, float: repr, uuid.UUID: lambda value: value.hex, date: lambda value: value.isoformat(),
    datetime: lambda value: f'"{value.isoformat()}"', str: _text,
}  # fmt: skip


def _told(value: Any) -> str:
    told = _TOLD.get(type(value))
    if told is not None:
        return told(value)
    if isinstance(value, str):
        return _text(value)
    # What the driver is given for a column of JSON. Its null is not the null of the column, and is quoted.
    if isinstance(value, list):
        return _text(_array(value))
    if hasattr(value, "obj"):
        return _text(json.dumps(value.obj, separators=(",", ":")))
    raise TypeError(f"{type(value).__name__} is left to the driver")


def _untyped(compiled: Any) -> frozenset[str]:
    """Return the parameters whose type the statement does not name, though it is known: truth values."""
    return frozenset(name for name, bound in compiled.binds.items() if isinstance(bound.type, sa.Boolean))


@lru_cache(maxsize=500)
def _of(statement: str, booleans: frozenset[str], apart: bool) -> _Many | None:
    """Return what a statement for one row is for many; None for one that is left to the driver."""
    flat = " ".join(statement.split())
    types = {name: type_ or ("BOOLEAN" if name in booleans else "") for name, type_ in _VALUE.findall(flat)}
    if not all(types.values()):
        return None
    if found := _NEW.fullmatch(flat):
        head, values, met = found.groups(default="")
        return _Many(f"{head} SELECT {values}", met, types) if apart or "DO UPDATE" not in met else None
    found = _CHANGED.fullmatch(flat) if apart else None
    return _Many(found[1], f" WHERE {found[2]}", types) if found else None
