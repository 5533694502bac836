"""Files of large exports: a row says whose they are; they are fetched by that person alone, and gone after a day."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm as so

from core import clock
from core.db import Model, db, new_id
from core.entities.entity import Entity
from core.entities.marks import WALL
from core.entities.personal import mine, owned
from core.entities.registry import registry
from core.entities.scope import current
from core.entities.unit import after_commit
from core.errors import Conflict, NotFound
from core.i18n import N_
from core.portal import portal

KEPT = timedelta(days=1)
AT_ONCE = 3
"""So many exports may be prepared for one person at a time."""


class Export(Model):
    """One file being prepared, or ready. `query` is the query string of the list. `state`: waiting, ready, failed.

    `done` counts the records written so far. The bytes are kept under `<program>/<id>`.
    """

    program_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True, default=new_id)
    principal: so.Mapped[uuid.UUID] = so.mapped_column(comment="membership, or user without one")
    partner_id: so.Mapped[uuid.UUID | None]
    entity: so.Mapped[str]
    query: so.Mapped[str]
    ending: so.Mapped[str] = so.mapped_column(sa.String(4))
    state: so.Mapped[str] = so.mapped_column(sa.String(7), default="waiting")
    done: so.Mapped[int] = so.mapped_column(default=0)
    size: so.Mapped[int] = so.mapped_column(sa.BigInteger, default=0)
    created_at: so.Mapped[datetime] = so.mapped_column(default=clock.now)
    expires_at: so.Mapped[datetime]
    __table_args__ = (
        sa.ForeignKeyConstraint(["program_id"], ["core_program.id"], ondelete="CASCADE"),
        sa.Index(None, "program_id", "principal", "id"),
        sa.Index(None, "program_id", "expires_at"),
    )


TABLE: Any = Export.__table__


def ask(entity: Entity, query: str, ending: str) -> uuid.UUID:
    """Note that the actor wants a file; returns its id. Raises Conflict when several are being prepared already."""
    waiting = sa.select(sa.func.count()).where(mine(TABLE), TABLE.c.state == "waiting", TABLE.c.expires_at > clock.now())
    if int(_run(waiting).scalar_one()) >= AT_ONCE:
        raise Conflict(N_("Several of your exports are being prepared already. Wait until one is ready."), code="too-many")
    made, moment = new_id(), clock.now()
    row = {
        **owned(), "id": made, "entity": entity.key, "query": query, "ending": ending, "state": "waiting", "done": 0, "size": 0,
        "created_at": moment, "expires_at": moment + KEPT,
    }  # fmt: skip
    _run(sa.insert(TABLE).values(row))
    return made


def find(export_id: uuid.UUID) -> tuple[Any, Entity]:
    """Return an export of the actor's and what it is of.

    Raises NotFound when it is another's, has expired, or when the actor may not export this any more.
    """
    row = _run(sa.select(TABLE).where(mine(TABLE), TABLE.c.id == export_id, TABLE.c.expires_at > clock.now())).one_or_none()
    entity = registry().get(row.entity) if row else None
    if row is None or entity is None or entity.plugin not in current().program.plugins:
        raise NotFound()
    if not current().actor.may(entity.permission("export")):
        raise NotFound()
    return row, entity


def note(export_id: uuid.UUID, **values: Any) -> None:
    """Write down how far an export of the actor's is."""
    _run(sa.update(TABLE).where(mine(TABLE), TABLE.c.id == export_id).values(**values))


def give_up(export_id: uuid.UUID) -> None:
    """Write down that there will be no file; whoever asked may have no rights any more."""
    _run(sa.update(TABLE).where(TABLE.c.program_id == current().program.id, TABLE.c.id == export_id).values(state="failed"))


def key_of(row: Any) -> str:
    """Return where the store keeps the bytes."""
    return f"{row.program_id}/{row.id}"


def purge() -> None:
    """Forget the exports of the program whose time is over; the bytes go after the commit."""
    over = (TABLE.c.program_id == current().program.id, TABLE.c.expires_at <= clock.now())
    keys = [key_of(row) for row in _run(sa.select(TABLE.c.program_id, TABLE.c.id).where(*over)).all()]
    _run(sa.delete(TABLE).where(*over))
    store = portal().files

    def forget() -> None:
        for key in keys:
            store.delete(key)

    after_commit(forget)


def _run(statement: Any) -> Any:
    return db.session.connection().execute(statement.execution_options(**WALL))
