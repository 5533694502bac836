"""What OpenAPI says about the values of a filter, by the type of its field and the operator."""

from collections.abc import Callable, Mapping
from typing import Any

from core.entities.columns import ListField

SEVERAL = frozenset({"in", "not_in", "any", "all"})
SWITCH: dict[str, Any] = {"type": "string", "enum": ["0", "1"]}
TEXT: dict[str, Any] = {"type": "string", "maxLength": 200}
AMOUNT: dict[str, Any] = {"type": "string", "format": "decimal", "pattern": r"^-?[0-9]{1,14}(\.[0-9]{1,4})?$"}
DAY: dict[str, Any] = {"type": "string", "pattern": r"^([0-9]{4}-[0-9]{2}-[0-9]{2}|today([+-][0-9]{1,4})?)$", "examples": ["today-7"]}


def values_of(field: ListField, operator: str) -> dict[str, Any]:
    """Return the schema of a filter parameter. `between` takes two values with `..` in between."""
    if operator == "empty":
        return SWITCH
    if operator == "contains":
        return TEXT
    one = _OF_STORAGE[field.type.storage](field)
    if operator == "between":
        return {"type": "string", "pattern": r"^.+\.\..+$", "description": "Two values, like from..to", "x-of": one}
    return {"type": "array", "items": one} if operator in SEVERAL else one


def _words(field: ListField) -> dict[str, Any]:
    """A choice names its values; whatever else is text is any."""
    choices = [value for value, _label in getattr(field.field, "choices", None) or ()]
    return {"type": "string", "enum": choices} if choices else TEXT


def _always(schema: dict[str, Any]) -> Callable[[ListField], dict[str, Any]]:
    return lambda field: schema


_OF_STORAGE: Mapping[str, Callable[[ListField], dict[str, Any]]] = {
    "text": _words,
    "json": _words,
    "int": _always({"type": "integer"}),
    "money": _always(AMOUNT),
    "date": _always(DAY),
    "time": _always({"type": "string", "format": "date-time"}),
    "bool": _always({"type": "string", "enum": ["0", "1", "true", "false"]}),
    "ref": lambda field: {"type": "string", "format": "uuid", **({"x-entity": field.target} if field.target else {})},
}
