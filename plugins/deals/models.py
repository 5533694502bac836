"""Tables of the deals plugin."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from hansa import AppendOnly, CustomFields, Owned, plugin_base, program_ref

Base = plugin_base("deals")


def _key(column: str, *, unique: bool = False) -> sa.Index:
    """An index of the registrations that are compared, or protected; drafts and what has ended are neither."""
    has_key = sa.text(f"{column} IS NOT NULL")
    return sa.Index(None, "program_id", column, unique=unique, postgresql_where=has_key, sqlite_where=has_key)


class Deal(Owned, CustomFields, Base):
    """One registration by one partner: who the customer is, what it is worth, and what was decided."""

    number: so.Mapped[str]
    state: so.Mapped[str] = so.mapped_column(default="draft")
    title: so.Mapped[str]
    customer_name: so.Mapped[str]
    customer_country: so.Mapped[str | None]
    customer_domain: so.Mapped[str | None]
    customer_registration_no: so.Mapped[str | None]
    contact_name: so.Mapped[str | None]
    contact_email: so.Mapped[str | None]
    amount: so.Mapped[Decimal] = so.mapped_column(comment="1/10,000 of a unit of the program's currency")
    close_date: so.Mapped[date]
    need: so.Mapped[str | None]
    sales_stage: so.Mapped[str | None] = so.mapped_column(comment="how far the partner is; apart from the state, which is the program's")
    probability: so.Mapped[int | None] = so.mapped_column(comment="percent, as the partner judges it")
    lines: so.Mapped[list[Any]] = so.mapped_column(default=list)
    submitted_at: so.Mapped[datetime | None]
    decided_at: so.Mapped[datetime | None]
    clearance: so.Mapped[str | None] = so.mapped_column(comment="what the check found at submission; staff only")
    answer: so.Mapped[str | None] = so.mapped_column(comment="what the partner was told of it")
    asked_fields: so.Mapped[list[str]] = so.mapped_column(default=list, comment="fields opened to the partner")
    answer_by: so.Mapped[date | None] = so.mapped_column(comment="last day to answer what was asked")
    due_on: so.Mapped[date | None] = so.mapped_column(comment="first day that is too late for what comes next, see protection.due_on")
    protected_from: so.Mapped[date | None]
    protected_until: so.Mapped[date | None] = so.mapped_column(comment="first day that is no longer protected")
    extensions: so.Mapped[int] = so.mapped_column(default=0)
    distributor_id: so.Mapped[uuid.UUID | None] = so.mapped_column(
        comment="the other half of the pair; no key, as a partner need not see its distributor"
    )
    distributor_name: so.Mapped[str | None] = so.mapped_column(comment="what it was called then")
    frozen_on: so.Mapped[date | None] = so.mapped_column(comment="day the clock of the protection was stopped, see holding")
    successor_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="the deal of another partner that goes on with it; staff only")
    reason_code: so.Mapped[str | None]
    reason: so.Mapped[str | None] = so.mapped_column(comment="the last thing one side told the other about a decision")
    evidence: so.Mapped[str | None]
    document: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="file that came with the form")
    grant_key: so.Mapped[str | None] = so.mapped_column(comment="what only one protected deal may hold")
    unique_key: so.Mapped[str | None] = so.mapped_column(comment="what is registered, by the key of the policy, since the submission")
    seq: so.Mapped[int | None] = so.mapped_column(sa.BigInteger, comment="place among all submissions of the program, see Receipt")
    receipt: so.Mapped[str | None] = so.mapped_column(comment="hash of the receipt of the submission")
    verdict: so.Mapped[str | None] = so.mapped_column(comment="what the policy said last; staff only")
    waits: so.Mapped[bool] = so.mapped_column(default=False, comment="not the first: it comes up when the first one ends; staff only")
    chosen: so.Mapped[bool] = so.mapped_column(default=False, comment="the customer's written choice is on file")
    place: so.Mapped[int | None] = so.mapped_column(comment="order among those for the same when it was decided; staff only")
    terms: so.Mapped[dict[str, Any]] = so.mapped_column(default=dict, comment="what the registration gives, exact figures as text")
    approvers: so.Mapped[dict[str, Any]] = so.mapped_column(default=dict, comment="roles that have to agree, and how; staff only")
    automatic: so.Mapped[bool] = so.mapped_column(default=False, comment="the policy approves it without a person")
    silent: so.Mapped[bool] = so.mapped_column(default=False, comment="approved by itself when the program misses its own limit")
    up_on: so.Mapped[date | None] = so.mapped_column(comment="day it came up after another had ended: the time to decide counts from there")
    window_until: so.Mapped[date | None] = so.mapped_column(comment="last day of the window without progress and silence")
    most_extensions: so.Mapped[int | None]
    revivable: so.Mapped[bool] = so.mapped_column(default=False, comment="the policy may extend it after its end")
    activity_on: so.Mapped[date | None] = so.mapped_column(comment="last reported progress")
    won_on: so.Mapped[date | None] = so.mapped_column(comment="business date it was won; what is counted as won is dated by it")
    moved_on: so.Mapped[date | None] = so.mapped_column(comment="last sign of work by the partner while it is protected")
    stalled_on: so.Mapped[date | None] = so.mapped_column(comment="day both sides were told that nothing happens; null once something does")
    amendment: so.Mapped[dict[str, Any]] = so.mapped_column(default=dict, comment="what the partner asks to change, by field, as given")
    duplicate_of: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="the registration that stays; staff only")
    earned: so.Mapped[bool] = so.mapped_column(default=False, comment="progress and silence change how long it is protected")

    __table_args__ = (
        sa.UniqueConstraint("program_id", "number"),
        sa.UniqueConstraint("program_id", "seq"),
        program_ref("successor_id", "deals__deal", cross_owner=True),
        program_ref("duplicate_of", "deals__deal", cross_owner=True),
        sa.Index(None, "program_id", "partner_id", "amount", "id"),
        sa.Index(None, "program_id", "amount", "id"),
        sa.Index(None, "program_id", "state", "protected_until"),
        sa.Index(None, "program_id", "due_on", "id"),
        _key("grant_key", unique=True),
        _key("unique_key"),
    )


class Receipt(AppendOnly, Owned, Base):
    """Proof of a submission: signed, linked to the one before, never changed. `seq` says who came first in the program."""

    seq: so.Mapped[int] = so.mapped_column(sa.BigInteger)
    deal_id: so.Mapped[uuid.UUID]
    body: so.Mapped[str] = so.mapped_column(sa.Text(), comment="canonical JSON that is hashed and signed")
    shown: so.Mapped[dict[str, Any]] = so.mapped_column(comment="the fields as submitted; the body has their hash")
    hash: so.Mapped[str] = so.mapped_column(sa.String(64))
    salt: so.Mapped[str] = so.mapped_column(sa.String(32), comment="hashed with the receipt before, so that no partner sees whether that was its own")
    signature: so.Mapped[str] = so.mapped_column(sa.String(88))

    __table_args__ = (
        sa.UniqueConstraint("program_id", "seq"),
        sa.UniqueConstraint("program_id", "hash"),
        sa.Index(None, "program_id", "deal_id"),
    )


class EvidenceUse(Owned, Base):
    """A document that was shown with a registration, by its SHA-256."""

    deal_id: so.Mapped[uuid.UUID]
    sha256: so.Mapped[str] = so.mapped_column(sa.String(64))

    __table_args__ = (sa.Index(None, "program_id", "sha256"),)
