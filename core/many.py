"""Many rows in one statement on PostgreSQL, where the driver sends every row by itself, at a cost to both sides.

What is written of each row is selected from a JSON text of all of them. The same rows are written, judged by the same keys and
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

APART = {"hansa_apart": True}
"""Execution option: no two of the rows change the same row. Only then the order of changes does not matter."""

_NEW = re.compile(r"(INSERT INTO \S+ \([^()]+\)) VALUES \((.+?)\)( ON CONFLICT \([^()]+\) DO (?:NOTHING|UPDATE SET .+))?")
_CHANGED = re.compile(r"(UPDATE \S+ SET .+?) WHERE (.+)")
_VALUE = re.compile(r"%\((\w+)\)s(?:::([A-Z]+(?: PRECISION| VARYING| WITH(?:OUT)? TIME ZONE)?(?:\[\])?))?")


class _Many(NamedTuple):
    """The statement for many rows, and the parameters of one row in the order of its columns."""

    text: str
    names: tuple[str, ...]


def watch(engine: Engine) -> None:
    if engine.dialect.name == "postgresql":
        event.listen(engine, "do_executemany", _write)


def _write(cursor: Any, statement: str, rows: Sequence[Mapping[str, Any]], context: Any) -> bool | None:
    """Write the rows; None leaves them to the driver: another kind of statement, or values JSON can not tell."""
    if context is None or not context.compiled:
        return None
    apart = bool(context.execution_options.get("hansa_apart"))
    if context.isupdate and len(rows) > TOGETHER:  # whoever changes rows counts them all
        return None
    many = _of(statement, _untyped(context.compiled), apart)
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
    return json.dumps([{f"c{at}": row[name] for at, name in enumerate(many.names)} for row in rows], default=_told, separators=(",", ":"))


def _told(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return str(value)
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
def _of(statement: str, booleans: frozenset[str], apart: bool) -> _Many | None:
    """Return the statement for many rows whose parameters are columns of what is given; None where a type is not told."""
    flat, known = " ".join(statement.split()), {}
    for name, type_ in _VALUE.findall(flat):
        known[name] = type_ or ("BOOLEAN" if name in booleans else "")
    places = {name: f"given.c{at}" for at, name in enumerate(known)}
    given = f"json_to_recordset(%s::json) AS given({', '.join(f'c{at} {type_}' for at, type_ in enumerate(known.values()))})"
    text = _from(flat, given, apart)
    return _Many(_VALUE.sub(lambda found: places[found[1]], text), tuple(known)) if text and all(known.values()) else None


def _from(flat: str, given: str, apart: bool) -> str:
    """Return a statement of one row as one of all rows that are given; "" for one that is left to the driver."""
    if found := _NEW.fullmatch(flat):
        head, values, met = found.groups(default="")
        lone = apart or "DO UPDATE" not in met
        return f"{head} SELECT {values} FROM {given}{met}" if lone else ""  # noqa: S608 - of a compiled statement
    if apart and (found := _CHANGED.fullmatch(flat)):
        return f"{found[1]} FROM {given} WHERE {found[2]}"
    return ""
