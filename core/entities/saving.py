"""Saving many changed records of one kind: SQLAlchemy sends an UPDATE for each row that has a version, here goes one for all alike."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm as so
from sqlalchemy.orm.exc import StaleDataError

from core import clock, many
from core.db import db

_KEY = "saved_together"


def flush(changed: Sequence[Any]) -> None:
    """Flush the session, these changed records of one kind by a few statements. Raises StaleDataError as an ordinary flush does."""
    session = db.session()
    alone = not session.new and not session.deleted and {id(r) for r in session.dirty} <= {id(r) for r in changed}
    if len(changed) > 1 and alone:
        session.info[_KEY] = changed
    try:
        session.flush()
    finally:
        session.info.pop(_KEY, None)


def save(session: so.Session) -> None:
    """Write what `flush` was given, once the flush was judged; it finds these records unchanged then."""
    alike: defaultdict[tuple[str, ...], list[tuple[Any, dict[str, Any]]]] = defaultdict(list)
    for record in session.info.pop(_KEY, ()):
        if values := _changed(record):
            alike[tuple(sorted(values))].append((record, values))
    for names, some in alike.items():
        _update(session, names, some)


def _changed(record: Any) -> dict[str, Any]:
    state, columns = sa.inspect(record), type(record).__table__.c
    names = [name for name in state.committed_state if name in columns and state.attrs[name].history.has_changes()]
    return {name: getattr(record, name) for name in names}


def _update(session: so.Session, names: Sequence[str], some: Sequence[tuple[Any, Mapping[str, Any]]]) -> None:
    table = type(some[0][0]).__table__
    moment = {"updated_at": clock.now()} if "updated_at" not in names else {}
    rows = [{**moment, **values, "version": record.version + 1} for record, values in some]
    met = {f"met_{name}": table.c[name] for name in ("program_id", "id", "version")}
    statement = (
        sa.update(table)
        .where(*(column == sa.bindparam(name, type_=column.type) for name, column in met.items()))
        .values({name: sa.bindparam(f"new_{name}", type_=table.c[name].type) for name in rows[0]})
        .execution_options(**many.APART)
    )
    given = [
        {f"new_{name}": value for name, value in row.items()} | {name: getattr(record, column.name) for name, column in met.items()}
        for (record, _), row in zip(some, rows, strict=True)
    ]
    if session.connection().execute(statement, given).rowcount != len(some):
        raise StaleDataError(f"rows of {table} were changed meanwhile")
    for (record, _), row in zip(some, rows, strict=True):
        for name, value in row.items():
            so.attributes.set_committed_value(record, name, value)
