"""Drafts: what was typed into a form and not saved yet, kept for its person until the form is saved."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm as so
from sqlalchemy.dialects import postgresql, sqlite
from werkzeug.datastructures import MultiDict

from core import clock
from core.db import Model, db
from core.entities import closing
from core.entities.entity import Entity
from core.entities.marks import WALL
from core.entities.personal import mine, owned, principal
from core.entities.scope import current
from core.errors import Unprocessable

NEW = uuid.UUID(int=0)
"""Stands for the record of a form that makes a new one."""

UNKEPT = frozenset({"csrf_token", "membership_id", "_key", "_field", "_do"})
MAX_PAIRS, MAX_LENGTH = 2_000, 200_000


class Draft(Model):
    """The pairs of name and text of one form of one person, and when they were typed."""

    program_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    principal: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    entity: so.Mapped[str] = so.mapped_column(primary_key=True)
    record_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True, comment="all zeros: a new record")
    partner_id: so.Mapped[uuid.UUID | None]
    pairs: so.Mapped[list[Any]]
    updated_at: so.Mapped[datetime]
    __table_args__ = (
        sa.ForeignKeyConstraint(["program_id"], ["core_program.id"], ondelete="CASCADE"),
        sa.Index(None, "updated_at"),
    )


_TABLE = Draft.__table__
_DROPPED = closing.out_of(_TABLE, ("program_id", "principal", "entity", "record_id"))


def keep(entity: Entity, record_id: uuid.UUID | None, pairs: Iterable[tuple[str, str]], secret: frozenset[str]) -> None:
    """Keep what was typed, without fields named in `secret`. Raises Unprocessable when it is too much for a draft."""
    kept = [[name, text] for name, text in pairs if name not in UNKEPT | secret]
    if len(kept) > MAX_PAIRS or sum(len(name) + len(text) for name, text in kept) > MAX_LENGTH:
        raise Unprocessable("This is too long to be kept as a draft. Save the form.", code="too-long")
    row = {**owned(), "entity": entity.key, "record_id": record_id or NEW, "pairs": kept, "updated_at": clock.now()}
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    statement = insert(_TABLE).values(**row)
    newer = {name: statement.excluded[name] for name in ("pairs", "updated_at")}
    keys = ["program_id", "principal", "entity", "record_id"]
    _run(statement.on_conflict_do_update(index_elements=keys, set_=newer))


def find(entity: Entity, record_id: uuid.UUID | None) -> tuple[MultiDict[str, str], datetime] | None:
    """Return what was typed and when, or None."""
    row = _run(sa.select(_TABLE.c.pairs, _TABLE.c.updated_at).where(_one(entity, record_id))).one_or_none()
    return (MultiDict((name, text) for name, text in row.pairs), row.updated_at) if row else None


def drop(entity: Entity, record_id: uuid.UUID | None) -> None:
    """Forget a draft: the form was saved, or the person wants it gone."""
    closing.add(
        _DROPPED, [{"program_id": current().program.id, "principal": principal(), "entity": entity.key, "record_id": record_id or NEW}]
    )


def _one(entity: Entity, record_id: uuid.UUID | None) -> Any:
    return sa.and_(mine(_TABLE), _TABLE.c.entity == entity.key, _TABLE.c.record_id == (record_id or NEW))


def _run(statement: Any) -> Any:
    return db.session.connection().execute(statement.execution_options(**WALL))
