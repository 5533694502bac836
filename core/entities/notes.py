"""Rows an engine keeps of what it did: decisions, receipts, what is known of a company, legs of a posting."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core.db import db, new_id
from core.entities import closing
from core.entities.closing import Closing
from core.entities.marks import WALL
from core.entities.registry import registry
from core.entities.scope import current
from core.errors import ScopeError


def note(model: type[Any], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows of an entity declared with `noted=True` before the running unit commits, whoever acts in it.

    A row has its columns by name; the program and columns with a default may be left out. Nothing else judges the rows: they
    are for engines, not for what somebody typed. Raises ScopeError for other entities.
    """
    entity = registry().of_model(model)
    if entity is None or not entity.noted:
        raise ScopeError(f"{model.__name__} is not an entity whose rows are noted")
    table = entity.table
    closing.add(_kind(table), _whole(table, rows))


def put(model: type[Any], rows: Sequence[Mapping[str, Any]], *, unless: Sequence[str] = ()) -> None:
    """Insert rows of an entity at once and in one statement, behind the wall: for books whose rows belong together.

    Columns with a default and the program may be left out. `unless`: columns of a unique key; a row whose key is there already
    is left out. Nothing else judges the rows. Raises ScopeError outside of `hansa.system` and for what is no entity.
    """
    entity = registry().of_model(model)
    if entity is None or not current().system:
        raise ScopeError(f"rows of {model.__name__} are put behind the wall only, for an entity")
    table, connection = entity.table, db.session.connection()
    statement = _insert(table, tuple(unless), connection.dialect.name)
    connection.execute(statement, _whole(table, rows), execution_options=WALL)


def put_selected(model: type[Any], rows: sa.Select[Any], *, adding: Sequence[str] = (), key: Sequence[str] = ()) -> int:
    """Insert what a select yields, in one statement and behind the wall; return how many rows were written.

    Its columns are named as those of the model; the program and the id may be left out. Where a row with the same `key` is there,
    the columns `adding` grow by what was selected. Raises ScopeError outside of `hansa.system`, for what is no entity, and for a
    select that lacks the actor's criteria.
    """
    entity, connection = registry().of_model(model), db.session.connection()
    if entity is None or not current().system:
        raise ScopeError(f"rows of {model.__name__} are put behind the wall only, for an entity")
    if unproven := registry().proof.unproven(rows.compile(dialect=connection.dialect)):
        raise ScopeError(f"{', '.join(sorted(unproven))} without the criteria of the actor: use hansa.select")
    table, part = entity.table, rows.subquery()
    made = {column.name: part.c[column.name] for column in table.columns if column.name in part.c}
    made.setdefault("program_id", sa.literal(current().program.id, sa.Uuid()))
    made.setdefault("id", _fresh_id(connection.dialect.name))
    kind = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    insert: Any = kind(table).from_select(list(made), sa.select(*made.values()).where(sa.true()))
    if adding:
        grown = {name: table.c[name] + insert.excluded[name] for name in adding}
        insert = insert.on_conflict_do_update(index_elements=list(key), set_=grown)
    return connection.execute(insert, execution_options={**WALL, "preserve_rowcount": True}).rowcount


def _fresh_id(dialect: str) -> Any:
    """Return SQL that makes an id for each row."""
    return sa.func.gen_random_uuid(type_=sa.Uuid()) if dialect == "postgresql" else sa.func.lower(sa.func.hex(sa.func.randomblob(16)))


@cache
def _insert(table: sa.Table, unless: tuple[str, ...], dialect: str) -> Any:
    """Return the statement that inserts rows of a table; made once, and compiled once."""
    insert = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
    return insert.on_conflict_do_nothing(index_elements=list(unless)) if unless else insert


@cache
def _kind(table: sa.Table) -> Closing:
    return closing.into(table, [column.name for column in table.columns], anyone=True)


def _whole(table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with all columns of their table. What was left out is the same for all of them, but for the id."""
    fixed = {column.name: _default(column) for column in table.columns if column.name != "id"}
    return [{**fixed, **({} if "id" in row else {"id": new_id()}), **row} for row in rows]


def _default(column: sa.Column[Any]) -> Any:
    if column.name == "program_id":
        return current().program.id
    default: Any = column.default
    return None if default is None else default.arg(None) if default.is_callable else default.arg
