"""Tables: notices of partners' people and of the vendor's people apart, who follows what, and how people want to be told."""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from hansa import Owned, ProgramScoped, plugin_base, program_ref

Base = plugin_base("notify")


class Told:
    """Something one person is told. `title` is the source text, put into words with `params` when it is read."""

    membership_id: so.Mapped[uuid.UUID]
    event_id: so.Mapped[uuid.UUID]
    kind: so.Mapped[str]
    about: so.Mapped[str] = so.mapped_column(comment="key of the record's entity")
    record_id: so.Mapped[uuid.UUID]
    title: so.Mapped[str]
    params: so.Mapped[dict[str, Any]] = so.mapped_column(default=dict)
    read_at: so.Mapped[datetime | None]


def _of_one_person() -> tuple[Any, ...]:
    return (
        program_ref("membership_id", "core_membership", ondelete="CASCADE"),
        sa.UniqueConstraint("program_id", "event_id", "membership_id", "kind"),
        sa.Index(None, "program_id", "membership_id", "id"),
    )


class PartnerNotice(Told, Owned, Base):
    """A notice of a person of a partner."""

    __table_args__ = _of_one_person()


class StaffNotice(Told, ProgramScoped, Base):
    """A notice of one of the vendor's people."""

    __table_args__ = _of_one_person()


class Follower(ProgramScoped, Base):
    """A person who wants to hear of a record."""

    about: so.Mapped[str]
    record_id: so.Mapped[uuid.UUID]
    membership_id: so.Mapped[uuid.UUID]
    __table_args__ = (
        program_ref("membership_id", "core_membership", ondelete="CASCADE"),
        sa.UniqueConstraint("program_id", "record_id", "membership_id"),
    )


class Preference(ProgramScoped, Base):
    """How one person wants to be told: `choices` has a channel by kind, for those kinds they decided on."""

    membership_id: so.Mapped[uuid.UUID]
    choices: so.Mapped[dict[str, Any]] = so.mapped_column(default=dict)
    __table_args__ = (
        program_ref("membership_id", "core_membership", ondelete="CASCADE"),
        sa.UniqueConstraint("program_id", "membership_id"),
    )
