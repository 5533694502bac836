"""Values of facts in and out of JSON, CSV and forms: exact, typed, refused when they are not what they should be."""

import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from core.i18n import N_
from core.rules.calendars import WEEKEND, Calendar, Duration
from core.rules.errors import refuse
from core.rules.facts import Facts
from core.rules.scanner import MOST_DIGITS
from core.rules.types import Type


def read(facts: Facts, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of facts as rules want them; RuleError names a fact that is unknown or has another type.

    Numbers come as text or whole numbers, never as floats; dates and moments as ISO texts; durations like P3M or P90D.
    """
    found: dict[str, Any] = {}
    for name, value in raw.items():
        if name not in facts:
            raise refuse(N_("There is no fact “%(name)s”."), "unknown-name", name=name)
        try:
            found[name] = read_value(facts[name].type, value)
        except (ValueError, TypeError, InvalidOperation, KeyError, AttributeError):
            kind = facts[name].type.label
            raise refuse(N_("The value of “%(name)s” is not of the type %(kind)s."), "value", name=name, kind=kind) from None
    return found


def read_value(kind: Type, value: Any) -> Any:
    """Return one value as rules want it; None stays unknown. Raises ValueError or TypeError."""
    return None if value is None else _READ[kind.name](kind, value)


def dump(facts: Facts, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as JSON holds them; `read` gives them back."""
    return {name: dump_value(facts[name].type, value) for name, value in values.items()}


def dump_value(kind: Type, value: Any) -> Any:
    """Return one value as JSON holds it: numbers as exact text, a division that does not end as a fraction like 1/3."""
    if value is None or isinstance(value, bool | str):
        return value
    if kind.name == "rows":
        return [dump(kind.rows, row) for row in value]
    if kind.name == "table":
        return [
            [[dump_value(k, part) for k, part in zip(kind.keys, _parts(kind, key), strict=True)], _cell(kind, held)]
            for key, held in value.items()
        ]
    if isinstance(value, Calendar):
        days = {"holidays": value.holidays, "workdays": value.workdays}
        return {"weekend": list(value.weekend), **{name: sorted(day.isoformat() for day in held) for name, held in days.items()}}
    if kind.name == "texts":
        return sorted(value) if isinstance(value, frozenset) else list(value)
    return plain(value)


def plain(value: Any) -> Any:
    """Return a single value as text; whole numbers as they are."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction) and value.denominator == 1:
        return str(value.numerator)
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return value if isinstance(value, int) else str(value)


def _parts(kind: Type, key: Any) -> Any:
    return (key,) if len(kind.keys) == 1 else key


def _cell(kind: Type, value: Any) -> Any:
    return dump_value(kind.value or Type("number"), value)


def _integer(kind: Type, value: Any) -> int:
    if isinstance(value, bool | float):
        raise TypeError
    return int(_short(value))


def _number(kind: Type, value: Any) -> Decimal | Fraction:
    if isinstance(value, bool | float):
        raise TypeError
    if isinstance(value, Fraction) or (isinstance(value, str) and "/" in value):
        return Fraction(value)
    found = Decimal(_short(value))
    if not found.is_finite() or abs(found.adjusted()) > MOST_DIGITS:
        raise ValueError(value)
    return found


def _short(value: Any) -> Any:
    if isinstance(value, str) and len(value) > MOST_DIGITS + 2:
        raise ValueError(value)
    return value


def _text(kind: Type, value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _bool(kind: Type, value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _date(kind: Type, value: Any) -> date:
    if isinstance(value, datetime):
        raise TypeError
    return value if isinstance(value, date) else date.fromisoformat(value)


def _moment(kind: Type, value: Any) -> datetime:
    found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError(value)
    return found


def _duration(kind: Type, value: Any) -> Duration:
    return value if isinstance(value, Duration) else Duration.read(value)


def _texts(kind: Type, value: Any) -> list[str]:
    if isinstance(value, str):
        raise TypeError
    return [_text(kind, one) for one in value]


def _id(kind: Type, value: Any) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(value)


def _rows(kind: Type, value: Any) -> list[dict[str, Any]]:
    return [read(kind.rows, row) for row in value]


def _table(kind: Type, value: Any) -> dict[Any, Any]:
    """A mapping, or pairs of the list of keys and the value."""
    pairs = value.items() if isinstance(value, Mapping) else value
    found: dict[Any, Any] = {}
    for key, held in pairs:
        parts = tuple(key) if isinstance(key, list | tuple) else (key,)
        made = tuple(read_value(k, part) for k, part in zip(kind.keys, parts, strict=True))
        found[made[0] if len(made) == 1 else made] = read_value(kind.value or Type("number"), held)
    return found


def _calendar(kind: Type, value: Any) -> Calendar:
    if isinstance(value, Calendar):
        return value
    days = {name: frozenset(_date(kind, day) for day in value.get(name, ())) for name in ("holidays", "workdays")}
    return Calendar(weekend=tuple(int(day) for day in value.get("weekend", WEEKEND)), **days)


_READ: Mapping[str, Callable[[Type, Any], Any]] = {
    "text": _text,
    "integer": _integer,
    "number": _number,
    "percent": _number,
    "money": _number,
    "bool": _bool,
    "date": _date,
    "moment": _moment,
    "duration": _duration,
    "texts": _texts,
    "id": _id,
    "rows": _rows,
    "table": _table,
    "calendar": _calendar,
}
