"""Each field type once: its field class and the words other layers map to widgets, cells and SQL."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import marshmallow as ma

from schemas.errors import SchemaError
from schemas.field import Field
from schemas.links import File, Lines, Ref
from schemas.numbers import Decimal, Integer, Money, Percent
from schemas.picks import Boolean, Choice, Country, MultiChoice
from schemas.texts import Email, LongText, Phone, String, Url
from schemas.times import Date, DateTime

_TEXT = ("contains", "eq", "ne", "empty")
_SIZE = ("eq", "ne", "lt", "le", "gt", "ge", "between", "empty")
_PICK = ("in", "not_in", "empty")


@dataclass(frozen=True)
class FieldType:
    """A kind of field. `widget`, `cell`, `operators` and `storage` are words; other layers give them meaning.

    storage: text, int, money (BIGINT of 1/10,000), time (moment), date, bool, json, ref (UUID). `label`, `help` and `icon`
    offer a contributed type where an admin makes fields. Raises SchemaError when the field class has another type.
    """

    name: str
    ma_field: type[Field]
    widget: str
    cell: str
    operators: tuple[str, ...]
    storage: str
    label: str = ""
    help: str = ""
    icon: str = "forms"

    def __post_init__(self) -> None:
        own = vars(self.ma_field)
        if own.get("type_name") != self.name or "field_type" in own:
            raise SchemaError(f"{self.ma_field.__name__} needs a `type_name` of its own, {self.name!r}")
        self.ma_field.field_type = self


TYPES: Mapping[str, FieldType] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            FieldType("text", String, "text", "text", _TEXT, "text"),
            FieldType("longtext", LongText, "textarea", "longtext", ("contains", "empty"), "text"),
            FieldType("int", Integer, "number", "number", _SIZE, "int"),
            FieldType("decimal", Decimal, "decimal", "number", _SIZE, "money"),
            FieldType("money", Money, "money", "money", _SIZE, "money"),
            FieldType("percent", Percent, "percent", "percent", _SIZE, "money"),
            FieldType("date", Date, "date", "date", _SIZE, "date"),
            FieldType("datetime", DateTime, "datetime", "datetime", ("lt", "ge", "between", "empty"), "time"),
            FieldType("bool", Boolean, "checkbox", "bool", ("eq", "empty"), "bool"),
            FieldType("choice", Choice, "select", "choice", _PICK, "text"),
            FieldType("multichoice", MultiChoice, "checks", "choices", ("any", "all", "empty"), "json"),
            FieldType("email", Email, "email", "email", _TEXT, "text"),
            FieldType("url", Url, "url", "url", _TEXT, "text"),
            FieldType("phone", Phone, "phone", "phone", _TEXT, "text"),
            FieldType("country", Country, "country", "country", _PICK, "text"),
            FieldType("ref", Ref, "typeahead", "ref", _PICK, "ref"),
            FieldType("file", File, "file", "file", ("empty",), "ref"),
            FieldType("lines", Lines, "rows", "lines", (), "json"),
        )
    }
)


def type_of(field: ma.fields.Field[Any]) -> FieldType:
    """Return the type of a field; raises SchemaError for a field that is not of this language."""
    try:
        found: FieldType = field.field_type  # type: ignore[attr-defined]
        return found
    except AttributeError:
        raise SchemaError(f"{type(field).__name__} is not a field type of `schemas.fields`") from None
