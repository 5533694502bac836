"""Who agreed to what, and what is due. What happened is in the audit trail."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm as so

from core import clock
from core.db import Model, new_id


class _OfRecord:
    """A row about a record. `partner_id` repeats the record's owner, for row-level security."""

    program_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True, sort_order=-10)
    id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True, default=new_id, sort_order=-9)
    entity: so.Mapped[str] = so.mapped_column(sort_order=-8)
    record_id: so.Mapped[uuid.UUID] = so.mapped_column(sort_order=-7)
    partner_id: so.Mapped[uuid.UUID | None] = so.mapped_column(sort_order=-6)


class Vote(_OfRecord, Model):
    """One person's agreement to a transition, for a role. `seal` is the digest of the values agreed to."""

    __tablename__ = "core_approval"
    transition: so.Mapped[str]
    role: so.Mapped[str]
    user_id: so.Mapped[uuid.UUID | None]
    seal: so.Mapped[str] = so.mapped_column(sa.String(64))
    at: so.Mapped[datetime] = so.mapped_column(default=clock.now)
    closed_at: so.Mapped[datetime | None] = so.mapped_column(comment="the record left the state the vote was for")
    __table_args__ = (sa.Index(None, "program_id", "record_id", "transition"),)


class TimerRow(_OfRecord, Model):
    """One moment at which something is due; written with the state, gone when the record leaves it."""

    __tablename__ = "core_timer"
    timer: so.Mapped[str]
    kind: so.Mapped[str] = so.mapped_column(sa.String(8), comment="due or reminder")
    at: so.Mapped[datetime]
    tries: so.Mapped[int] = so.mapped_column(default=0)
    error: so.Mapped[str | None]
    __table_args__ = (sa.Index(None, "program_id", "at"), sa.Index(None, "program_id", "record_id"))
