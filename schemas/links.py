"""Fields that point elsewhere or hold rows: references, files, lines."""

import re
import uuid
from collections.abc import Callable, Sequence
from typing import Any, Unpack

from marshmallow import Schema, fields

from schemas.errors import N_
from schemas.field import Field, Options
from schemas.validate import Length

_UUID = re.compile(r"[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_ENTITY = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


class _Id(Field, fields.UUID):
    default_error_messages = {"invalid": N_("This does not point to a record.")}

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> uuid.UUID:
        if isinstance(value, uuid.UUID):
            return value
        if not isinstance(value, str) or not _UUID.fullmatch(value):
            raise self.make_error("invalid")
        return uuid.UUID(value)


class Ref(_Id):
    """The id of a record of the entity `to`, written `plugin.entity`. That it exists is checked when it is saved."""

    type_name = "ref"
    default_error_messages = {"invalid": N_("Choose a record from the list.")}

    def __init__(self, to: str, **options: Unpack[Options]):
        if not _ENTITY.fullmatch(to):
            raise ValueError(f"a reference needs `plugin.entity`, not {to!r}")
        super().__init__(**options)
        self.to = to


class File(_Id):
    """The id of an uploaded file. `accept` lists the endings the file picker offers, like `.pdf`."""

    type_name = "file"
    default_error_messages = {"invalid": N_("Choose a file again.")}

    def __init__(self, *, accept: Sequence[str] = (), **options: Unpack[Options]):
        super().__init__(**options)
        self.accept = tuple(accept)


class Lines(Field, fields.List[dict[str, Any]]):
    """Repeating rows, each judged by `schema`; at most `max_rows`. Rows are always given whole."""

    type_name = "lines"
    default_error_messages = {"invalid": N_("Give a list of rows.")}

    def __init__(self, schema: type[Schema] | Callable[[], Schema], *, max_rows: int = 100, **options: Unpack[Options]):
        self.max_rows = max_rows
        # The base class of lists takes the kind of its items first; hints and options go past it.
        super().__init__(cls_or_instance=fields.Nested(schema), **options)  # type: ignore[call-arg]
        self.validators.insert(0, Length(max=max_rows))

    @property
    def row_schema(self) -> Schema:
        """The schema of one row."""
        inner = self.inner
        assert isinstance(inner, fields.Nested)
        return inner.schema

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> list[Any]:
        # A partial update replaces the rows, so a row itself is never partial.
        if not isinstance(value, list | tuple):
            raise self.make_error("invalid")
        if self.required and not value:
            raise self.make_error("required")
        Length(max=self.max_rows)(value)
        return super()._deserialize(value, attr, data, **(kwargs | {"partial": False}))
