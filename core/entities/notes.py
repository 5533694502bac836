"""Rows an engine keeps of what it did: decisions, receipts, what is known of a company, legs of a posting."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core.db import db
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
    closing.add(_kind(table), [{column.name: _value(column, row) for column in table.columns} for row in rows])


def put(model: type[Any], rows: Sequence[Mapping[str, Any]], *, unless: Sequence[str] = ()) -> None:
    """Insert rows of an entity at once and in one statement, behind the wall: for books whose rows belong together.

    Columns with a default and the program may be left out. `unless`: columns of a unique key; a row whose key is there already
    is left out. Nothing else judges the rows. Raises ScopeError outside of `hansa.system` and for what is no entity.
    """
    entity = registry().of_model(model)
    if entity is None or not current().system:
        raise ScopeError(f"rows of {model.__name__} are put behind the wall only, for an entity")
    table, connection = entity.table, db.session.connection()
    values = {f"{column.name}_{i}": _value(column, row) for i, row in enumerate(rows) for column in table.columns}
    connection.execute(_insert(table, len(rows), tuple(unless), connection.dialect.name), values, execution_options=WALL)


@cache
def _insert(table: sa.Table, count: int, unless: tuple[str, ...], dialect: str) -> Any:
    """Return the statement that inserts so many rows, its parameters numbered by row; made once, and compiled once.

    Rows are selected: a statement that lists them as values would be compiled anew each time. Only PostgreSQL asks for types then.
    """

    def value(column: sa.Column[Any], i: int) -> Any:
        bound: Any = sa.bindparam(f"{column.name}_{i}", type_=column.type)
        return sa.cast(bound, column.type) if dialect == "postgresql" else bound

    rows = [sa.select(*(value(column, i) for column in table.columns)).where(sa.true()) for i in range(count)]
    found = sa.union_all(*rows) if count > 1 else rows[0]
    insert = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table).from_select([c.name for c in table.columns], found)
    return insert.on_conflict_do_nothing(index_elements=list(unless)) if unless else insert


@cache
def _kind(table: sa.Table) -> Closing:
    return closing.into(table, [column.name for column in table.columns], anyone=True)


def _value(column: sa.Column[Any], row: Mapping[str, Any]) -> Any:
    if column.name in row:
        return row[column.name]
    if column.name == "program_id":
        return current().program.id
    default: Any = column.default
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg
