"""Tables: budgets, allocations (layers of a partner's fund), requests, their activities, claims, and what tells reused proof."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from hansa import CustomFields, Owned, ProgramScoped, owned_ref, plugin_base, program_ref

Base = plugin_base("mdf")
UNIT = "1/10,000 of a unit of the program's currency"
OWN_UNIT = "1/10,000 of a unit of its own currency"
CURRENCY = sa.String(3)


class Budget(ProgramScoped, CustomFields, Base):
    """Money set aside: a pool, the part of a region or that of a program. What is not allocated stands in the ledger."""

    number: so.Mapped[str]
    state: so.Mapped[str] = so.mapped_column(default="draft")
    title: so.Mapped[str]
    level: so.Mapped[str] = so.mapped_column(default="pool")
    parent_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="the budget its money comes from")
    fund: so.Mapped[str | None] = so.mapped_column(comment="short name of the policy its allocations are under")
    region: so.Mapped[str | None]
    amount: so.Mapped[Decimal] = so.mapped_column(comment=OWN_UNIT)
    currency: so.Mapped[str] = so.mapped_column(CURRENCY, default="")
    starts: so.Mapped[date]
    ends: so.Mapped[date]
    description: so.Mapped[str | None]

    __table_args__ = (
        sa.UniqueConstraint("program_id", "number"),
        sa.Index(None, "program_id", "state", "id"),
        sa.CheckConstraint("amount > 0", name="positive"),
        program_ref("parent_id", "mdf__budget"),
    )


class Allocation(Owned, CustomFields, Base):
    """A layer of a partner's fund: granted out of a budget, or accrued. What is left of it stands in the ledger."""

    number: so.Mapped[str]
    state: so.Mapped[str] = so.mapped_column(default="proposed")
    title: so.Mapped[str]
    fund: so.Mapped[str] = so.mapped_column(comment="short name of the policy it is spent under")
    origin: so.Mapped[str] = so.mapped_column(default="granted", comment="granted or accrued")
    budget_id: so.Mapped[uuid.UUID | None]
    amount: so.Mapped[Decimal] = so.mapped_column(comment=OWN_UNIT)
    currency: so.Mapped[str] = so.mapped_column(CURRENCY, default="")
    component: so.Mapped[str | None] = so.mapped_column(comment="what it was accrued by")
    period_start: so.Mapped[date | None]
    period_end: so.Mapped[date | None] = so.mapped_column(comment="last day of the period it was accrued for")
    slot: so.Mapped[str | None] = so.mapped_column(comment="fund, component and period: one layer for each")
    exact: so.Mapped[str | None] = so.mapped_column(comment="the unrounded amount, exact text")
    starts: so.Mapped[date]
    last_day: so.Mapped[date | None] = so.mapped_column(comment="last day on which a claim can be paid out of it")
    announced_at: so.Mapped[datetime | None] = so.mapped_column(comment="when its partner was told that it lies idle")

    __table_args__ = (
        sa.UniqueConstraint("program_id", "number"),
        sa.UniqueConstraint("program_id", "partner_id", "slot"),
        sa.Index(None, "program_id", "partner_id", "state"),
        sa.Index(None, "program_id", "state", "last_day"),
        sa.CheckConstraint("amount >= 0", name="not_negative"),
        program_ref("budget_id", "mdf__budget"),
    )


class Request(Owned, CustomFields, Base):
    """What a partner plans to do with money of its fund: one or several activities, decided one by one."""

    number: so.Mapped[str]
    state: so.Mapped[str] = so.mapped_column(default="draft")
    title: so.Mapped[str]
    fund: so.Mapped[str]
    purpose: so.Mapped[str | None]
    industry: so.Mapped[str | None]
    region: so.Mapped[str | None]
    goals: so.Mapped[str | None]
    target_contacts: so.Mapped[int | None]
    expected_leads: so.Mapped[int | None]
    expected_pipeline: so.Mapped[Decimal | None] = so.mapped_column(comment=UNIT)
    activities: so.Mapped[list[Any]] = so.mapped_column(default=list)
    costs: so.Mapped[list[Any]] = so.mapped_column(default=list)
    grants: so.Mapped[list[Any]] = so.mapped_column(default=list, comment="what staff is about to grant, activity by activity; staff only")
    total_cost: so.Mapped[Decimal] = so.mapped_column(default=Decimal(0), comment=UNIT)
    own_money: so.Mapped[Decimal] = so.mapped_column(default=Decimal(0), comment=f"what the partner pays itself, {UNIT}")
    asked: so.Mapped[Decimal] = so.mapped_column(default=Decimal(0), comment=UNIT)
    approved: so.Mapped[Decimal] = so.mapped_column(default=Decimal(0), comment=UNIT)
    code: so.Mapped[str | None] = so.mapped_column(comment="pre-approval code, to be written on invoices")
    first_day: so.Mapped[date | None]
    final_day: so.Mapped[date | None]
    approvers: so.Mapped[dict[str, Any]] = so.mapped_column(default=dict, comment="who agrees by the policy: roles and mode; staff only")
    alike: so.Mapped[list[Any]] = so.mapped_column(default=list, comment="what may be the same event; staff only")
    rounds: so.Mapped[int] = so.mapped_column(default=0, comment="how often it was submitted")
    submitted_at: so.Mapped[datetime | None]
    decided_at: so.Mapped[datetime | None]
    due_on: so.Mapped[date | None] = so.mapped_column(comment="day by which it should be decided")
    keep_until: so.Mapped[date | None] = so.mapped_column(comment="last day to complete what was returned")
    reason: so.Mapped[str | None] = so.mapped_column(comment="what was said with the last decision")

    __table_args__ = (
        sa.UniqueConstraint("program_id", "number"),
        sa.Index(None, "program_id", "state", "id"),
        sa.Index(None, "program_id", "partner_id", "id"),
        sa.Index(None, "program_id", "first_day"),
    )


class Activity(Owned, CustomFields, Base):
    """An approved activity: carried out, reported with proof, verified."""

    number: so.Mapped[str]
    state: so.Mapped[str] = so.mapped_column(default="planned")
    request_id: so.Mapped[uuid.UUID]
    fund: so.Mapped[str]
    place: so.Mapped[int] = so.mapped_column(comment="number of the activity in its request, from 1")
    kind: so.Mapped[str]
    title: so.Mapped[str]
    mode: so.Mapped[str]
    venue: so.Mapped[str | None]
    region: so.Mapped[str | None]
    starts_on: so.Mapped[date]
    ends_on: so.Mapped[date]
    cost: so.Mapped[Decimal] = so.mapped_column(comment=UNIT)
    approved: so.Mapped[Decimal] = so.mapped_column(comment=UNIT)
    claimed: so.Mapped[Decimal] = so.mapped_column(default=Decimal(0), comment=f"granted on claims, {UNIT}")
    claims: so.Mapped[int] = so.mapped_column(default=0, comment="how many claims were submitted")
    claim_by: so.Mapped[date | None] = so.mapped_column(comment="last day to claim")
    proof: so.Mapped[list[str]] = so.mapped_column(default=list, comment="kinds of evidence its kind of activity needs")
    lacking: so.Mapped[list[str]] = so.mapped_column(default=list, comment="kinds of evidence that are not there")
    keep_until: so.Mapped[date | None] = so.mapped_column(comment="last day to bring missing proof")
    held_on: so.Mapped[date | None]
    attendees: so.Mapped[int | None]
    outcome: so.Mapped[str | None]
    position: so.Mapped[str | None] = so.mapped_column(comment="where somebody checked in, latitude and longitude")
    checked_in_at: so.Mapped[datetime | None]
    reported_at: so.Mapped[datetime | None]
    verified_at: so.Mapped[datetime | None]
    leads: so.Mapped[int] = so.mapped_column(default=0, comment="leads that were reported with it")
    doubts: so.Mapped[list[Any]] = so.mapped_column(default=list, comment="proof that was seen elsewhere; staff only")
    reason: so.Mapped[str | None]

    __table_args__ = (
        sa.UniqueConstraint("program_id", "number"),
        sa.UniqueConstraint("program_id", "request_id", "place"),
        sa.Index(None, "program_id", "state", "claim_by"),
        sa.Index(None, "program_id", "kind", "id"),
        sa.Index(None, "program_id", "partner_id", "id"),
        sa.CheckConstraint("claimed >= 0 AND claimed <= approved", name="within"),
        owned_ref("request_id", "mdf__request", ondelete="CASCADE"),
    )


class Share(Owned, Base):
    """What a request keeps of a layer: reserved while it waits, committed once approved. The hold itself is the ledger's."""

    request_id: so.Mapped[uuid.UUID]
    activity_id: so.Mapped[uuid.UUID | None]
    allocation_id: so.Mapped[uuid.UUID]
    hold_id: so.Mapped[uuid.UUID]
    stage: so.Mapped[str] = so.mapped_column(comment="reserved, committed, or over")
    amount: so.Mapped[Decimal] = so.mapped_column(comment="still kept, 1/10,000 of a unit of the layer's currency")
    worth: so.Mapped[Decimal] = so.mapped_column(comment=f"the same by the rate of the day it was first kept, {UNIT}")
    paid: so.Mapped[Decimal] = so.mapped_column(default=Decimal(0), comment="1/10,000 of a unit of the layer's currency")

    __table_args__ = (
        sa.UniqueConstraint("program_id", "hold_id"),
        sa.Index(None, "program_id", "request_id", "stage"),
        sa.Index(None, "program_id", "allocation_id", "stage"),
        owned_ref("request_id", "mdf__request"),
        owned_ref("activity_id", "mdf__activity"),
        owned_ref("allocation_id", "mdf__allocation"),
    )


class Claim(Owned, CustomFields, Base):
    """Money asked back for an activity: receipts, what of them counts, what is paid."""

    number: so.Mapped[str]
    state: so.Mapped[str] = so.mapped_column(default="draft")
    title: so.Mapped[str]
    activity_id: so.Mapped[uuid.UUID]
    receipts: so.Mapped[list[Any]] = so.mapped_column(default=list)
    note: so.Mapped[str | None]
    total: so.Mapped[Decimal] = so.mapped_column(default=Decimal(0), comment=f"all receipts, {UNIT}")
    eligible: so.Mapped[Decimal] = so.mapped_column(default=Decimal(0), comment=f"what of it counts, {UNIT}")
    due: so.Mapped[Decimal] = so.mapped_column(default=Decimal(0), comment=f"what the policy pays, {UNIT}")
    exact: so.Mapped[str | None] = so.mapped_column(comment="the same, unrounded")
    granted: so.Mapped[Decimal | None] = so.mapped_column(comment=f"what is paid, {UNIT}")
    drawn: so.Mapped[list[Any]] = so.mapped_column(default=list, comment="[journal, share, amount in the currency of its layer] it was granted out of; staff only")
    posted_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="the journal of its payment")
    late: so.Mapped[bool] = so.mapped_column(default=False)
    late_by: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="user who let it count although it was late")
    lacking: so.Mapped[list[str]] = so.mapped_column(default=list, comment="kinds of evidence that are not there")
    doubts: so.Mapped[list[Any]] = so.mapped_column(default=list, comment="receipts that were seen elsewhere; staff only")
    keep_until: so.Mapped[date | None] = so.mapped_column(comment="last day to complete what was returned")
    pay_by: so.Mapped[date | None]
    submitted_at: so.Mapped[datetime | None]
    complete_at: so.Mapped[datetime | None] = so.mapped_column(comment="when all proof was there")
    decided_at: so.Mapped[datetime | None]
    paid_on: so.Mapped[date | None]
    days: so.Mapped[int | None] = so.mapped_column(comment="days from complete proof to payment")
    payment: so.Mapped[str | None] = so.mapped_column(comment="form of payment")
    payment_ref: so.Mapped[str | None]
    reason: so.Mapped[str | None]

    __table_args__ = (
        sa.UniqueConstraint("program_id", "number"),
        sa.Index(None, "program_id", "state", "id"),
        sa.Index(None, "program_id", "activity_id"),
        sa.Index(None, "program_id", "partner_id", "id"),
        owned_ref("activity_id", "mdf__activity"),
    )


class Extension(Owned, CustomFields, Base):
    """A partner asks for more time to claim."""

    number: so.Mapped[str]
    state: so.Mapped[str] = so.mapped_column(default="asked")
    activity_id: so.Mapped[uuid.UUID]
    until: so.Mapped[date]
    why: so.Mapped[str]
    reason: so.Mapped[str | None]

    __table_args__ = (
        sa.UniqueConstraint("program_id", "number"),
        sa.Index(None, "program_id", "activity_id"),
        owned_ref("activity_id", "mdf__activity", ondelete="CASCADE"),
    )


class Found(Owned, Base):
    """A lead an activity brought; the lead itself belongs to the plugin that keeps leads."""

    activity_id: so.Mapped[uuid.UUID]
    lead_id: so.Mapped[uuid.UUID]

    __table_args__ = (
        sa.UniqueConstraint("program_id", "lead_id"),
        sa.Index(None, "program_id", "activity_id"),
        owned_ref("activity_id", "mdf__activity"),
    )


class Mark(ProgramScoped, Base):
    """What tells a photo or an invoice again, whoever shows it. Of all partners, so only the vendor's engine reads it."""

    kind: so.Mapped[str] = so.mapped_column(comment="photo, file or invoice")
    value: so.Mapped[str] = so.mapped_column(comment="perceptual hash, SHA-256, or vendor and number without case and signs")
    holder_id: so.Mapped[uuid.UUID]
    entity: so.Mapped[str]
    record_id: so.Mapped[uuid.UUID]
    seen_at: so.Mapped[datetime]

    __table_args__ = (
        sa.UniqueConstraint("program_id", "kind", "value", "record_id"),
        sa.Index(None, "program_id", "record_id"),
        program_ref("holder_id", "core_partner", cross_owner=True),
    )
