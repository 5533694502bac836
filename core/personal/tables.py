"""What plugins do with their tables when somebody's data is given out or erased: read, blank, delete rows of the active program.

All of it works behind the wall, which the caller of the hooks has opened, and never leaves the program.
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from core.audit import jsonable
from core.db import db
from core.entities import custom, records
from core.entities.marks import WALL
from core.entities.registry import registry
from core.entities.scope import current
from core.errors import ScopeError
from core.personal.subject import GONE, Subject

MANY = 500
TECHNICAL = frozenset({"program_id", "version", "mac", "secret_hash", "key", "digest"})


@dataclass(frozen=True, slots=True)
class Held:
    """Rows about somebody under the name of what they are, as plain data."""

    name: str
    rows: Sequence[Mapping[str, Any]]


def read(name: str, model: Any, *where: Any, omit: frozenset[str] | set[str] = frozenset()) -> Held:
    """Return the rows of a model that fit, without technical columns and those to `omit`."""
    table = model.__table__
    columns = [c for c in table.columns if c.name not in TECHNICAL | omit]
    rows = _run(sa.select(*columns).where(*_inside(table), *where).order_by(*table.primary_key.columns))
    return Held(name, [jsonable(dict(row._mapping)) for row in rows])


def forget(model: Any, *where: Any) -> None:
    """Delete the rows of a model that fit."""
    table = model.__table__
    _run(sa.delete(table).where(*_inside(table), *where))


def blank(model: Any, names: Sequence[str], *where: Any, **instead: Any) -> None:
    """Empty columns of the rows that fit; what may not be empty reads “—”. `instead`: columns that are set to something else.

    The records stay where they are, with their number, state and amounts; what people find them by is written anew.
    """
    table = model.__table__
    fits = (*_inside(table), *where)
    values = {name: _nothing(table.c[name]) for name in names} | instead
    touched = list(_run(sa.select(table.c.id).where(*fits)).scalars()) if _searched(model, values) else []
    if "version" in table.c:
        values["version"] = table.c.version + 1
    if "custom" in names:
        _drop_mirror(table, fits)
    _run(sa.update(table).where(*fits).values(values))
    _reindex(model, touched)


def reword(model: Any, column: str, words: Mapping[str, str], *where: Any) -> None:
    """Put other words where a column holds exactly one of these: names that were kept as they were then."""
    table = model.__table__
    for before, after in words.items():
        _run(sa.update(table).where(*_inside(table), table.c[column] == before, *where).values({column: after}))


def says(model: Any, column: str, words: Sequence[str]) -> Any:
    """Return the condition that a text or JSON column says one of these words."""
    text = sa.cast(model.__table__.c[column], sa.Text)
    written = {form for word in words for form in (word, json.dumps(word)[1:-1])}
    return sa.or_(sa.false(), *(text.contains(form, autoescape=True) for form in sorted(written)))


def ids_of(subject: Subject) -> list[Any]:
    """Return statements for the ids of all records of a partner, one for each kind."""
    kinds = [e for e in registry() if e.audience == "owner"] if subject.partner_id else []
    mine = (current().program.id, subject.partner_id)
    return [sa.select(e.table.c.id).where(e.table.c.program_id == mine[0], e.table.c[e.owner] == mine[1]) for e in kinds]


def _nothing(column: Any) -> Any:
    if isinstance(column.type, sa.JSON):
        return column.default.arg(None) if column.default is not None and column.default.is_callable else {}
    if column.nullable:
        return None
    unique = any(column.name in key.columns for key in column.table.constraints if isinstance(key, sa.UniqueConstraint))
    return sa.literal(f"{GONE} ") + sa.cast(column.table.c.id, sa.String) if unique else GONE


def _inside(table: Any) -> tuple[Any, ...]:
    scope = current()
    if not scope.system:
        raise ScopeError("personal data is read and erased behind the wall, from the hooks for it")
    return (table.c.program_id == scope.program.id,)


def _searched(model: Any, values: Mapping[str, Any]) -> bool:
    entity = registry().of_model(model)
    return entity is not None and bool(entity.search) and not values.keys().isdisjoint((*entity.search, "custom", "archived_at"))


def _reindex(model: Any, ids: Sequence[uuid.UUID]) -> None:
    """Write anew what people find these records by."""
    entity = registry().of_model(model)
    for start in range(0, len(ids) if entity else 0, MANY):
        some = ids[start : start + MANY]
        fresh = sa.select(model).where(model.id.in_(some)).execution_options(populate_existing=True)
        records.reindex(entity, db.session.scalars(fresh).all())  # type: ignore[arg-type]


def _drop_mirror(table: Any, fits: tuple[Any, ...]) -> None:
    values = custom.FieldValue.__table__
    gone = sa.select(table.c.id).where(*fits)
    _run(sa.delete(values).where(values.c.program_id == current().program.id, values.c.record_id.in_(gone)))


def _run(statement: Any) -> Any:
    return db.session.connection().execute(statement.execution_options(**WALL))
