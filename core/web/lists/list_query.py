"""The query of a list as a person's browser sends it: read, carried on in links and hidden inputs."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import g, request
from markupsafe import Markup, escape
from marshmallow import ValidationError

from core.entities.columns import ListField, list_fields
from core.entities.entity import Entity
from core.entities.listing import ListQuery, parse
from core.entities.scope import current
from core.errors import Malformed
from core.i18n import current as current_locale
from core.i18n import say
from core.web.forms.inputs import localize, plain_number
from core.web.lists.filters import NUMBERS, Chosen

PAGING = ("after", "before")
Pairs = list[tuple[str, str]]


def read_query(entity: Entity, pairs: Iterable[tuple[str, str]] | None = None) -> ListQuery:
    """Return the checked query of the request, or of `pairs`. Numbers may be grouped, days are those of the program's zone."""
    fields = list_fields(entity)
    given = list(request.args.items(multi=True) if pairs is None else pairs)
    read = list(_read(given, fields))
    chosen = [value for name, value in given if name == "cols"]
    if chosen:
        read.append(("cols", ",".join(chosen)))
    return parse(read, fields, entity.sort, default_columns(entity))


def default_columns(entity: Entity) -> tuple[str, ...]:
    fields = list_fields(entity)
    return tuple(name for name in entity.list_columns if name in fields) or tuple(fields)[:4]


def pairs_of(dropped: Iterable[str] = ()) -> Pairs:
    """Return the query string without pages, blanks and the names given; a name ending in `.` drops all that begin with it."""
    given: Pairs = g.get("list_pairs") or _given()
    gone = set(dropped)
    if not gone:
        return given
    prefixes = tuple(name for name in gone if name.endswith("."))
    return [pair for pair in given if pair[0] not in gone and not pair[0].startswith(prefixes)]


def _given() -> Pairs:
    """Read the query string once for each request."""
    found = [(name, value) for name, value in request.args.items(multi=True) if value and name not in PAGING]
    g.list_pairs = found
    return found


def with_query(base: str, dropped: Iterable[str] = (), **changed: Any) -> str:
    """Return the list's address with the present query, without pages and `dropped`, with `changed`."""
    pairs = [*pairs_of({*dropped, *changed}), *((name, value) for name, value in changed.items() if value)]
    return f"{base}?{'&'.join(_encoded(name, value) for name, value in pairs)}" if pairs else base


@lru_cache(maxsize=4096)
def _encoded(name: str, value: str) -> str:
    """A list has a dozen links that repeat the same pairs."""
    return urlencode([(name, value)])


def hidden_inputs(pairs: Iterable[tuple[str, str]]) -> Markup:
    made = (f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in pairs)
    return Markup("".join(made))  # noqa: S704 - both parts are escaped


def chosen_by_field(query: ListQuery) -> dict[str, Chosen]:
    """Return {field: {operator: values}} of the active filters."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for one in query.filters:
        found.setdefault(one.field, {})[one.op] = one.values
    return dict(found)


def _read(pairs: Pairs, fields: Mapping[str, ListField]) -> Iterator[tuple[str, str]]:
    for name, value in pairs:
        field = fields.get(name.split(".")[1]) if name.startswith("f.") else None
        yield name, _typed(field, value) if field is not None and value else value


def _typed(field: ListField, value: str) -> str:
    if field.type.name in NUMBERS:
        return plain_number(value, current_locale())
    if field.type.storage == "time":
        return _moment(value)
    return value


def _moment(value: str) -> str:
    """Return a day or a local time as a moment with its offset; what cannot be read is left for the query to refuse."""
    try:
        typed = datetime.fromisoformat(value)
        return value if typed.tzinfo else localize(typed, current().program.zone).isoformat()
    except ValueError:
        return value
    except ValidationError as error:
        raise Malformed(say(error.messages[0])) from None
