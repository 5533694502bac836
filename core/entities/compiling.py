"""A list query compiled into SQL with the access criteria inside."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from core.db import db
from core.entities import binding, search
from core.entities.access import readable
from core.entities.columns import ListField, list_fields, with_currencies
from core.entities.entity import Entity
from core.entities.listing import ListQuery
from core.entities.marks import WALL
from core.entities.records import restrictions
from core.entities.scope import current
from core.entities.source import Source

COUNT_CAP = 10_001
"""Lists count to this and then say “10,000+”."""


@dataclass(frozen=True, eq=False)
class CompiledQuery:
    """The statements of one shape of query. Rows have `id`, the sort value, then what `columns.with_currencies` names.

    `segments` are read in turn until the page is full: where the sort field may be empty, rows with a value and rows
    without one are two statements, so that each can follow an index. The second runs only at the end of the first.
    """

    segments: tuple[Any, ...]
    count: Any
    names: tuple[str, ...]
    fields: Mapping[str, ListField]
    reverse: bool

    def binds(self, query: ListQuery) -> dict[str, Any]:
        """Return the bind values for a query of this shape; Malformed names the value that cannot be read."""
        return binding.binds(self.fields, query)


def compile_query(entity: Entity, query: ListQuery) -> CompiledQuery:
    """Return the statements for a shape of query and the reach of the scope's actor."""
    fields = list_fields(entity)
    counted = Source(entity, fields)
    inner = sa.select(sa.literal(1)).where(*_where(entity, query, counted)).select_from(counted.joined).limit(COUNT_CAP).subquery()
    counting = sa.select(sa.func.count()).select_from(inner).execution_options(**WALL)
    if _straight(entity, query):
        return CompiledQuery((_newest_hits(entity, query, fields),), counting, query.columns, fields, False)
    segments = tuple(_segment(entity, query, fields, part) for part in _parts(query, fields[query.sort_field]))
    return CompiledQuery(segments, counting, query.columns, fields, query.before is not None)


def _straight(entity: Entity, query: ListQuery) -> bool:
    """Tell whether the newest candidates of a search are its first page: nothing else narrows or orders them.

    The index knows program, kind, owner and archiving. What it does not know takes the long way over all candidates.
    """
    known = current().reach == "all" or (current().reach == "partner" and not entity.shared)
    plain = not query.filters and query.sort == "-id" and query.at_start
    return bool(query.q) and known and plain and db.engine.dialect.name == "postgresql" and not restrictions(entity)


def _newest_hits(entity: Entity, query: ListQuery, fields: Mapping[str, ListField]) -> Any:
    """The first page and the count of a search, from one look into the index; the protected table still decides on rows."""
    found = search.candidates(entity.key)
    hits = sa.select(found.c.id).cte().prefix_with("MATERIALIZED", dialect="postgresql")
    newest = sa.select(hits.c.id).order_by(hits.c.id.desc()).limit(query.size + 1).subquery("newest")
    source = Source(entity, fields, ids=query.ids)
    shown = _shown(source, query)
    key = entity.table.c.id
    total = sa.select(sa.func.count()).select_from(hits).scalar_subquery().label("total")
    origin = source.joined.join(newest, newest.c.id == key)
    where = [readable(entity, current().reach)]
    return (
        sa.select(key, key.label("sort_value"), *shown, total)
        .select_from(origin)
        .where(*where)
        .order_by(key.desc())
        .execution_options(**WALL)
    )


def _shown(source: Source, query: ListQuery) -> list[Any]:
    return [source.shown(name) for name in with_currencies(source.fields, query.columns)]


def _where(entity: Entity, query: ListQuery, source: Source) -> list[Any]:
    where = [readable(entity, current().reach), *restrictions(entity)]
    if "archived_at" in entity.table.c:
        where.append(entity.table.c.archived_at.isnot(None) if query.archived else entity.table.c.archived_at.is_(None))
    conditions = [source.condition(i, f.field, f.op, len(f.values)) for i, f in enumerate(query.filters)]
    if conditions:
        where.append(sa.or_(*conditions) if query.match_any else sa.and_(*conditions))
    if query.q:
        where.append(search.matching(entity.table.c.id, entity.key, db.engine.dialect.name))
    return where


def _parts(query: ListQuery, field: ListField) -> list[str]:
    """Name the segments a page may need, in order: rows with a sort value, rows without."""
    if not field.nullable:
        return ["valued"]
    at = query.after or query.before
    order = ["empty", "valued"] if query.before else ["valued", "empty"]
    return order if at is None or (at[0] is None) == (order[0] == "empty") else order[1:]


def _segment(entity: Entity, query: ListQuery, fields: Mapping[str, ListField], part: str) -> Any:
    source = Source(entity, fields, ids=query.ids)
    order, key = source.sorted_by(query.sort_field, part)
    where = _where(entity, query, source)
    shown = _shown(source, query)
    descending = query.descending != (query.before is not None)
    at = query.after or query.before
    if at is not None and (at[0] is None) == (part == "empty"):
        where.append(_beyond(order, key, descending, part))
    ways = [key] if part == "empty" or order is key else [order, key]
    if part == "empty":
        where.append(order.is_(None))
    elif fields[query.sort_field].nullable:
        where.append(order.isnot(None))
    # Finding what a search means costs more than counting it, so one statement does both.
    total = [sa.func.count().over().label("total")] if query.q else []
    statement = sa.select(entity.table.c.id, order.label("sort_value"), *shown, *total).select_from(source.joined).where(*where)
    return statement.order_by(*(w.desc() if descending else w.asc() for w in ways)).limit(query.size + 1).execution_options(**WALL)


def _beyond(order: Any, key: Any, descending: bool, part: str) -> Any:
    """Rows behind the position in the order of the list."""
    at_id = sa.bindparam("at_id", type_=sa.Uuid())
    further = key < at_id if descending else key > at_id
    if part == "empty" or order is key:
        return further
    value = sa.bindparam("at_value", type_=order.type)
    return sa.or_(order < value if descending else order > value, sa.and_(order == value, further))
