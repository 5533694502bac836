"""The field types, under one name: `fields.String(label=..., required=True)`."""

from schemas.field import Field, Hints, Options
from schemas.links import File, Lines, Ref
from schemas.numbers import Decimal, Integer, Money, Percent
from schemas.picks import Boolean, Choice, Country, MultiChoice
from schemas.rules import Rule
from schemas.texts import Email, LongText, Phone, String, Url
from schemas.times import Date, DateTime
from schemas.types import type_of

__all__ = [
    "Boolean",
    "Choice",
    "Country",
    "Date",
    "DateTime",
    "Decimal",
    "Email",
    "Field",
    "File",
    "Hints",
    "Integer",
    "Lines",
    "LongText",
    "Money",
    "MultiChoice",
    "Options",
    "Percent",
    "Phone",
    "Ref",
    "Rule",
    "String",
    "Url",
    "type_of",
]
