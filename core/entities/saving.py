"""Saving many changed records of one kind: SQLAlchemy sends an UPDATE for each row that has a version, here goes one for all alike."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm as so
from sqlalchemy.orm.exc import StaleDataError

from core import clock, many
from core.db import db

_KEY = "saved_together"


@dataclass(frozen=True, slots=True)
class _Together:
    """Records of one kind that a flush writes by statements of its own; `unseen`: version and moment stay."""

    records: Sequence[Any]
    unseen: bool = False


def flush(changed: Sequence[Any]) -> None:
    """Flush the session, these changed records of one kind by a few statements. Raises StaleDataError as an ordinary flush does."""
    session = db.session()
    alone = not session.new and not session.deleted and {id(r) for r in session.dirty} <= {id(r) for r in changed}
    _flush(session, _Together(changed) if len(changed) > 1 and alone else None)


def keep(record: Any) -> None:
    """Flush the session, this record with its version and its moment as they were.

    For what only the vendor's people read: its owner would else see, by the version alone, that something happened.
    """
    _flush(db.session(), _Together([record], unseen=True))


def save(session: so.Session) -> None:
    """Write what `flush` or `keep` was given, once the flush was judged; it finds these records unchanged then."""
    together: _Together | None = session.info.pop(_KEY, None)
    if together is None:
        return
    alike: defaultdict[tuple[str, ...], list[tuple[Any, dict[str, Any]]]] = defaultdict(list)
    for record in together.records:
        if values := _changed(record):
            alike[tuple(sorted(values))].append((record, values))
    for names, some in alike.items():
        moment = {"updated_at": clock.now()} if "updated_at" not in names else {}
        marks = [{"updated_at": record.updated_at} if together.unseen else {**moment, "version": record.version + 1} for record, _ in some]
        _update(session, [(record, {**values, **mark}) for (record, values), mark in zip(some, marks, strict=True)])


def _flush(session: so.Session, together: _Together | None) -> None:
    if together is not None:
        session.info[_KEY] = together
    try:
        session.flush()
    finally:
        session.info.pop(_KEY, None)


def _changed(record: Any) -> dict[str, Any]:
    state, columns = sa.inspect(record), type(record).__table__.c
    names = [name for name in state.committed_state if name in columns and state.attrs[name].history.has_changes()]
    return {name: getattr(record, name) for name in names}


def _update(session: so.Session, some: Sequence[tuple[Any, Mapping[str, Any]]]) -> None:
    """Write rows of one kind, the same columns of each."""
    table = type(some[0][0]).__table__
    met = {f"met_{name}": table.c[name] for name in ("program_id", "id", "version")}
    statement = (
        sa.update(table)
        .where(*(column == sa.bindparam(name, type_=column.type) for name, column in met.items()))
        .values({name: sa.bindparam(f"new_{name}", type_=table.c[name].type) for name in some[0][1]})
        .execution_options(**many.APART)
    )
    given = [
        {f"new_{name}": value for name, value in row.items()} | {name: getattr(record, column.name) for name, column in met.items()}
        for record, row in some
    ]
    if session.connection().execute(statement, given).rowcount != len(some):
        raise StaleDataError(f"rows of {table} were changed meanwhile")
    for record, row in some:
        for name, value in row.items():
            so.attributes.set_committed_value(record, name, value)
