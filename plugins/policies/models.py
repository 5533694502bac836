"""Tables: policies and their versions, decisions, facts with their history, calendars."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from uuid_utils.compat import uuid7

from hansa import AppendOnly, ProgramScoped, clock, plugin_base, program_ref

Base = plugin_base("policies")
_OPEN = sa.text("batch IS NULL")


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
    left_on: so.Mapped[date | None] = so.mapped_column(comment="first day the person no longer belonged to the partner")
    told: so.Mapped[str] = so.mapped_column(sa.String(4), default="", comment="what the person was told last: soon, over")
    __table_args__ = (
        sa.UniqueConstraint("program_id", "key", "name", "source_id", "edition"),
        sa.Index(None, "program_id", "partner_id", "name"),
        sa.Index(None, "program_id", "key", "name"),
        program_ref("partner_id", "core_partner", cross_owner=True),
    )


class CertificateKind(ProgramScoped, Base):
    """What the program says of certificates of a name: what they are made of, how long they last, when people are reminded."""

    name: so.Mapped[str]
    made_of: so.Mapped[str | None] = so.mapped_column(comment="names of the certificates that make it, separated by semicolons")
    months: so.Mapped[int | None] = so.mapped_column(comment="of one made of others: it lasts so long at most")
    releases: so.Mapped[list[Any]] = so.mapped_column(default=list, comment="its versions, each with the day it came out")
    remind_days: so.Mapped[int | None] = so.mapped_column(comment="so many days before its end the person is reminded")
    __table_args__ = (sa.UniqueConstraint("program_id", "name"),)


class SegmentMember(ProgramScoped, Base):
    """A partner in a segment from a day on, until the day it left."""

    segment: so.Mapped[str] = so.mapped_column(comment="slug of the policy")
    partner_id: so.Mapped[uuid.UUID]
    since: so.Mapped[date]
    until: so.Mapped[date | None]
    __table_args__ = (
        sa.Index(None, "program_id", "partner_id", "segment", "since"),
        sa.Index(None, "program_id", "segment", "until"),
        program_ref("partner_id", "core_partner", cross_owner=True, ondelete="CASCADE"),
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


class Counted:
    """Rows of a book that are told apart by partner, day, currency, item and key; `series` names the book.

    `n` counts records and `total` adds up their values in 1/10,000. `item` is what a count tells apart, `key` orders values.
    """

    program_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True, sort_order=-10)
    id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True, default=uuid7, sort_order=-9)
    series: so.Mapped[uuid.UUID]
    partner_id: so.Mapped[uuid.UUID]
    day: so.Mapped[date]
    currency: so.Mapped[str] = so.mapped_column(default="")
    item: so.Mapped[str] = so.mapped_column(default="")
    key: so.Mapped[str] = so.mapped_column(default="")
    n: so.Mapped[int] = so.mapped_column(sa.BigInteger)
    total: so.Mapped[int] = so.mapped_column(sa.BigInteger, default=0)


class Told(Counted):
    """Rows that are told apart by up to four dimensions, too."""

    d1: so.Mapped[str] = so.mapped_column(default="")
    d2: so.Mapped[str] = so.mapped_column(default="")
    d3: so.Mapped[str] = so.mapped_column(default="")
    d4: so.Mapped[str] = so.mapped_column(default="")


class MeasureEntry(Told, Base):
    """What a change did to a series: never changed itself. `batch` names the fold that took it into the months; none: not yet."""

    known_at: so.Mapped[datetime] = so.mapped_column(default=clock.now)
    batch: so.Mapped[uuid.UUID | None]
    __table_args__ = (
        sa.Index(None, "program_id", "series", "partner_id", "day"),
        sa.Index(None, "program_id", "series", "day"),
        sa.Index("ix_policies__measure_entry_open", "program_id", "series", postgresql_where=_OPEN, sqlite_where=_OPEN),
        program_ref("partner_id", "core_partner", cross_owner=True, ondelete="CASCADE"),
    )


class MeasureMonth(Told, Base):
    """The entries of a month that were folded, added up; `day` is its first day."""

    __table_args__ = (
        sa.UniqueConstraint(
            "program_id", "series", "partner_id", "day", "d1", "d2", "d3", "d4", "currency", "item", "key",
            name="uq_policies__measure_month_kept_apart",
        ),
        sa.Index(None, "program_id", "series", "day"),
        program_ref("partner_id", "core_partner", cross_owner=True, ondelete="CASCADE"),
    )  # fmt: skip


class MeasureTotal(Counted, Base):
    """The months over all dimensions: what is asked for without any is read from a row a month, not from one for each product sold."""

    __table_args__ = (
        sa.UniqueConstraint(
            "program_id", "series", "partner_id", "day", "currency", "item", "key", name="uq_policies__measure_total_kept_apart"
        ),
        sa.Index(None, "program_id", "series", "day"),
        program_ref("partner_id", "core_partner", cross_owner=True, ondelete="CASCADE"),
    )


class MeasureBook(ProgramScoped, Base):
    """A series that is complete since `built_at`: figures come from the book, not from the records."""

    series: so.Mapped[uuid.UUID]
    key: so.Mapped[str] = so.mapped_column(comment="a measure that is kept in it")
    built_at: so.Mapped[datetime]
    __table_args__ = (sa.UniqueConstraint("program_id", "series"),)


class OwnMeasure(ProgramScoped, Base):
    """A measure a program declares: over records, as a formula over other measures, or told by hand. Rules call it `own.<name>`."""

    __tablename__ = "policies__measure"
    name: so.Mapped[str]
    label: so.Mapped[str]
    kind: so.Mapped[str] = so.mapped_column(sa.String(10), default="records")
    unit: so.Mapped[str] = so.mapped_column(sa.String(10), default="number")
    entity: so.Mapped[str | None]
    aggregate: so.Mapped[str] = so.mapped_column(sa.String(20), default="sum")
    value: so.Mapped[str | None] = so.mapped_column(sa.Text())
    date: so.Mapped[str | None]
    partner: so.Mapped[str | None]
    where: so.Mapped[str | None] = so.mapped_column(sa.Text())
    dimensions: so.Mapped[str | None]
    per: so.Mapped[str | None]
    having: so.Mapped[str | None] = so.mapped_column(sa.Text())
    new: so.Mapped[bool] = so.mapped_column(default=False)
    formula: so.Mapped[str | None] = so.mapped_column(sa.Text())
    open: so.Mapped[bool] = so.mapped_column(default=False, comment="partners read their own figure")
    __table_args__ = (sa.UniqueConstraint("program_id", "name"),)


class FigureColumn(ProgramScoped, Base):
    """A measure over a window that the program shows as a column of its partners."""

    __tablename__ = "policies__figure_column"
    measure: so.Mapped[str]
    window: so.Mapped[str]
    label: so.Mapped[str]
    counted_on: so.Mapped[date | None] = so.mapped_column(comment="the day its figures were last reckoned for")


class KeptFigure(Base):
    """The figure of a partner in a column, in 1/10,000; none where it is unknown."""

    __tablename__ = "policies__kept_figure"
    program_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True, default=uuid7)
    column_id: so.Mapped[uuid.UUID]
    partner_id: so.Mapped[uuid.UUID]
    value: so.Mapped[Decimal]
    __table_args__ = (
        sa.UniqueConstraint("program_id", "column_id", "partner_id"),
        program_ref("column_id", "policies__figure_column", ondelete="CASCADE"),
        program_ref("partner_id", "core_partner", cross_owner=True, ondelete="CASCADE"),
    )


class MeasureValue(ProgramScoped, Base):
    """A figure somebody tells, with evidence: it counts once another person agreed. A correction of the same source id takes its place."""

    __tablename__ = "policies__told_figure"
    state: so.Mapped[str] = so.mapped_column(sa.String(10), default="proposed")
    measure: so.Mapped[str] = so.mapped_column(comment="name of a measure of the kind `manual`")
    partner_id: so.Mapped[uuid.UUID]
    value: so.Mapped[Decimal] = so.mapped_column(comment="1/10,000 of the unit of the measure")
    effective_on: so.Mapped[date]
    source_id: so.Mapped[str | None]
    evidence: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="file that proves it")
    note: so.Mapped[str | None]
    reason: so.Mapped[str | None] = so.mapped_column(comment="why it was refused")
    __table_args__ = (
        sa.Index(None, "program_id", "measure", "partner_id", "effective_on"),
        sa.Index(None, "program_id", "measure", "source_id"),
        program_ref("partner_id", "core_partner", cross_owner=True),
    )
