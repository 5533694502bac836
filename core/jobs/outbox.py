"""Domain events, written in the transaction of the change they tell of."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm as so

from core import clock
from core.audit import month_of
from core.db import Model, new_id
from core.entities import closing
from core.entities.scope import current


class Outbox(Model):
    """One event. `release_at` holds back events of undoable acts; `relayed_at` is set when deliveries were queued."""

    program_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    month: so.Mapped[int] = so.mapped_column(primary_key=True)
    id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True, default=new_id)
    type: so.Mapped[str]
    schema_version: so.Mapped[int] = so.mapped_column(default=1)
    entity: so.Mapped[str]
    record_id: so.Mapped[uuid.UUID | None]
    record_version: so.Mapped[int | None]
    actor: so.Mapped[dict[str, Any]]
    occurred_at: so.Mapped[datetime]
    release_at: so.Mapped[datetime]
    payload: so.Mapped[dict[str, Any]]
    relayed_at: so.Mapped[datetime | None]
    __table_args__ = (
        sa.Index(
            "ix_core_outbox_open",
            "program_id",  # first, or SQLite reads every event there ever was to tell which programs have some that wait
            "release_at",
            "id",
            postgresql_where=sa.text("relayed_at IS NULL"),
            sqlite_where=sa.text("relayed_at IS NULL"),
        ),
    )


def emit(type: str, entity: str, entries: Sequence[Mapping[str, Any]], *, delay: timedelta = timedelta(0), version: int = 1) -> None:
    """Write one event for each entry (`record_id`, `record_version`, `payload`) when the unit closes."""
    scope, moment = current(), clock.now()
    actor = scope.actor
    rows = [
        {
            "program_id": scope.program.id,
            "month": month_of(moment),
            "id": new_id(),
            "type": type,
            "schema_version": version,
            "entity": entity,
            "actor": {"kind": actor.kind, "user_id": str(actor.user_id) if actor.user_id else None},
            "occurred_at": moment,
            "release_at": moment + delay,
            **entry,
        }
        for entry in entries
    ]
    closing.add(_ROWS, rows)


_ROWS = closing.into(Outbox.__table__, [c.name for c in Outbox.__table__.columns if c.name != "relayed_at"], anyone=True)
