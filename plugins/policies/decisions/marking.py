"""Values as JSON holds them exactly: what is neither text, whole number nor yes or no carries its type."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

_READERS: Mapping[str, Callable[[str], Any]] = {
    "decimal": Decimal, "fraction": Fraction, "moment": datetime.fromisoformat, "date": date.fromisoformat,
}  # fmt: skip
MARKS = frozenset({*_READERS, "row"})


def marked(value: Any) -> Any:
    """Return a value as plain data that says what it is."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, Fraction):
        return {"fraction": str(value)}
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, Mapping):
        return {"row": {name: marked(one) for name, one in value.items()}}
    if isinstance(value, Iterable):
        return [marked(one) for one in value]
    return str(value)


def unmarked(value: Any) -> Any:
    """Return the value `marked` wrote down."""
    if isinstance(value, list):
        return [unmarked(one) for one in value]
    if isinstance(value, dict):
        kind, inner = next(iter(value.items()))
        return {name: unmarked(one) for name, one in inner.items()} if kind == "row" else _READERS[kind](inner)
    return value


def is_marked(value: Any) -> bool:
    """Tell whether a value carries its type; rows do when the first of them does."""
    if isinstance(value, list):
        return bool(value) and isinstance(value[0], Mapping) and set(value[0]) == {"row"}
    return isinstance(value, Mapping) and len(value) == 1 and next(iter(value)) in MARKS


__all__ = ["is_marked", "marked", "unmarked"]
