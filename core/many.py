"""Many rows in one statement on PostgreSQL, where the driver sends every row by itself, at a cost to both sides.

An INSERT of plain values becomes one that selects them from a JSON text. The same rows are written, judged by the same keys and
policies. SQLite is handed rows without a message for each, so it needs none of this.
"""

import json
import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine

TOGETHER = 5_000
"""So many rows at most leave in one message; more take several, and the count of rows is that of the last."""

_PLAIN = re.compile(r"(INSERT INTO \S+ \([^()]+\)) VALUES \((.+?)\)( ON CONFLICT \([^()]+\) DO NOTHING)?")
_VALUE = re.compile(r"%\((\w+)\)s(?:::([A-Z ]+))?")


class _Many(NamedTuple):
    """The statement for many rows, and what it calls the parameters of one row."""

    text: str
    names: Mapping[str, str]


def watch(engine: Engine) -> None:
    if engine.dialect.name == "postgresql":
        event.listen(engine, "do_executemany", _insert)


def _insert(cursor: Any, statement: str, rows: Sequence[Mapping[str, Any]], context: Any) -> bool | None:
    """Insert the rows; None leaves them to the driver: another kind of statement, or values JSON can not tell."""
    many = _of(statement, _untyped(context.compiled)) if context is not None and context.isinsert and context.compiled else None
    if many is None:
        return None
    try:
        texts = [_text(many, rows[start : start + TOGETHER]) for start in range(0, len(rows), TOGETHER)]
    except TypeError:
        return None
    for text in texts:
        cursor.execute(many.text, (text,))
    return True


def _text(many: _Many, rows: Sequence[Mapping[str, Any]]) -> str:
    """What is null is left out: the database reads it so, and half of a record is empty when it is new."""
    told = [{own: value for name, own in many.names.items() if (value := row[name]) is not None} for row in rows]
    return json.dumps(told, default=_told, separators=(",", ":"))


def _told(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return f"{value.int:032x}"
    if isinstance(value, date):
        return value.isoformat()
    # What the driver is given for a column of JSON. Its null is not the null of the column, but would be read as that.
    if (held := getattr(value, "obj", None)) is not None:
        return held
    raise TypeError(f"{type(value).__name__} is left to the driver")


def _untyped(compiled: Any) -> frozenset[str]:
    """Return the parameters whose type the statement does not name, though it is known: truth values."""
    return frozenset(name for name, bound in compiled.binds.items() if isinstance(bound.type, sa.Boolean))


@lru_cache(maxsize=500)
def _of(statement: str, booleans: frozenset[str]) -> _Many | None:
    found = _PLAIN.fullmatch(" ".join(statement.split()))
    values = [_VALUE.fullmatch(value) for value in found[2].split(", ")] if found else []
    known = [(value[1], value[2] or "BOOLEAN") for value in values if value is not None and (value[2] or value[1] in booleans)]
    if found is None or len(known) < len(values):
        return None
    columns = ", ".join(f"c{at} {type_}" for at, (_name, type_) in enumerate(known))
    listed = ", ".join(f"c{at}" for at in range(len(known)))
    text = f"{found[1]} SELECT {listed} FROM json_to_recordset(%s::json) AS given({columns}){found[3] or ''}"  # noqa: S608 - of a compiled statement
    return _Many(text, {name: f"c{at}" for at, (name, _type) in enumerate(known)})
