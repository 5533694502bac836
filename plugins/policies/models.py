"""Tables: policies and their versions, decisions, facts with their history, calendars."""

import uuid
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from hansa import AppendOnly, ProgramScoped, clock, plugin_base, program_ref

Base = plugin_base("policies")


class Policy(ProgramScoped, Base):
    """A policy of a kind. `slug` is its stable id: the key of the kind where there is only one of it."""

    kind: so.Mapped[str]
    slug: so.Mapped[str]
    label: so.Mapped[str]
    __table_args__ = (sa.UniqueConstraint("program_id", "kind", "slug"),)


class Version(ProgramScoped, Base):
    """A version of a policy. Once published its document never changes.

    `state`: draft, published, superseded (a later one takes over, from `until` on) or withdrawn. `accepted` lists the
    warnings that were accepted: key, words, who, why.
    """

    policy_id: so.Mapped[uuid.UUID]
    number: so.Mapped[int]
    state: so.Mapped[str] = so.mapped_column(sa.String(12), default="draft")
    document: so.Mapped[dict[str, Any]]
    effective_from: so.Mapped[datetime | None]
    until: so.Mapped[datetime | None]
    note: so.Mapped[str | None]
    accepted: so.Mapped[list[Any]] = so.mapped_column(default=list)
    published_at: so.Mapped[datetime | None]
    published_by: so.Mapped[str | None]
    written_by: so.Mapped[str | None]
    __table_args__ = (
        sa.UniqueConstraint("program_id", "policy_id", "number"),
        program_ref("policy_id", "policies__policy", ondelete="CASCADE"),
    )


class Decision(AppendOnly, ProgramScoped, Base):
    """What an engine decided, never changed. `facts` and `outcome` are canonical JSON, `digest` their SHA-256."""

    month: so.Mapped[int] = so.mapped_column(primary_key=True, sort_order=-10, comment="year * 100 + month, UTC; the partition key")
    kind: so.Mapped[str]
    policy: so.Mapped[str]
    version_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="none: decided by the default document of the kind")
    number: so.Mapped[int]
    engine: so.Mapped[int]
    entity: so.Mapped[str | None]
    record_id: so.Mapped[uuid.UUID | None]
    partner_id: so.Mapped[uuid.UUID | None]
    at: so.Mapped[datetime]
    result: so.Mapped[str]
    open: so.Mapped[bool] = so.mapped_column(default=False, comment="a value is not defined by the policy")
    facts: so.Mapped[str] = so.mapped_column(sa.Text())
    outcome: so.Mapped[str] = so.mapped_column(sa.Text())
    digest: so.Mapped[str] = so.mapped_column(sa.String(64))
    __table_args__ = (
        sa.Index(None, "program_id", "id"),
        sa.Index(None, "program_id", "kind", "policy", "id"),
        sa.Index(None, "program_id", "record_id", "id"),
    )


class Proposal(ProgramScoped, Base):
    """A decision that a back-dated correction would have made otherwise; a person says what becomes of it."""

    version_id: so.Mapped[uuid.UUID]
    decision_id: so.Mapped[uuid.UUID]
    before: so.Mapped[str]
    after: so.Mapped[str]
    changes: so.Mapped[dict[str, Any]] = so.mapped_column(default=dict)
    state: so.Mapped[str] = so.mapped_column(sa.String(10), default="open")
    settled_by: so.Mapped[str | None]
    __table_args__ = (
        sa.UniqueConstraint("program_id", "version_id", "decision_id"),
        program_ref("version_id", "policies__version", ondelete="CASCADE"),
    )


class FactKind(ProgramScoped, Base):
    """A fact the program keeps about partners, people or customers because no other system of it does."""

    name: so.Mapped[str]
    subject: so.Mapped[str] = so.mapped_column(sa.String(10))
    type: so.Mapped[str] = so.mapped_column(sa.String(10))
    label: so.Mapped[str]
    __table_args__ = (sa.UniqueConstraint("program_id", "subject", "name"),)


class Known:
    """A row with a history: what was known from when until when. A correction is a new row, `edition` counts them."""

    source_id: so.Mapped[str | None]
    known_at: so.Mapped[datetime] = so.mapped_column(default=clock.now)
    superseded_at: so.Mapped[datetime | None]
    edition: so.Mapped[int] = so.mapped_column(default=1)


class Fact(ProgramScoped, Known, Base):
    """The value of a fact from a date on. `key` is the subject in the form it is looked up by."""

    subject: so.Mapped[str] = so.mapped_column(sa.String(10))
    partner_id: so.Mapped[uuid.UUID | None]
    who: so.Mapped[str | None]
    key: so.Mapped[str]
    name: so.Mapped[str]
    value: so.Mapped[str | None]
    effective_from: so.Mapped[date]
    __table_args__ = (
        sa.UniqueConstraint("program_id", "subject", "key", "name", "source_id", "edition"),
        sa.Index(None, "program_id", "subject", "key", "name", "effective_from"),
        program_ref("partner_id", "core_partner", cross_owner=True),
    )


class Certificate(ProgramScoped, Known, Base):
    """A certificate of a person who works for a partner; it counts from its date until it ends."""

    partner_id: so.Mapped[uuid.UUID]
    person: so.Mapped[str]
    key: so.Mapped[str] = so.mapped_column(default="")
    name: so.Mapped[str]
    release: so.Mapped[str | None]
    issued_on: so.Mapped[date]
    valid_until: so.Mapped[date | None]
    __table_args__ = (
        sa.UniqueConstraint("program_id", "key", "name", "source_id", "edition"),
        sa.Index(None, "program_id", "partner_id", "name"),
        sa.Index(None, "program_id", "key", "name"),
        program_ref("partner_id", "core_partner", cross_owner=True),
    )


class Calendar(ProgramScoped, Base):
    """A calendar of working days; `weekend` are the days off of every week, Monday is 1."""

    slug: so.Mapped[str]
    label: so.Mapped[str]
    weekend: so.Mapped[list[Any]] = so.mapped_column(default=list)
    __table_args__ = (sa.UniqueConstraint("program_id", "slug"),)


class CalendarDay(ProgramScoped, Base):
    """A day that is off, or worked although it would be off."""

    calendar_id: so.Mapped[uuid.UUID]
    day: so.Mapped[date]
    kind: so.Mapped[str] = so.mapped_column(sa.String(8))
    label: so.Mapped[str | None]
    edition: so.Mapped[int] = so.mapped_column(default=1)
    __table_args__ = (
        sa.UniqueConstraint("program_id", "calendar_id", "day", "edition"),
        program_ref("calendar_id", "policies__calendar", ondelete="CASCADE"),
    )


class CalendarEdition(AppendOnly, ProgramScoped, Base):
    """A calendar as a decision read it, kept once for all decisions that did."""

    digest: so.Mapped[str] = so.mapped_column(sa.String(64))
    days: so.Mapped[dict[str, Any]]
    __table_args__ = (sa.UniqueConstraint("program_id", "digest"),)
