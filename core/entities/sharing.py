"""Shares: one record opened to a further partner, with a role and an end."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm as so

from core import clock
from core.db import Model, program_ref


class Share(Model):
    """`partner_id` may read `record_id` of `entity` until `until` (no end when null)."""

    program_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    entity: so.Mapped[str] = so.mapped_column(primary_key=True)
    record_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    partner_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    role: so.Mapped[str] = so.mapped_column(default="reader")
    until: so.Mapped[datetime | None]
    created_at: so.Mapped[datetime] = so.mapped_column(default=clock.now)
    __table_args__ = (
        program_ref("partner_id", "core_partner", ondelete="CASCADE"),
        sa.Index(None, "program_id", "partner_id", "entity"),
    )
