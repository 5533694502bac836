"""The titles of records that a list is filtered by, read in the statement that counts."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from core.db import db
from core.entities import query as queries
from core.entities.access import readable
from core.entities.columns import ListField, list_fields
from core.entities.entity import Entity
from core.entities.listing import ListQuery
from core.entities.marks import WALL
from core.entities.registry import registry
from core.entities.scope import current


def has_references(query: ListQuery, fields: Mapping[str, ListField]) -> bool:
    return any(fields[f.field].target and f.op in ("in", "not_in") for f in query.filters)


def counted_with_names(entity: Entity, query: ListQuery) -> tuple[int, dict[str, str]]:
    """Return the count, to the cap, and {id: title} of the records filtered by that the actor may see; one statement."""
    scope = current()
    made = queries.compiled(entity, query)
    key = ("count-names", entity.key, scope.reach, scope.actor.staff, scope.actor.viewing, query.shape)
    statement = scope.program.cache.get(key, lambda: made.count.add_columns(*_titles(entity, query)).execution_options(**WALL))
    total, *titles = db.session.connection().execute(statement, made.binds(query)).one()
    return int(total), {value: title for value, title in zip(_values(entity, query), titles, strict=True) if title}


def _values(entity: Entity, query: ListQuery) -> list[str]:
    return [value for _, value, _ in _references(entity, query)]


def _titles(entity: Entity, query: ListQuery) -> list[Any]:
    known, reach = registry(), current().reach
    found = []
    for field, _, bind in _references(entity, query):
        target = known[field.target]
        table = target.table.alias()
        wanted = sa.and_(table.c.id == sa.bindparam(bind, type_=sa.Uuid()), readable(target, reach, table=table))
        found.append(sa.select(sa.cast(table.c[target.title or "id"], sa.String())).where(wanted).scalar_subquery())
    return found


def _references(entity: Entity, query: ListQuery) -> list[tuple[ListField, str, str]]:
    """Return (field, value, name of its bind) of every reference filtered by."""
    fields = list_fields(entity)
    filters = [(i, f) for i, f in enumerate(query.filters) if fields[f.field].target and f.op in ("in", "not_in")]
    return [(fields[f.field], value, f"f{i}_{j}") for i, f in filters for j, value in enumerate(f.values)]
