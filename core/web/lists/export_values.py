"""What an export shows of records: their values, read in pages."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from core.db import db
from core.entities import query as queries
from core.entities.columns import ListField, list_fields, with_currencies
from core.entities.entity import Entity
from core.entities.listing import ListQuery
from core.entities.scope import current
from core.i18n import _

STEP = 500
"""So many records are read at a time; between two pages no transaction is open, so a slow reader holds nobody up."""

Row = list[Any]


def titles(entity: Entity, query: ListQuery) -> list[str]:
    fields = list_fields(entity)
    return [_(fields[name].label) for name in with_currencies(fields, query.columns)]


def page(entity: Entity, query: ListQuery) -> tuple[list[Row], ListQuery | None]:
    """Return the values of some records, and the query that goes on behind them; None at the end. Outside of a unit."""
    found = queries.run(entity, replace(query, size=STEP), counted=False)
    shown = list(_shown(entity, query, found.rows))
    after = _position(found.rows[-1]) if found.next is not None else None
    db.session.commit()
    return shown, replace(query, after=after) if after else None


def rows(entity: Entity, query: ListQuery) -> Iterator[Row]:
    """Yield the values of all records the query finds. Outside of a unit."""
    rest: ListQuery | None = replace(query, after=None, before=None)
    while rest is not None:
        found, rest = page(entity, rest)
        yield from found


def chosen(entity: Entity, query: ListQuery, ids: Sequence[uuid.UUID]) -> Iterator[Row]:
    """Yield the values of the chosen records among those the query finds."""
    made = queries.compiled(entity, replace(query, size=len(ids) + 1, after=None, before=None))
    for segment in made.segments:
        found = db.session.connection().execute(segment.where(entity.table.c.id.in_(ids)), made.binds(query))
        yield from _shown(entity, query, found.all())


def _shown(entity: Entity, query: ListQuery, found: Sequence[Any]) -> Iterator[Row]:
    fields = list_fields(entity)
    readers = [_reader(fields[name]) for name in with_currencies(fields, query.columns)]
    for row in found:
        yield [read(value) for read, value in zip(readers, row[2:], strict=False)]


def _position(row: Any) -> tuple[Any, str]:
    value = row[1]
    plain = value.isoformat() if hasattr(value, "isoformat") else str(value) if isinstance(value, Decimal | uuid.UUID) else value
    return plain, str(row[0])


def _reader(field: ListField) -> Callable[[Any], Any]:
    """Return the function that turns a stored value into what the file shows."""
    labels = {key: _(label) for key, label in getattr(field.field, "choices", ()) or ()}
    zone = ZoneInfo(current().program.zone)
    words = {True: _("Yes"), False: _("No")}
    kind = field.type.name
    read = field.read or _as_it_is
    if kind in ("money", "decimal", "percent"):
        return lambda value: Decimal(str(value)) if value is not None else None
    if kind == "bool":
        return lambda value: words[bool(value)] if value is not None else None
    if kind == "choice":
        return lambda value: labels.get(value, value)
    if kind == "multichoice":
        return lambda value: "; ".join(labels.get(one, one) for one in value or ())
    if kind == "datetime":
        return lambda value: _local(read(value), zone)
    if kind == "lines":
        return lambda value: len(value) if value is not None else None
    return read


def _as_it_is(value: Any) -> Any:
    return value


def _local(value: Any, zone: ZoneInfo) -> Any:
    return value.astimezone(zone).strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else value
