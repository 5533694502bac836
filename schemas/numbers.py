"""Fields for numbers. All are exact: floats, exponents and special values are refused."""

import decimal
import re
from typing import Any, Unpack

from marshmallow import fields

from schemas.errors import N_, refusal
from schemas.field import Field, Options
from schemas.validate import Range

BIGINT = 2**63 - 1
PLACES = 4
LIMIT = decimal.Decimal(BIGINT).scaleb(-PLACES)
WHOLE = BIGINT // 10**PLACES
INT = 2**31 - 1
"""What a column of whole numbers keeps: four bytes."""
_WHOLE = re.compile(r"[+-]?[0-9]{1,19}")
_EXACT = re.compile(rf"[+-]?[0-9]{{1,19}}(\.[0-9]{{1,{PLACES}}})?")


def plain(value: decimal.Decimal) -> str:
    """Return the one way to write an amount: no exponent, no trailing zeros, no negative zero."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


class Integer(Field, fields.Integer):
    """A whole number, at least `min` and at most `max`; four bytes where nothing else is said, as its column keeps no more."""

    type_name = "int"
    default_error_messages = {"invalid": N_("Write a whole number, like 12.")}

    def __init__(self, *, min: int = -INT, max: int = INT, **options: Unpack[Options]):
        super().__init__(**options)
        self.most = max
        self.validators.insert(0, Range(min=min, max=max))

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> int:
        if isinstance(value, str) and _WHOLE.fullmatch(value):
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.make_error("invalid")
        return value


class Decimal(Field, fields.String):
    """An exact number with at most 4 decimals. Text in JSON, `decimal.Decimal` in Python."""

    type_name = "decimal"
    default_error_messages = {
        "invalid": N_("Write a number, like 1234.50, with at most 4 decimals."),
        "float": N_('Send the number as text, like "1234.50", so that no digit is lost.'),
    }
    pattern = _EXACT.pattern
    least: decimal.Decimal = -LIMIT
    most: decimal.Decimal = LIMIT

    def __init__(
        self,
        *,
        min: decimal.Decimal | int | str | None = None,
        max: decimal.Decimal | int | str | None = None,
        **options: Unpack[Options],
    ):
        super().__init__(**options)
        self.min = self.least if min is None else decimal.Decimal(min)
        self.max = self.most if max is None else decimal.Decimal(max)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, float):
            raise self.make_error("float")
        if isinstance(value, bool) or not isinstance(value, str | int | decimal.Decimal):
            raise self.make_error("invalid")
        return self._exact(value)

    def _exact(self, value: str | int | decimal.Decimal) -> decimal.Decimal:
        if isinstance(value, decimal.Decimal):
            value = plain(value) if value.is_finite() and abs(value.adjusted()) < 40 else "?"
        if isinstance(value, int):
            _within(value, -BIGINT, BIGINT)
        if not _EXACT.fullmatch(str(value)):
            raise self.make_error("invalid")
        number = decimal.Decimal(plain(decimal.Decimal(value)))
        _within(number, self.min, self.max)
        return number

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> str | None:
        return plain(value) if isinstance(value, decimal.Decimal) else None if value is None else str(value)


class Money(Decimal):
    """An amount, exact to 1/10,000 of its unit. `metadata={"currency": "<field>"}` names the field beside it that says its currency;
    without it the amount is in that of the program."""

    type_name = "money"
    default_error_messages = {"invalid": N_("Write an amount, like 1234.50, with at most 4 decimals.")}


class Percent(Decimal):
    """Percentage points: 12.5 means 12.5 %. Between 0 and 100 unless said otherwise."""

    type_name = "percent"
    default_error_messages = {"invalid": N_("Write a percentage, like 12.5.")}
    least = decimal.Decimal(0)
    most = decimal.Decimal(100)


def _within(value: Any, least: Any, most: Any) -> Any:
    if value < least:
        raise refusal(N_("Give at least %(min)s."), "too-small", min=least)
    if value > most:
        raise refusal(N_("Give at most %(max)s."), "too-large", max=most)
    return value
