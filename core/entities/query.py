"""A list query compiled once into SQL with the access criteria inside; a request binds values and runs it."""

import json
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa

from core import clock
from core.db import db
from core.entities import records, search
from core.entities.access import BINDS, readable
from core.entities.columns import ListField, list_fields
from core.entities.custom import STORAGE_COLUMN, FieldValue, mirrored_value
from core.entities.entity import Entity
from core.entities.listing import ListQuery, cursor
from core.entities.marks import WALL
from core.entities.registry import registry
from core.entities.scope import current
from core.errors import Malformed

COUNT_CAP = 10_001
"""Lists count to this and then say “10,000+”."""


@dataclass(frozen=True, eq=False)
class CompiledQuery:
    """The statements of one shape of query. Rows have `id`, the sort value, then one value for each column.

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
        found: dict[str, Any] = {}
        for i, one in enumerate(query.filters):
            field = self.fields[one.field]
            found |= {f"f{i}_{j}": value for j, value in enumerate(_values(field, one.op, one.values))}
        if query.q:
            found |= search.query_binds(query.q, db.engine.dialect.name, archived=query.archived)
        at = query.after or query.before
        if at:
            found |= {"at_id": _uuid(at[1])}
            if at[0] is not None:
                found["at_value"] = _position(self.fields[query.sort_field], at[0])
        return found


@dataclass(frozen=True, slots=True)
class Page:
    """One page: rows as tuples, and the positions of its neighbours."""

    rows: Sequence[Any]
    next: str | None
    previous: str | None
    total: int


def compiled(entity: Entity, query: ListQuery) -> CompiledQuery:
    """Return the compiled form of a query for the actor's reach; cached under the program's revision."""
    scope = current()
    key = ("query", entity.key, scope.reach, scope.actor.staff, query.shape)
    return scope.program.cache.get(key, lambda: _compile(entity, query))


def run(entity: Entity, query: ListQuery, *, counted: bool = True) -> Page:
    """Read one page and count to COUNT_CAP; two statements, three where the rows without a sort value begin."""
    made = compiled(entity, query)
    connection, binds = db.session.connection(), made.binds(query)
    found: list[Any] = []
    for segment in made.segments:
        found += connection.execute(segment, binds).all()
        if len(found) > query.size:
            break
    more, rows = len(found) > query.size, found[: query.size]
    if made.reverse:
        rows = rows[::-1]
    forward, backward = (True, more) if made.reverse else (more, bool(query.after))
    if not counted:
        total = 0
    elif not (forward or backward):
        total = len(rows)
    elif query.q and at_start(query) and len(made.segments) == 1:
        total = min(int(rows[0].total), COUNT_CAP)
    else:
        total = int(connection.execute(made.count, binds).scalar_one())
    return Page(rows, _cursor(rows[-1]) if rows and forward else None, _cursor(rows[0]) if rows and backward else None, total)


def at_start(query: ListQuery) -> bool:
    """Tell whether the first page is asked for: further pages do not see the rows before them."""
    return query.after is None and query.before is None


def _cursor(row: Any) -> str:
    value = row[1]
    return cursor(
        value.isoformat() if hasattr(value, "isoformat") else str(value) if isinstance(value, Decimal | uuid.UUID) else value, row[0]
    )


def _compile(entity: Entity, query: ListQuery) -> CompiledQuery:
    fields = list_fields(entity)
    counted = _Source(entity, fields)
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
    plain = not query.filters and query.sort == "-id" and at_start(query)
    return bool(query.q) and known and plain and db.engine.dialect.name == "postgresql" and not _restrictions(entity)


def _newest_hits(entity: Entity, query: ListQuery, fields: Mapping[str, ListField]) -> Any:
    """The first page and the count of a search, from one look into the index; the protected table still decides on rows."""
    found = search.candidates(entity.key)
    hits = sa.select(found.c.id).cte().prefix_with("MATERIALIZED", dialect="postgresql")
    newest = sa.select(hits.c.id).order_by(hits.c.id.desc()).limit(query.size + 1).subquery("newest")
    source = _Source(entity, fields)
    shown = [source.shown(name) for name in query.columns]
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


def _where(entity: Entity, query: ListQuery, source: "_Source") -> list[Any]:
    where = [readable(entity, current().reach), *_restrictions(entity)]
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
    source = _Source(entity, fields)
    order, key = source.sorted_by(query.sort_field, part)
    where = _where(entity, query, source)
    shown = [source.shown(name) for name in query.columns]
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


def _restrictions(entity: Entity) -> list[Any]:
    """What plugins add by `restrict_query`; they can only narrow."""
    return [rule for rule in records.hooks("restrict_query", entity=entity, binds=None) if rule is not None]


class _Source:
    """The FROM clause, grown by the joins that columns and filters need."""

    def __init__(self, entity: Entity, fields: Mapping[str, ListField]):
        self.entity = entity
        self.fields = fields
        self.joined: Any = entity.table
        self._mirrors: dict[str, Any] = {}
        self._labels: dict[str, Any] = {}

    def sorted_by(self, name: str, part: str) -> tuple[Any, Any]:
        """Return (sort expression, tie-breaker). A custom field's own index holds both, so its rows lead the join."""
        field = self.fields[name]
        if field.custom is None:
            return field.column, self.entity.table.c.id
        order = self._mirror(field, inner=part == "valued")
        return order, self._mirrors[name].c.record_id if part == "valued" else self.entity.table.c.id

    def value(self, name: str) -> Any:
        """Return the expression a field is filtered and sorted by."""
        field = self.fields[name]
        return field.column if field.column is not None else self._mirror(field)

    def shown(self, name: str) -> Any:
        """Return the expression a column shows: the label for references, the JSON's truth for custom fields."""
        field = self.fields[name]
        if field.custom is not None:
            return self.entity.table.c.custom[name].label(name)
        target = registry().get(field.target) if field.target else None
        return self._label(field, target).label(name) if target else field.column.label(name)

    def condition(self, i: int, name: str, op: str, n: int) -> Any:
        field, value = self.fields[name], self.value(name)
        if op == "empty":
            wanted = sa.bindparam(f"f{i}_0", type_=sa.Boolean())
            return sa.or_(sa.and_(wanted, value.is_(None)), sa.and_(sa.not_(wanted), value.isnot(None)))
        kind = sa.Text() if op in ("any", "all") else value.type if field.custom is None else None
        binds = [sa.bindparam(f"f{i}_{j}", type_=kind) for j in range(max(n, 2 if op == "between" else n))]
        return _OPERATORS[op](value, binds)

    def _mirror(self, field: ListField, *, inner: bool = False) -> Any:
        assert field.custom is not None
        column = STORAGE_COLUMN[field.type.storage]
        if field.name not in self._mirrors:
            table = FieldValue.__table__.alias()
            main = self.entity.table
            on = [
                table.c.program_id == main.c.program_id,
                table.c.field_id == sa.literal(field.custom.id, sa.Uuid()),
                table.c.record_id == main.c.id,
            ]
            if current().reach == "partner" and not (self.entity.also_visible_to or self.entity.shared):
                on.append(table.c.partner_id == BINDS.partner)
            self.joined = self.joined.join(table, sa.and_(*on), isouter=not inner)
            self._mirrors[field.name] = table
        return self._mirrors[field.name].c[column]

    def _label(self, field: ListField, target: Entity) -> Any:
        table = target.table.alias()
        on = sa.and_(table.c.id == field.column, readable(target, current().reach, table=table))
        self.joined = self.joined.outerjoin(table, on)
        return table.c[target.title or "id"]


_OPERATORS: Mapping[str, Callable[[Any, list[Any]], Any]] = {
    "eq": lambda v, b: v == b[0],
    "ne": lambda v, b: sa.or_(v != b[0], v.is_(None)),
    "lt": lambda v, b: v < b[0],
    "le": lambda v, b: v <= b[0],
    "gt": lambda v, b: v > b[0],
    "ge": lambda v, b: v >= b[0],
    "between": lambda v, b: sa.and_(v >= b[0], v <= b[1]),
    "in": lambda v, b: v.in_(b),
    "not_in": lambda v, b: sa.or_(v.not_in(b), v.is_(None)),
    "contains": lambda v, b: v.ilike(b[0], escape="\\"),
    "any": lambda v, b: sa.or_(*(sa.cast(v, sa.Text()).like(one, escape="\\") for one in b)),
    "all": lambda v, b: sa.and_(*(sa.cast(v, sa.Text()).like(one, escape="\\") for one in b)),
}


def _values(field: ListField, op: str, raw: Sequence[str]) -> list[Any]:
    if op == "empty":
        return [raw[0] != "0"]
    if op == "contains":
        return [f"%{_escaped(raw[0])}%"]
    if op in ("any", "all"):
        # The text of a JSON list holds each of its texts in quotes, written as its database writes them.
        plain = db.engine.dialect.name != "postgresql"
        return [f"%{_escaped(json.dumps(one, ensure_ascii=plain))}%" for one in raw]
    if op == "between":
        raw = (list(raw[0].split("..", 1)) if len(raw) == 1 else list(raw))[:2]
        if len(raw) != 2:
            raise Malformed(f"Give two values for “{field.label}”, like 1..10.")
    return [_typed(field, value) for value in raw]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _typed(field: ListField, raw: Any) -> Any:
    """Return the database value for what was typed; custom fields compare with their mirror."""
    try:
        value = _PARSERS[field.type.storage](raw)
        if field.custom is not None:
            found = mirrored_value(field.type.storage, value)
            return found[1] if found else value
        return value
    except (ValueError, TypeError, InvalidOperation, KeyError):
        raise Malformed(f"“{raw}” is not a value for “{field.label}”.") from None


def _position(field: ListField, raw: Any) -> Any:
    """Return the bind value of a cursor, which holds what the database returned."""
    if field.custom is None:
        return _typed(field, raw)
    return _STORED[STORAGE_COLUMN[field.type.storage]](raw)


def _uuid(raw: Any) -> uuid.UUID:
    try:
        return uuid.UUID(str(raw))
    except ValueError:
        raise Malformed("This page of the list no longer exists. Start from the first page.") from None


def day_of(raw: str) -> date:
    """Return a date; `today`, `today+14`, `today-7` are counted where the program is, so that a view stays true."""
    relative = re.fullmatch(r"today([+-][0-9]{1,4})?", raw, re.ASCII)
    return clock.today(current().program.zone) + timedelta(days=int(relative[1] or 0)) if relative else date.fromisoformat(raw)


def _moment(raw: Any) -> datetime:
    found = datetime.fromisoformat(str(raw))
    return found if found.tzinfo else found.replace(tzinfo=clock.now().tzinfo)


_STORED: Mapping[str, Callable[[Any], Any]] = {"v_num": int, "v_text": str, "v_time": _moment}
_PARSERS: Mapping[str, Callable[[Any], Any]] = {
    "text": str,
    "int": int,
    "money": lambda raw: Decimal(str(raw)).quantize(Decimal("0.0001")),
    "date": lambda raw: day_of(str(raw)),
    "time": _moment,
    "bool": lambda raw: raw in (True, "1", "true"),
    "ref": lambda raw: uuid.UUID(str(raw)),
    "json": json.loads,
}
