"""Fields that pick: yes or no, one of a list, several of a list, a country."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Unpack

from babel import Locale
from marshmallow import fields

from schemas.errors import N_
from schemas.field import Field, Options
from schemas.validate import OneOf

Choices = Sequence[tuple[str, str]]

# Codes CLDR lists that are not countries or areas of ISO 3166-1; XK (Kosovo) is in common use and stays.
_NOT_ISO = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])


@cache
def country_codes() -> frozenset[str]:
    """Return the ISO 3166-1 alpha-2 codes."""
    return frozenset(str(code) for code in Locale("en").territories if len(str(code)) == 2) - _NOT_ISO


class Boolean(Field, fields.Boolean):
    """Yes or no."""

    type_name = "bool"
    default_error_messages = {"invalid": N_("Say yes or no.")}
    truthy = {True, "true", "on", "1"}
    falsy = {False, "false", "off", "0"}

    def __init__(self, **options: Unpack[Options]):
        super().__init__(**options)
        self.truthy, self.falsy = type(self).truthy, type(self).falsy

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> bool | None:
        return None if value is None else bool(value)


class Choice(Field, fields.String):
    """One of `choices`, pairs of value and label."""

    type_name = "choice"
    default_error_messages = {"invalid": N_("Choose one of the listed values.")}

    def __init__(self, choices: Choices, **options: Unpack[Options]):
        super().__init__(**options)
        self.choices = _checked(choices)
        self.validators.insert(0, OneOf([value for value, _ in self.choices]))

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        return value


class MultiChoice(Field, fields.List[str]):
    """Several of `choices`: a list without repeats, in the order of the choices. None chosen is an empty list."""

    type_name = "multichoice"
    default_error_messages = {"invalid": N_("Choose from the listed values.")}

    def __init__(self, choices: Choices, **options: Unpack[Options]):
        self.choices = _checked(choices)
        # The base class of lists takes the kind of its items first; hints and options go past it.
        super().__init__(cls_or_instance=fields.String(), **options)  # type: ignore[call-arg]

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> list[Any]:
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            raise self.make_error("invalid")
        listed = [known for known, _ in self.choices]
        if not set(value) <= set(listed):
            raise self.make_error("invalid")
        if self.required and not value:
            raise self.make_error("required")
        return [known for known in listed if known in value]

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> list[str] | None:
        return None if value is None else list(value)


class Country(Field, fields.String):
    """A country as ISO 3166-1 alpha-2 code, kept in capitals."""

    type_name = "country"
    default_error_messages = {"invalid": N_("Choose a country, or write its two-letter code.")}

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        code = value.upper() if isinstance(value, str) else None
        if code not in country_codes():
            raise self.make_error("invalid")
        return str(code)


def _checked(choices: Choices) -> tuple[tuple[str, str], ...]:
    pairs = tuple((value, label) for value, label in choices)
    if not pairs or len({value for value, _ in pairs}) != len(pairs):
        raise ValueError("choices need at least one value and no value twice")
    return pairs
