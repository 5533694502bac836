"""Many rows in one statement on PostgreSQL, where the driver sends every row by itself, at a cost to both sides.

An INSERT of plain values becomes one that unnests an array for each column; what all rows share is sent once. The same rows are
written, judged by the same keys and policies. SQLite is handed rows without a message for each, so it needs none of this.
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

_PLAIN = re.compile(r"(INSERT INTO \S+ \([^()]+\)) VALUES \((.+?)\)( ON CONFLICT \([^()]+\) DO NOTHING)?")
_VALUE = re.compile(r"%\((\w+)\)s(?:::([A-Z ]+))?")


class _Many(NamedTuple):
    """A statement for many rows: what stands before and behind the values, and the name and type of each in the order of the columns."""

    head: str
    values: tuple[tuple[str, str], ...]
    tail: str

    def text(self, shared: Collection[str]) -> str:
        listed = (f"%({name})s::{type_}" if name in shared else f"unnest(%({name})s::{type_}[])" for name, type_ in self.values)
        return f"{self.head} SELECT {', '.join(listed)}{self.tail}"


def watch(engine: Engine) -> None:
    if engine.dialect.name == "postgresql":
        event.listen(engine, "do_executemany", _insert)


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


def _insert(cursor: Any, statement: str, rows: Sequence[Mapping[str, Any]], context: Any) -> bool | None:
    """Insert the rows; None leaves them to the driver: another kind of statement, or values an array can not tell."""
    many = _of(statement, _untyped(context.compiled)) if context is not None and context.isinsert and context.compiled else None
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
    columns, shared = _columns(rows, [name for name, _type in many.values])
    return many.text(shared), {name: _array(values) for name, values in columns.items()} | shared


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
    if hasattr(value, "obj"):
        return _text(json.dumps(value.obj, separators=(",", ":")))
    raise TypeError(f"{type(value).__name__} is left to the driver")


def _untyped(compiled: Any) -> frozenset[str]:
    """Return the parameters whose type the statement does not name, though it is known: truth values."""
    return frozenset(name for name, bound in compiled.binds.items() if isinstance(bound.type, sa.Boolean))


@lru_cache(maxsize=500)
def _of(statement: str, booleans: frozenset[str]) -> _Many | None:
    found = _PLAIN.fullmatch(" ".join(statement.split()))
    values = [_VALUE.fullmatch(value) for value in found[2].split(", ")] if found else []
    known = tuple((value[1], value[2] or "BOOLEAN") for value in values if value is not None and (value[2] or value[1] in booleans))
    return _Many(found[1], known, found[3] or "") if found is not None and len(known) == len(values) else None
