"""Lists: a query is compiled once for each shape; a request binds its values and runs it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.db import db
from core.entities.compiling import COUNT_CAP, CompiledQuery, compile_query
from core.entities.entity import Entity
from core.entities.listing import ListQuery, cursor
from core.entities.scope import current

__all__ = ["COUNT_CAP", "CompiledQuery", "Page", "compiled", "run"]


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
    key = ("query", entity.key, scope.reach, scope.actor.staff, scope.actor.viewing, query.shape)
    return scope.program.cache.get(key, lambda: compile_query(entity, query))


def run(entity: Entity, query: ListQuery, *, counted: bool = True) -> Page:
    """Read one page and count to COUNT_CAP; two statements, three where the rows without a sort value begin."""
    made = compiled(entity, query)
    connection, values = db.session.connection(), made.binds(query)
    found: list[Any] = []
    for segment in made.segments:
        found += connection.execute(segment, values).all()
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
    elif query.q and query.at_start and len(made.segments) == 1:
        total = min(int(rows[0].total), COUNT_CAP)
    else:
        total = int(connection.execute(made.count, values).scalar_one())
    return Page(rows, _cursor(rows[-1]) if rows and forward else None, _cursor(rows[0]) if rows and backward else None, total)


def _cursor(row: Any) -> str:
    value = row[1]
    return cursor(
        value.isoformat() if hasattr(value, "isoformat") else str(value) if isinstance(value, Decimal | uuid.UUID) else value, row[0]
    )
