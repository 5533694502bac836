"""From what was typed or stands in a cursor to the values a compiled query is bound to."""

import json
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from core import clock
from core.db import db
from core.entities import search
from core.entities.columns import ListField
from core.entities.custom import STORAGE_COLUMN, mirrored_value
from core.entities.listing import ListQuery
from core.entities.scope import current
from core.errors import Malformed
from schemas.numbers import BIGINT, LIMIT
from schemas.times import YEARS

Day = TypeVar("Day", date, datetime)


def binds(fields: Mapping[str, ListField], query: ListQuery) -> dict[str, Any]:
    """Return the bind values of a query; Malformed names the value that cannot be read."""
    found: dict[str, Any] = {}
    for i, one in enumerate(query.filters):
        field = fields[one.field]
        found |= {f"f{i}_{j}": value for j, value in enumerate(_values(field, one.op, one.values))}
    if query.q:
        found |= search.query_binds(query.q, db.engine.dialect.name, archived=query.archived)
    at = query.after or query.before
    if at:
        found |= {"at_id": _uuid(at[1])}
        if at[0] is not None:
            found["at_value"] = _position(fields[query.sort_field], at[0])
    return found


def _values(field: ListField, op: str, raw: Sequence[str]) -> list[Any]:
    if op == "empty":
        return [_read(field, _SWITCH.__getitem__, raw[0])]
    if op == "contains":
        return [f"%{_escaped(_read(field, _text, raw[0]))}%"]
    if op in ("any", "all"):
        # The text of a JSON list holds each of its texts in quotes, written as its database writes them; the mirror writes them plainly.
        plain = field.custom is None and db.engine.dialect.name != "postgresql"
        return [f"%{_escaped(json.dumps(_read(field, _text, one), ensure_ascii=plain))}%" for one in raw]
    if op == "between":
        raw = (list(raw[0].split("..", 1)) if len(raw) == 1 else list(raw))[:2]
        if len(raw) != 2:
            raise Malformed(f"Give two values for “{field.label}”, like 1..10.")
    return [_typed(field, value) for value in raw]


_SWITCH: Mapping[str, bool] = {"1": True, "true": True, "0": False, "false": False}


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _typed(field: ListField, raw: Any) -> Any:
    """Return the database value for what was typed; custom fields compare with their mirror."""
    return _read(field, lambda given: _comparable(field, given), raw)


def _comparable(field: ListField, raw: Any) -> Any:
    value = _PARSERS[field.type.storage](raw)
    found = mirrored_value(field.type.storage, value) if field.custom is not None else None
    return _STORED[found[0]](found[1]) if found else value


def _read(field: ListField, parser: Callable[[Any], Any], raw: Any) -> Any:
    """Return what a parser makes of what was typed; Malformed when it cannot be read."""
    try:
        return parser(raw)
    except (ValueError, TypeError, KeyError, ArithmeticError, RecursionError):
        shown = str(raw).encode("utf-8", "replace").decode()
        raise Malformed(f"“{shown}” is not a value for “{field.label}”.") from None


def _position(field: ListField, raw: Any) -> Any:
    """Return the bind value of a cursor, which holds what the database returned."""
    if field.custom is None:
        return _typed(field, raw)
    return _read(field, _STORED[STORAGE_COLUMN[field.type.storage]], raw)


def _uuid(raw: Any) -> uuid.UUID:
    try:
        return uuid.UUID(str(raw))
    except ValueError:
        raise Malformed("This page of the list no longer exists. Start from the first page.") from None


def day_of(raw: str) -> date:
    """Return a date; `today`, `today+14`, `today-7` are counted where the program is, so that a view stays true."""
    relative = re.fullmatch(r"today([+-][0-9]{1,4})?", raw, re.ASCII)
    return clock.today(current().program.zone) + timedelta(days=int(relative[1] or 0)) if relative else date.fromisoformat(raw)


def _day(raw: Any) -> date:
    return _placed(day_of(str(raw)))


def _moment(raw: Any) -> datetime:
    found = datetime.fromisoformat(str(raw))
    return _placed(found if found.tzinfo else found.replace(tzinfo=clock.now().tzinfo))


def _placed(found: Day) -> Day:
    """Return a day or moment every zone can show."""
    if found.year not in YEARS:
        raise ValueError("outside of the calendar")
    return found


def _text(raw: Any) -> str:
    """Return a text a database can compare with: PostgreSQL has no NUL, and no encoding has halves of a surrogate pair."""
    if not isinstance(raw, str) or "\0" in raw:
        raise ValueError("not a text")
    return raw.encode("utf-8").decode()


def _whole(raw: Any) -> int:
    return int(_within(Decimal(int(raw)), Decimal(BIGINT)))


def _amount(raw: Any) -> Decimal:
    return _within(Decimal(str(raw)).quantize(Decimal("0.0001")), LIMIT)


def _within(number: Decimal, most: Decimal) -> Decimal:
    """Return a number there is a column for; NaN is none."""
    if not -most <= number <= most:
        raise ValueError("too large")
    return number


_STORED: Mapping[str, Callable[[Any], Any]] = {"v_num": _whole, "v_text": _text, "v_time": _moment}
_PARSERS: Mapping[str, Callable[[Any], Any]] = {
    "text": _text,
    "int": _whole,
    "money": _amount,
    "date": _day,
    "time": _moment,
    "bool": lambda raw: raw in (True, "1", "true"),
    "ref": lambda raw: uuid.UUID(str(raw)),
    "json": json.loads,
}
