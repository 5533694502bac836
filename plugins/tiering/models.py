"""Tables of the tiering plugin."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from hansa import CustomFields, Owned, plugin_base

Base = plugin_base("tiering")


class Standing(Owned, Base):
    """The level of a partner in a track from a day until, not including, another; the last one has no end. No level is None."""

    track: so.Mapped[str] = so.mapped_column(sa.String(60))
    level: so.Mapped[str | None] = so.mapped_column(sa.String(60))
    rank: so.Mapped[int] = so.mapped_column(default=0)
    since: so.Mapped[date]
    until: so.Mapped[date | None]
    change_id: so.Mapped[uuid.UUID | None]
    decision_id: so.Mapped[uuid.UUID | None]
    __table_args__ = (
        sa.UniqueConstraint("program_id", "partner_id", "track", "since"),
        sa.Index(None, "program_id", "track", "level", "partner_id"),
    )


class Progress(Owned, Base):
    """What the last review of a partner in a track found: the level its figures give, and what is missing for the next."""

    track: so.Mapped[str] = so.mapped_column(sa.String(60))
    day: so.Mapped[date]
    level: so.Mapped[str | None] = so.mapped_column(sa.String(60), comment="what the figures give; the standing follows by a change")
    direction: so.Mapped[str] = so.mapped_column(sa.String(8))
    next_level: so.Mapped[str | None] = so.mapped_column(sa.String(60))
    steps: so.Mapped[int | None] = so.mapped_column(comment="criteria missing on the cheapest way to the next level")
    missing: so.Mapped[list[Any]] = so.mapped_column(default=list)
    failing: so.Mapped[list[Any]] = so.mapped_column(default=list)
    told: so.Mapped[dict[str, Any]] = so.mapped_column(default=dict, comment="figures by formula, points, ways up, as plain data")
    asks: so.Mapped[int] = so.mapped_column(default=0, comment="criteria nobody can judge")
    promised: so.Mapped[int] = so.mapped_column(default=0, comment="promises the vendor made to this partner")
    broken: so.Mapped[int] = so.mapped_column(default=0, comment="those of them that are known to be broken")
    risk_on: so.Mapped[date | None] = so.mapped_column(comment="first month end at which what expires by then costs the level")
    decision_id: so.Mapped[uuid.UUID | None]
    digest: so.Mapped[str] = so.mapped_column(sa.String(64), comment="of the outcome; decisions are stored when it changes")
    __table_args__ = (
        sa.UniqueConstraint("program_id", "partner_id", "track"),
        sa.Index(None, "program_id", "track", "direction"),
    )


class Change(Owned, CustomFields, Base):
    """A change of level on its way: proposed, agreed to, and from a day on in force; or a loss that is announced, made up for or waived."""

    number: so.Mapped[str]
    state: so.Mapped[str] = so.mapped_column(default="stable")
    track: so.Mapped[str] = so.mapped_column(sa.String(60))
    direction: so.Mapped[str] = so.mapped_column(sa.String(8))
    from_level: so.Mapped[str | None] = so.mapped_column(sa.String(60))
    to_level: so.Mapped[str | None] = so.mapped_column(sa.String(60))
    found_on: so.Mapped[date]
    notice_until: so.Mapped[date | None] = so.mapped_column(comment="last day of notice")
    cure_until: so.Mapped[date | None] = so.mapped_column(comment="last day to make up for it")
    effective_on: so.Mapped[date | None] = so.mapped_column(comment="first day of the new level")
    waived_until: so.Mapped[date | None] = so.mapped_column(comment="last day of the waiver")
    waived_by: so.Mapped[str | None]
    proposed_by: so.Mapped[str | None]
    proposer_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="user who proposed it; another one agrees")
    decided_by: so.Mapped[str | None]
    decided_on: so.Mapped[date | None]
    reason: so.Mapped[str | None]
    missing: so.Mapped[list[Any]] = so.mapped_column(default=list)
    decision_id: so.Mapped[uuid.UUID | None]
    __table_args__ = (
        sa.UniqueConstraint("program_id", "number"),
        sa.Index(None, "program_id", "track", "state", "partner_id"),
        sa.Index(None, "program_id", "partner_id", "track"),
    )


class Award(Owned, CustomFields, Base):
    """Something that earns points: an event another system tells of (`ref` is its id there), or points by hand with evidence."""

    kind: so.Mapped[str] = so.mapped_column(sa.String(60))
    category: so.Mapped[str | None] = so.mapped_column(sa.String(60))
    attribute: so.Mapped[str | None] = so.mapped_column(sa.String(120))
    amount: so.Mapped[Decimal]
    earned_on: so.Mapped[date]
    begun_on: so.Mapped[date | None] = so.mapped_column(comment="another day on its chain that rates may go by: of the order, the registration")
    until: so.Mapped[date | None] = so.mapped_column(comment="first day it no longer counts")
    ref: so.Mapped[str | None] = so.mapped_column(sa.String(120))
    label: so.Mapped[str | None]
    evidence: so.Mapped[str | None]
    document: so.Mapped[uuid.UUID | None]
    __table_args__ = (sa.UniqueConstraint("program_id", "partner_id", "kind", "ref"),)


class Enrolment(Owned, CustomFields, Base):
    """A partner's membership of a track that takes an application: asked for, decided, for a time, renewed or over."""

    number: so.Mapped[str]
    state: so.Mapped[str] = so.mapped_column(default="applied")
    track: so.Mapped[str] = so.mapped_column(sa.String(60))
    note: so.Mapped[str | None]
    reason: so.Mapped[str | None]
    starts_on: so.Mapped[date | None]
    ends_on: so.Mapped[date | None] = so.mapped_column(comment="last day; none: without an end")
    renewed: so.Mapped[int] = so.mapped_column(default=0, comment="so many times")
    decided_by: so.Mapped[str | None]
    decided_on: so.Mapped[date | None]
    __table_args__ = (
        sa.UniqueConstraint("program_id", "number"),
        sa.Index(None, "program_id", "track", "state", "ends_on"),
        sa.Index(None, "program_id", "partner_id", "track"),
    )


class Invitation(Owned, Base):
    """A level a partner is invited to; until a day, or without an end."""

    track: so.Mapped[str] = so.mapped_column(sa.String(60))
    level: so.Mapped[str] = so.mapped_column(sa.String(60))
    until: so.Mapped[date | None] = so.mapped_column(comment="last day the invitation holds")
    note: so.Mapped[str | None]
    __table_args__ = (sa.Index(None, "program_id", "partner_id"),)
