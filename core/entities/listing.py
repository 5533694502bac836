"""What a list is asked for: search, filters, sort, page. Parsed from a query string, checked against the fields there are."""

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.entities.columns import ListField
from core.errors import FieldError, Malformed

PAGE = 25
MAX_PAGE = 100
MOST_COLUMNS = 60
MAX_FILTERS = 12


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition: a field, an operator word of its type, and the values as typed."""

    field: str
    op: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListQuery:
    """A checked request for a page of a list. `after` and `before` hold the sort value and id of the row to go on from."""

    q: str = ""
    filters: tuple[Filter, ...] = ()
    match_any: bool = False
    sort: str = "-id"
    columns: tuple[str, ...] = ()
    after: tuple[Any, str] | None = None
    before: tuple[Any, str] | None = None
    size: int = PAGE
    archived: bool = False
    ids: bool = False
    """Whether a reference is told by the id of what it points to, as machines want it, and not by its title."""

    @property
    def shape(self) -> tuple[Any, ...]:
        """Return what decides the SQL text; the rest are bind values."""
        cursor = self.after or self.before
        page = ("after" if self.after else "before" if self.before else "", cursor is not None and cursor[0] is None)
        return (
            bool(self.q),
            tuple((f.field, f.op, len(f.values)) for f in self.filters),
            self.match_any,
            self.sort,
            self.columns,
            page,
            self.size,
            self.archived,
            self.ids,
        )

    @property
    def descending(self) -> bool:
        return self.sort.startswith("-")

    @property
    def sort_field(self) -> str:
        return self.sort.lstrip("-")

    @property
    def at_start(self) -> bool:
        """True when the first page is asked for: further pages do not see the rows before them."""
        return self.after is None and self.before is None


def parse(
    args: Iterable[tuple[str, str]], fields: Mapping[str, ListField], sort: str, columns: tuple[str, ...], *, strict: bool = False
) -> ListQuery:
    """Read a query string: `q`, `f.<field>.<op>`, `any`, `sort`, `cols`, `after`, `before`, `size`, `archived`.

    Unknown filters are refused with Malformed, so that a mistyped one never silently shows everything; any unknown name
    when `strict`, as there is nothing else on the page that the name could be for.
    """
    found: dict[str, Any] = {"sort": sort, "columns": columns}
    filters: dict[tuple[str, str], list[str]] = {}
    for name, value in args:
        if name.startswith("f."):
            if value:
                filters.setdefault(_filter_name(name, fields), []).append(value[:200])
        elif name in _READERS:
            found |= _READERS[name](value[:500], fields)
        elif strict:
            raise _unknown(name, f"A list has no parameter “{name}”.")
    if len(filters) > MAX_FILTERS:
        raise Malformed(f"Use at most {MAX_FILTERS} filters at a time.")
    found["filters"] = tuple(Filter(field, op, tuple(values)) for (field, op), values in filters.items())
    return ListQuery(**found)


def cursor(value: Any, record_id: Any) -> str:
    """Return the opaque text of a position in a list."""
    return base64.urlsafe_b64encode(json.dumps([value, str(record_id)], default=str).encode()).decode().rstrip("=")


def _filter_name(name: str, fields: Mapping[str, ListField]) -> tuple[str, str]:
    _, key, op = [*name.split("."), "", ""][:3]
    field = fields.get(key)
    if field is None or op not in field.operators:
        raise _unknown(name, f"This list has no filter “{name}”.")
    return key, op


def _sort(value: str, fields: Mapping[str, ListField]) -> dict[str, Any]:
    field = fields.get(value.lstrip("-"))
    if not value:
        return {}
    if field is None or not field.sortable:
        raise _unknown("sort", f"This list cannot be sorted by “{value}”.")
    return {"sort": value}


def _columns(value: str, fields: Mapping[str, ListField]) -> dict[str, Any]:
    names = tuple(dict.fromkeys(name for name in value.split(",") if name))
    if len(names) > MOST_COLUMNS:
        raise _unknown("cols", f"A list shows {MOST_COLUMNS} columns at most.")
    if any(name not in fields for name in names):
        raise _unknown("cols", "One of the chosen columns does not exist.")
    return {"columns": names} if names else {}


def _position(value: str) -> tuple[Any, str] | None:
    if not value:
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)))
        return found[0], str(found[1])
    except (ValueError, binascii.Error, IndexError, TypeError, KeyError):
        raise _unknown("after", "This page of the list no longer exists. Start from the first page.") from None


def _size(value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= MAX_PAGE:
        raise _unknown("size", f"A page has 1 to {MAX_PAGE} rows.")
    return int(value)


def _switch(name: str, value: str) -> bool:
    if value not in ("", "0", "1"):
        raise _unknown(name, f"“{name}” is 1 or 0.")
    return value == "1"


def _unknown(pointer: str, message: str) -> Malformed:
    error: FieldError = {"pointer": f"/{pointer}", "code": "unknown-parameter", "message": message}
    return Malformed(message, errors=[error])


_READERS: Mapping[str, Any] = {
    "q": lambda value, fields: {"q": value.strip()},
    "any": lambda value, fields: {"match_any": _switch("any", value)},
    "sort": _sort,
    "cols": _columns,
    "after": lambda value, fields: {"after": _position(value)},
    "before": lambda value, fields: {"before": _position(value)},
    "size": lambda value, fields: {"size": _size(value)},
    "archived": lambda value, fields: {"archived": _switch("archived", value)},
}
