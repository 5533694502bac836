"""Where the rows of a list come from: the entity's table, and the joins that its columns and filters need."""

import itertools
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from core.entities.access import BINDS, readable
from core.entities.columns import ListField, masked
from core.entities.custom import STORAGE_COLUMN, FieldValue
from core.entities.entity import Entity
from core.entities.references import Reference
from core.entities.registry import registry
from core.entities.scope import current


class Source:
    """The FROM clause, grown by the joins that columns and filters need."""

    def __init__(self, entity: Entity, fields: Mapping[str, ListField], *, ids: bool = False):
        self.entity = entity
        self.fields = fields
        self.ids = ids
        self.joined: Any = entity.table
        self._mirrors: dict[str, Any] = {}
        self._labels = itertools.count()

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
        """Return the expression a column shows: the title (or the id) of what is referred to where the actor sees it, the JSON's truth for other custom fields."""
        field = self.fields[name]
        target = registry().get(field.target) if field.target else None
        if target is not None:
            return self._label(target, field.column if field.custom is None else masked(self._pointed_at(name), field.open_to)).label(name)
        return (field.column if field.custom is None else masked(self.entity.table.c.custom[name], field.open_to)).label(name)

    def condition(self, i: int, name: str, op: str, n: int) -> Any:
        field, value = self.fields[name], self.value(name)
        kind = _BOUND_AS.get(op, value.type if field.custom is None else None)
        binds = [sa.bindparam(f"f{i}_{j}", type_=kind) for j in range(max(n, 2 if op == "between" else n))]
        return OPERATORS[op](value, binds)

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
            if current().reach == "partner" and self.entity.audience == "owner" and not (self.entity.also_visible_to or self.entity.shared):
                on.append(table.c.partner_id == BINDS.partner)
            if field.open_to is not None:
                on.append(field.open_to)
            self.joined = self.joined.join(table, sa.and_(*on), isouter=not inner)
            self._mirrors[field.name] = table
        return self._mirrors[field.name].c[column]

    def _pointed_at(self, name: str) -> Any:
        """Return the id a reference in JSON holds, as an id of the database."""
        table, main = Reference.__table__.alias(), self.entity.table
        on = sa.and_(table.c.program_id == main.c.program_id, table.c.record_id == main.c.id, table.c.field == name)
        self.joined = self.joined.outerjoin(table, on)
        return table.c.target_id

    def _label(self, target: Entity, key: Any) -> Any:
        table = _beside(target.table, next(self._labels))
        on = sa.and_(table.c.id == key, readable(target, current().reach, table=table))
        self.joined = self.joined.outerjoin(table, on)
        return table.c["id" if self.ids else target.title or "id"]


@lru_cache(1_000)
def _beside(table: Any, place: int) -> Any:
    """Return a table under another name, the same for the same place in every statement: its columns are made once."""
    named = table.alias()
    len(named.c)  # made here, not by two threads at once
    return named


OPERATORS: Mapping[str, Callable[[Any, list[Any]], Any]] = {
    "empty": lambda v, b: sa.or_(sa.and_(b[0], v.is_(None)), sa.and_(sa.not_(b[0]), v.isnot(None))),
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
"""What the words of operators mean in SQL, for a value and its bind parameters."""

_BOUND_AS: Mapping[str, Any] = {"any": sa.Text(), "all": sa.Text(), "empty": sa.Boolean()}
