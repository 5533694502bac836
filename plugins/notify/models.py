"""Tables: notices of partners' people and of the vendor's people apart, who follows what, and how people want to be told."""

import uuid
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
import sqlalchemy.orm as so

from hansa import Owned, ProgramScoped, plugin_base, program_ref
from plugins.notify.timing import Habit, Rhythm

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
    mail_at: so.Mapped[datetime | None] = so.mapped_column(comment="waits for a summary until then")


def _of_one_person() -> tuple[Any, ...]:
    return (
        program_ref("membership_id", "core_membership", ondelete="CASCADE"),
        sa.UniqueConstraint("program_id", "event_id", "membership_id", "kind"),
        sa.Index(None, "program_id", "membership_id", "id"),
        sa.Index(None, "program_id", "mail_at"),
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
    """How one person wants to be told: `choices` has a channel by kind, for those kinds they decided on.

    Mail comes by `rhythm`, and not in the hours from `quiet_from` to before `quiet_until` of the program's clock.
    """

    membership_id: so.Mapped[uuid.UUID]
    choices: so.Mapped[dict[str, Any]] = so.mapped_column(default=dict)
    rhythm: so.Mapped[str] = so.mapped_column(sa.String(8), default="at_once")
    quiet_from: so.Mapped[int | None]
    quiet_until: so.Mapped[int | None]

    @property
    def habit(self) -> Habit:
        """When mail may come."""
        quiet = None if self.quiet_from is None or self.quiet_until is None else (self.quiet_from, self.quiet_until)
        return Habit(cast(Rhythm, self.rhythm), quiet)

    __table_args__ = (
        program_ref("membership_id", "core_membership", ondelete="CASCADE"),
        sa.UniqueConstraint("program_id", "membership_id"),
    )
