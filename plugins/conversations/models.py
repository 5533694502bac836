"""Tables: what both sides read, and what only the vendor's people read. Two tables, so that no filter can be forgotten."""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from hansa import Owned, ProgramScoped, plugin_base

Base = plugin_base("conversations")


class Said:
    """A text about a record, and who wrote it; names are kept as they were then."""

    about: so.Mapped[str] = so.mapped_column(comment="key of the record's entity")
    record_id: so.Mapped[uuid.UUID]
    body: so.Mapped[str]
    author_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="membership")
    author_name: so.Mapped[str]
    mentions: so.Mapped[list[Any]] = so.mapped_column(default=list, comment="[membership id, name] of those addressed with @")
    edited_at: so.Mapped[datetime | None]


class Message(Said, Owned, Base):
    """Part of the conversation between the vendor and one partner, `partner_id`, whoever owns the record."""

    by_staff: so.Mapped[bool]
    partner_name: so.Mapped[str]
    __table_args__ = (sa.Index(None, "program_id", "record_id", "id"), sa.Index(None, "program_id", "partner_id", "record_id", "id"))


class Note(Said, ProgramScoped, Base):
    """An internal note of the vendor's people."""

    __table_args__ = (sa.Index(None, "program_id", "record_id", "id"),)
