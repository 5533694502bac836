"""Tables: accounts with their running balances, journals and entries that never change, holds, limits, rates, closed periods."""

import uuid
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
import sqlalchemy.orm as so

from hansa import AppendOnly, CustomFields, Owned, ProgramScoped, plugin_base, program_ref

Base = plugin_base("ledger")
UNIT = "1/10,000 of a unit of the currency beside it"
CURRENCY = sa.String(3)


class Account(ProgramScoped, Base):
    """An account: one for each kind, holder, currency and reference, opened by its first posting.

    `partner_id` is set where the holder reads it; `holder_id` also where a partner's account is the vendor's own business.
    """

    partner_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="the partner that reads it; none: only the vendor does")
    holder_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="the partner it is about")
    slot: so.Mapped[str] = so.mapped_column(sa.String(240), comment="kind, holder, currency and reference; the order of locking")
    kind: so.Mapped[str] = so.mapped_column(sa.String(60))
    sign: so.Mapped[int] = so.mapped_column(comment="what a debit does to the balance: 1 makes it grow, -1 makes it fall")
    currency: so.Mapped[str] = so.mapped_column(CURRENCY)
    reference: so.Mapped[str] = so.mapped_column(sa.String(80), default="")
    balance: so.Mapped[Decimal] = so.mapped_column(default=Decimal(0), comment=f"{UNIT}, seen from the normal side")
    held: so.Mapped[Decimal] = so.mapped_column(default=Decimal(0), comment=f"what open holds keep, {UNIT}")
    seq: so.Mapped[int] = so.mapped_column(sa.BigInteger, default=0, comment="number of entries")
    last_entry_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="the entry the balance was kept with")

    __table_args__ = (
        sa.UniqueConstraint("program_id", "slot"),
        sa.Index(None, "program_id", "partner_id", "id"),
        sa.Index(None, "program_id", "kind", "id"),
        program_ref("partner_id", "core_partner"),
        program_ref("holder_id", "core_partner", cross_owner=True),
    )


class Journal(AppendOnly, ProgramScoped, Base):
    """One posting. `effective_on` is the day it counts for, `recorded_at` the moment it became known."""

    kind: so.Mapped[str] = so.mapped_column(sa.String(60))
    key: so.Mapped[str] = so.mapped_column(sa.String(160), comment="idempotency key")
    digest: so.Mapped[str] = so.mapped_column(sa.String(64), comment="SHA-256 of what was asked for under the key")
    legs: so.Mapped[int]
    effective_on: so.Mapped[date]
    recorded_at: so.Mapped[datetime]
    entity: so.Mapped[str | None] = so.mapped_column(sa.String(80))
    record_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="the record it was posted for")
    memo: so.Mapped[str | None] = so.mapped_column(sa.Text(), comment="read by the partners whose accounts it touches")
    note: so.Mapped[str | None] = so.mapped_column(sa.Text(), comment="read by staff only")
    reverses_id: so.Mapped[uuid.UUID | None]
    hold_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="the hold it was paid out of")

    __table_args__ = (
        sa.UniqueConstraint("program_id", "key"),
        sa.UniqueConstraint("program_id", "reverses_id"),
        sa.Index(None, "program_id", "record_id"),
        program_ref("reverses_id", "ledger__journal"),
    )


class Entry(AppendOnly, ProgramScoped, Base):
    """One leg of a journal. `amount` is positive for a debit; all of a journal add up to zero in each currency."""

    journal_id: so.Mapped[uuid.UUID]
    account_id: so.Mapped[uuid.UUID]
    place: so.Mapped[int] = so.mapped_column(comment="number of the leg, from 1")
    seq: so.Mapped[int] = so.mapped_column(sa.BigInteger, comment="number among the entries of the account, without gaps")
    amount: so.Mapped[Decimal] = so.mapped_column(comment=f"debit positive, credit negative, {UNIT}")
    currency: so.Mapped[str] = so.mapped_column(CURRENCY)
    balance: so.Mapped[Decimal] = so.mapped_column(comment=f"of the account after it, {UNIT}, seen from its normal side")
    effective_on: so.Mapped[date]
    recorded_at: so.Mapped[datetime]
    memo: so.Mapped[str | None] = so.mapped_column(sa.Text(), comment="of this leg alone, read by its partner")

    __table_args__ = (
        sa.UniqueConstraint("program_id", "account_id", "seq"),
        sa.UniqueConstraint("program_id", "journal_id", "place"),
        sa.Index(None, "program_id", "account_id", "effective_on", "seq"),
        program_ref("journal_id", "ledger__journal"),
        program_ref("account_id", "ledger__account", cross_owner=True),
    )


class Hold(ProgramScoped, Base):
    """An amount kept free on an account until it is paid out (committed) or let go (released)."""

    partner_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="the partner that reads it, as on the account")
    account_id: so.Mapped[uuid.UUID]
    key: so.Mapped[str] = so.mapped_column(sa.String(160), comment="idempotency key")
    digest: so.Mapped[str] = so.mapped_column(sa.String(64))
    state: so.Mapped[str] = so.mapped_column(sa.String(10), default="open")
    currency: so.Mapped[str] = so.mapped_column(CURRENCY)
    amount: so.Mapped[Decimal] = so.mapped_column(comment=f"kept at first, {UNIT}")
    left: so.Mapped[Decimal] = so.mapped_column(comment=f"still kept, {UNIT}")
    taken: so.Mapped[Decimal] = so.mapped_column(default=Decimal(0), comment=f"paid out, {UNIT}")
    expires_at: so.Mapped[datetime | None]
    entity: so.Mapped[str | None] = so.mapped_column(sa.String(80))
    record_id: so.Mapped[uuid.UUID | None]
    memo: so.Mapped[str] = so.mapped_column(sa.Text(), default="", comment="read by the partner whose account it is")

    __table_args__ = (
        sa.UniqueConstraint("program_id", "key"),
        sa.Index(None, "program_id", "account_id", "state"),
        sa.Index(None, "program_id", "state", "expires_at"),
        program_ref("partner_id", "core_partner"),
        program_ref("account_id", "ledger__account", cross_owner=True),
    )


class Limit(Owned, CustomFields, Base):
    """How far below zero a partner's accounts of a kind may go, from a day on. Of two for one day the later one corrects."""

    kind: so.Mapped[str] = so.mapped_column(sa.String(60))
    currency: so.Mapped[str] = so.mapped_column(CURRENCY)
    amount: so.Mapped[Decimal] = so.mapped_column(comment=UNIT)
    since: so.Mapped[date]
    reason: so.Mapped[str]

    __table_args__ = (sa.Index(None, "program_id", "partner_id", "kind", "since"),)


class Rate(ProgramScoped, CustomFields, Base):
    """What one unit of `base` is worth in `quote` from a day on, as exact decimal text. Of two for one day the later one corrects."""

    base: so.Mapped[str] = so.mapped_column(CURRENCY)
    quote: so.Mapped[str] = so.mapped_column(CURRENCY)
    kind: so.Mapped[str] = so.mapped_column(sa.String(30), default="mid")
    rate: so.Mapped[str] = so.mapped_column(sa.String(40))
    since: so.Mapped[date]
    source: so.Mapped[str | None]

    __table_args__ = (sa.Index(None, "program_id", "kind", "base", "quote", "since"),)


class Book(ProgramScoped, Base):
    """One row for each program, always with the same id: postings hold it while they look, whoever closes a period changes it."""

    closed_through: so.Mapped[date | None]


class Closing(ProgramScoped, Base):
    """A decision that nothing is posted any more for days up to and including `through`. The latest decision holds."""

    through: so.Mapped[date]
    reason: so.Mapped[str]


class Adjustment(Owned, CustomFields, Base):
    """A correction of an account by hand: entered by one person, posted by another."""

    number: so.Mapped[str]
    state: so.Mapped[str] = so.mapped_column(default="draft")
    title: so.Mapped[str]
    kind: so.Mapped[str] = so.mapped_column(sa.String(60), comment="of the account")
    currency: so.Mapped[str] = so.mapped_column(CURRENCY)
    direction: so.Mapped[str] = so.mapped_column(sa.String(8))
    amount: so.Mapped[Decimal] = so.mapped_column(comment=UNIT)
    effective_on: so.Mapped[date | None]
    reason: so.Mapped[str]
    journal_id: so.Mapped[uuid.UUID | None]

    __table_args__ = (sa.UniqueConstraint("program_id", "number"), sa.Index(None, "program_id", "state", "id"))
