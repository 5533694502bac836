"""Fields for days and moments."""

import datetime as dt
import re
from typing import Any

from marshmallow import fields

from schemas.errors import N_
from schemas.field import Field

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?([Zz]|[+-][0-9]{2}:?[0-9]{2})?")
YEARS = range(2, 9999)
"""Days that have a day before and after them: another zone may want that one."""


class Date(Field, fields.Date):
    """A business date, without time and zone. `2026-09-30` in JSON."""

    type_name = "date"
    default_error_messages = {"invalid": N_("Write a date that exists, like 2026-09-30.")}

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> dt.date:
        day = value if isinstance(value, dt.date) and not isinstance(value, dt.datetime) else self._parsed(value)
        if day.year not in YEARS:
            raise self.make_error("invalid")
        return day

    def _parsed(self, value: Any) -> dt.date:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise self.make_error("invalid")
        try:
            return dt.date.fromisoformat(value)
        except ValueError as error:
            raise self.make_error("invalid") from error

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> str | None:
        return value.isoformat() if isinstance(value, dt.date) else value


class DateTime(Field, fields.AwareDateTime):
    """A moment, kept in UTC. JSON needs an offset; `2026-09-30T14:00:00+02:00`."""

    type_name = "datetime"
    default_error_messages = {
        "invalid": N_("Write a date and time that exist, like 2026-09-30T14:00:00+00:00."),
        "no-offset": N_("Say in which time zone: end it with an offset, like +00:00."),
    }

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> dt.datetime:
        moment = value if isinstance(value, dt.datetime) else self._parsed(value)
        if moment.utcoffset() is None:
            raise self.make_error("no-offset")
        if moment.year not in YEARS:
            raise self.make_error("invalid")
        return moment.astimezone(dt.UTC)

    def _parsed(self, value: Any) -> dt.datetime:
        if not isinstance(value, str) or not _MOMENT.fullmatch(value):
            raise self.make_error("invalid")
        try:
            return dt.datetime.fromisoformat(value.upper())
        except ValueError as error:
            raise self.make_error("invalid") from error

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> str | None:
        return value.isoformat() if isinstance(value, dt.datetime) else value
