"""Tables: periods and what was calculated for them; who takes part; statements, corrections, disputes and payouts."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from hansa import AppendOnly, CustomFields, Owned, ProgramScoped, owned_ref, plugin_base, program_ref

Base = plugin_base("rebates")
UNIT = "1/10,000 of a unit of the currency beside it"
CURRENCY, KEY, EXACT = sa.String(3), sa.String(80), sa.String(200)
ZERO = Decimal(0)


class Period(ProgramScoped, CustomFields, Base):
    """A settlement period of a rebate program: what was invoiced in it, and received until its cut-off, is settled together."""

    program: so.Mapped[str] = so.mapped_column(KEY, comment="key of the policy of kind rebates.program")
    name: so.Mapped[str]
    state: so.Mapped[str] = so.mapped_column(default="open")
    starts_on: so.Mapped[date]
    ends_on: so.Mapped[date] = so.mapped_column(comment="the last day; it belongs to the period")
    cut_off_on: so.Mapped[date] = so.mapped_column(comment="last day of grace: what is received later counts in the next period")
    calculate_on: so.Mapped[date]
    run_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="the run that holds")
    reviewed_by: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="user who reviewed the results; another one approves")
    accrued_for: so.Mapped[list[Any]] = so.mapped_column(default=list, comment="whom something is accrued for: partner and currency")
    track: so.Mapped[dict[str, Any]] = so.mapped_column(default=dict, comment="what was accrued in all, by tenths of its days, and what came of it")
    closed_at: so.Mapped[datetime | None] = so.mapped_column(comment="when its statements were issued: nothing in it changes from then on")

    __table_args__ = (
        sa.UniqueConstraint("program_id", "program", "starts_on"),
        sa.Index(None, "program_id", "state", "id"),
        sa.CheckConstraint("starts_on <= ends_on AND ends_on <= cut_off_on AND cut_off_on <= calculate_on", name="in_order"),
    )


class Run(ProgramScoped, Base):
    """One calculation of a period. A later one never changes its rows: it writes its own."""

    period_id: so.Mapped[uuid.UUID]
    policy_version_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="the version of the policy that was applied")
    state: so.Mapped[str] = so.mapped_column(sa.String(12), default="running", comment="running, done or failed")
    known_at: so.Mapped[datetime] = so.mapped_column(comment="the moment whose knowledge was used")
    checkpoint: so.Mapped[dict[str, Any]] = so.mapped_column(default=dict, comment="how far it came; it goes on from there")
    engine: so.Mapped[str] = so.mapped_column(sa.String(20), default="", comment="version of the engine")
    inputs_hash: so.Mapped[str | None] = so.mapped_column(sa.String(64))
    results_hash: so.Mapped[str | None] = so.mapped_column(sa.String(64))
    finished_at: so.Mapped[datetime | None]

    __table_args__ = (program_ref("period_id", "rebates__period"), sa.Index(None, "program_id", "period_id", "id"))


class Result(AppendOnly, Owned, Base):
    """What one component of a program gives a partner in a period: one row for each receiver and payout form. Never changed."""

    run_id: so.Mapped[uuid.UUID]
    period_id: so.Mapped[uuid.UUID]
    program: so.Mapped[str] = so.mapped_column(KEY)
    component: so.Mapped[str] = so.mapped_column(KEY)
    receiver: so.Mapped[str] = so.mapped_column(
        sa.String(40),
        default="",
        comment="empty: the partner; `person:` and a membership: one of its people; else the partner whose purchases its distributor gets it for",
    )
    form: so.Mapped[str] = so.mapped_column(sa.String(20), default="", comment="payout form of a split part; empty: the program's own")
    measured: so.Mapped[str] = so.mapped_column(EXACT, default="0", comment="exact decimal or fraction")
    qualified: so.Mapped[str] = so.mapped_column(EXACT, default="0", comment="exact decimal or fraction")
    base: so.Mapped[str] = so.mapped_column(EXACT, default="0", comment="exact decimal or fraction")
    rate: so.Mapped[str] = so.mapped_column(EXACT, default="", comment="exact decimal or fraction; empty: no one rate")
    band: so.Mapped[str] = so.mapped_column(EXACT, default="", comment="the step that was reached")
    unrounded: so.Mapped[str] = so.mapped_column(sa.String(200), default="0", comment="the exact figure before rounding")
    earned: so.Mapped[Decimal] = so.mapped_column(default=ZERO, comment=UNIT)
    settled_before: so.Mapped[Decimal] = so.mapped_column(default=ZERO, comment=f"settled in earlier periods and set off, {UNIT}")
    payable: so.Mapped[Decimal] = so.mapped_column(default=ZERO, comment=UNIT)
    currency: so.Mapped[str] = so.mapped_column(CURRENCY)
    reasons: so.Mapped[list[Any]] = so.mapped_column(default=list, comment="codes, with parameters")
    told: so.Mapped[dict[str, Any]] = so.mapped_column(
        default=dict, comment="the figures it follows from, exact, and what is left for later periods"
    )
    decision_id: so.Mapped[uuid.UUID | None]

    __table_args__ = (
        sa.UniqueConstraint("program_id", "run_id", "partner_id", "program", "component", "receiver", "form"),
        program_ref("run_id", "rebates__run"),
        program_ref("period_id", "rebates__period"),
        sa.Index(None, "program_id", "period_id", "partner_id"),
        sa.Index(None, "program_id", "partner_id", "program", "component"),
    )


class Enrolment(Owned, CustomFields, Base):
    """A partner takes part in a program from a day on, and until the day it leaves."""

    program: so.Mapped[str] = so.mapped_column(KEY)
    joined_on: so.Mapped[date]
    left_on: so.Mapped[date | None] = so.mapped_column(comment="the last day; it still counts")
    accepted_on: so.Mapped[date | None] = so.mapped_column(comment="the day the partner accepted the terms")
    accepted_by: so.Mapped[str | None] = so.mapped_column(comment="who signed them for the partner")
    accepted_version: so.Mapped[int | None] = so.mapped_column(comment="number of the version of the program that was signed")
    clawback: so.Mapped[str] = so.mapped_column(sa.String(10), default="", comment="what its agreement says of it: notice, consent, or empty")
    note: so.Mapped[str | None]

    __table_args__ = (
        sa.UniqueConstraint("program_id", "partner_id", "program", "joined_on"),
        sa.Index(None, "program_id", "program", "joined_on"),
    )


class Target(Owned, CustomFields, Base):
    """What a partner is to reach in a component of a program, for a span of days."""

    program: so.Mapped[str] = so.mapped_column(KEY)
    component: so.Mapped[str] = so.mapped_column(KEY, default="", comment="empty: all components")
    starts_on: so.Mapped[date]
    ends_on: so.Mapped[date] = so.mapped_column(comment="the last day")
    amount: so.Mapped[Decimal] = so.mapped_column(comment="money or quantity, as the component measures")
    origin: so.Mapped[str] = so.mapped_column(sa.String(10), default="given", comment="given or derived")
    accepted_on: so.Mapped[date | None]
    note: so.Mapped[str | None]

    __table_args__ = (sa.Index(None, "program_id", "program", "starts_on"), sa.CheckConstraint("starts_on <= ends_on", name="in_order"))


class Statement(Owned, CustomFields, Base):
    """What a partner gets for a period, as it was stated; the three files follow from `content` alone, byte for byte."""

    number: so.Mapped[str]
    state: so.Mapped[str] = so.mapped_column(default="issued")
    period_id: so.Mapped[uuid.UUID]
    run_id: so.Mapped[uuid.UUID]
    program: so.Mapped[str] = so.mapped_column(KEY)
    title: so.Mapped[str] = so.mapped_column(comment="program and period, as they were called")
    addressee: so.Mapped[str] = so.mapped_column(comment="the partner, as it was called; or the person")
    receiver: so.Mapped[str] = so.mapped_column(sa.String(40), default="", comment="empty: the partner; else one of its people, as on results")
    person_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="the membership of whoever it is for in person")
    starts_on: so.Mapped[date]
    ends_on: so.Mapped[date]
    dispute_by: so.Mapped[date] = so.mapped_column(comment="the last day a line can be disputed")
    currency: so.Mapped[str] = so.mapped_column(CURRENCY)
    amount: so.Mapped[Decimal] = so.mapped_column(comment=f"payable in all, {UNIT}")
    content: so.Mapped[dict[str, Any]] = so.mapped_column(default=dict, comment="everything that is stated")
    content_hash: so.Mapped[str] = so.mapped_column(sa.String(64), comment="SHA-256 of the content and its addressee")
    files: so.Mapped[dict[str, Any]] = so.mapped_column(default=dict, comment="SHA-256 of HTML, CSV and PDF, by name")
    granted_at: so.Mapped[datetime | None] = so.mapped_column(comment="when it was posted as owed, after its period was approved")
    confirmed_at: so.Mapped[datetime | None]
    confirmed_by: so.Mapped[str | None] = so.mapped_column(comment="who signed for the partner")
    reason: so.Mapped[str | None]

    __table_args__ = (
        sa.UniqueConstraint("program_id", "number"),
        sa.UniqueConstraint("program_id", "period_id", "partner_id", "currency", "receiver"),
        program_ref("period_id", "rebates__period"),
        program_ref("run_id", "rebates__run"),
        sa.Index(None, "program_id", "partner_id", "id"),
        sa.Index(None, "program_id", "state", "id"),
    )


class Payout(Owned, CustomFields, Base):
    """Money on its way to a partner. Nothing is paid before whoever pays confirms it."""

    number: so.Mapped[str]
    state: so.Mapped[str] = so.mapped_column(default="new")
    statement_id: so.Mapped[uuid.UUID | None]
    claim_id: so.Mapped[uuid.UUID | None]
    program: so.Mapped[str] = so.mapped_column(KEY, default="")
    title: so.Mapped[str]
    receiver: so.Mapped[str] = so.mapped_column(sa.String(40), default="", comment="as on the results it pays")
    person_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="the membership of whoever it is for in person")
    form: so.Mapped[str] = so.mapped_column(sa.String(20))
    component: so.Mapped[str] = so.mapped_column(KEY, default="", comment="of the program, where it is paid on a day of its own; empty: all others")
    pay_on: so.Mapped[date | None] = so.mapped_column(comment="the day it is paid, and not before; empty: as soon as it is approved")
    currency: so.Mapped[str] = so.mapped_column(CURRENCY)
    amount: so.Mapped[Decimal] = so.mapped_column(comment=UNIT)
    taken_back: so.Mapped[Decimal] = so.mapped_column(default=ZERO, comment=f"clawed back since, {UNIT}")
    key: so.Mapped[str] = so.mapped_column(sa.String(120), comment="idempotency key: who pays gets it and pays once under it")
    hold_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="of the ledger, while it is on its way")
    sent_at: so.Mapped[datetime | None] = so.mapped_column(comment="when it was handed to whoever pays")
    receipt: so.Mapped[str | None] = so.mapped_column(comment="the number under which it was paid")
    paid_on: so.Mapped[date | None]
    approved_by: so.Mapped[uuid.UUID | None]
    reason: so.Mapped[str | None]
    credit_note: so.Mapped[str | None] = so.mapped_column(sa.String(40), comment="number of our credit note, where it was paid by one")
    document: so.Mapped[dict[str, Any]] = so.mapped_column(default=dict, comment="what the credit note says")

    __table_args__ = (
        sa.UniqueConstraint("program_id", "number"),
        sa.UniqueConstraint("program_id", "key"),
        sa.UniqueConstraint("program_id", "credit_note"),
        owned_ref("statement_id", "rebates__statement"),
        owned_ref("claim_id", "rebates__claim"),
        sa.Index(None, "program_id", "state", "id"),
        sa.Index(None, "program_id", "partner_id", "id"),
        sa.Index(None, "program_id", "statement_id"),
    )


class Adjustment(Owned, CustomFields, Base):
    """An amount added to or taken off a period that is still open: a correction, a return after payout, an agreed dispute."""

    number: so.Mapped[str]
    state: so.Mapped[str] = so.mapped_column(default="draft")
    title: so.Mapped[str]
    kind: so.Mapped[str] = so.mapped_column(sa.String(12), default="correction")
    program: so.Mapped[str] = so.mapped_column(KEY)
    currency: so.Mapped[str] = so.mapped_column(CURRENCY, default="")
    amount: so.Mapped[Decimal] = so.mapped_column(comment=f"negative: taken off, {UNIT}")
    receiver: so.Mapped[str] = so.mapped_column(sa.String(40), default="", comment="empty: the partner; else one of its people, as on results")
    settled: so.Mapped[Decimal] = so.mapped_column(default=ZERO, comment=f"stated so far; the rest waits for the next period, {UNIT}")
    counts_from: so.Mapped[date | None] = so.mapped_column(comment="the end of the notice: not stated before")
    reason: so.Mapped[str | None]
    consent: so.Mapped[bool] = so.mapped_column(default=False, comment="nothing is taken back before the partner agrees")
    said: so.Mapped[str | None] = so.mapped_column(comment="the last thing one side told the other about it")
    payout_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="the payout it corrects")
    result_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="the line it corrects")
    period_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="the last period it was stated in")
    source: so.Mapped[str | None] = so.mapped_column(sa.String(160), comment="what caused it; the same causes one adjustment only")
    decided_by: so.Mapped[uuid.UUID | None]

    __table_args__ = (
        sa.UniqueConstraint("program_id", "number"),
        sa.UniqueConstraint("program_id", "source"),
        owned_ref("payout_id", "rebates__payout"),
        owned_ref("result_id", "rebates__result"),
        program_ref("period_id", "rebates__period"),
        sa.Index(None, "program_id", "state", "id"),
        sa.Index(None, "program_id", "partner_id", "program"),
    )


class Dispute(Owned, CustomFields, Base):
    """A partner says that a line of its statement should be another amount."""

    number: so.Mapped[str]
    state: so.Mapped[str] = so.mapped_column(default="opened")
    statement_id: so.Mapped[uuid.UUID]
    line: so.Mapped[str] = so.mapped_column(KEY, comment="key of the line of the statement")
    receiver: so.Mapped[str] = so.mapped_column(sa.String(40), default="", comment="empty: the partner; else one of its people, as on the statement")
    currency: so.Mapped[str] = so.mapped_column(CURRENCY, default="")
    stated: so.Mapped[Decimal] = so.mapped_column(default=ZERO, comment=UNIT)
    claimed: so.Mapped[Decimal] = so.mapped_column(comment=UNIT)
    agreed: so.Mapped[Decimal | None] = so.mapped_column(comment=f"what both sides agreed the line should be, {UNIT}")
    why: so.Mapped[str]
    reason: so.Mapped[str | None] = so.mapped_column(comment="the last thing one side told the other")
    compared: so.Mapped[dict[str, Any]] = so.mapped_column(default=dict, comment="rows of the partner's file that differ from ours")
    adjustment_id: so.Mapped[uuid.UUID | None]
    due_on: so.Mapped[date | None] = so.mapped_column(comment="the day by which the vendor answers")

    __table_args__ = (
        sa.UniqueConstraint("program_id", "number"),
        owned_ref("statement_id", "rebates__statement"),
        owned_ref("adjustment_id", "rebates__adjustment"),
        sa.Index(None, "program_id", "state", "id"),
        sa.Index(None, "program_id", "statement_id"),
    )


class Claim(Owned, CustomFields, Base):
    """Money a partner asks for under an agreed price, a price that fell, or goods it exchanges."""

    number: so.Mapped[str]
    state: so.Mapped[str] = so.mapped_column(default="draft")
    kind: so.Mapped[str] = so.mapped_column(sa.String(20))
    title: so.Mapped[str]
    currency: so.Mapped[str] = so.mapped_column(CURRENCY, default="")
    rows: so.Mapped[list[Any]] = so.mapped_column(default=list, comment="what is claimed, row by row, as it was given")
    claimed: so.Mapped[Decimal] = so.mapped_column(default=ZERO, comment=UNIT)
    computed: so.Mapped[Decimal] = so.mapped_column(default=ZERO, comment=f"what the documents give, {UNIT}")
    approved: so.Mapped[Decimal | None] = so.mapped_column(comment=UNIT)
    price_change_id: so.Mapped[uuid.UUID | None]
    claim_by: so.Mapped[date | None] = so.mapped_column(comment="the last day to submit it, as far as its rows tell")
    reason: so.Mapped[str | None]

    __table_args__ = (
        sa.UniqueConstraint("program_id", "number"),
        program_ref("price_change_id", "rebates__price_change"),
        sa.Index(None, "program_id", "state", "id"),
        sa.Index(None, "program_id", "partner_id", "id"),
    )


class ClaimLine(Owned, Base):
    """One row of a claim, measured against contract, sale and stock."""

    claim_id: so.Mapped[uuid.UUID]
    place: so.Mapped[int]
    kind: so.Mapped[str] = so.mapped_column(sa.String(20))
    sku: so.Mapped[str]
    document: so.Mapped[str] = so.mapped_column(comment="the sale it is about; once for each kind, product and partner")
    quantity: so.Mapped[Decimal] = so.mapped_column(comment="claimed")
    eligible: so.Mapped[Decimal] = so.mapped_column(default=ZERO, comment="of that, what counts")
    price: so.Mapped[Decimal] = so.mapped_column(default=ZERO, comment=f"the price used, or the old price, {UNIT}")
    rate: so.Mapped[Decimal] = so.mapped_column(default=ZERO, comment=f"the contract's rate, or the new price, {UNIT}")
    claimed: so.Mapped[Decimal] = so.mapped_column(default=ZERO, comment=UNIT)
    computed: so.Mapped[Decimal] = so.mapped_column(default=ZERO, comment=UNIT)
    findings: so.Mapped[list[Any]] = so.mapped_column(default=list, comment="codes of what does not match")

    __table_args__ = (
        sa.UniqueConstraint("program_id", "claim_id", "place"),
        owned_ref("claim_id", "rebates__claim", ondelete="CASCADE"),
        sa.Index(None, "program_id", "partner_id", "kind", "sku", "document"),
    )


class Contract(Owned, CustomFields, Base):
    """What a product may cost a partner where it sells to a named customer: the difference can be claimed."""

    sku: so.Mapped[str]
    customer: so.Mapped[str] = so.mapped_column(default="", comment="empty: every customer")
    rate: so.Mapped[Decimal] = so.mapped_column(comment=f"for one base unit, {UNIT}")
    book: so.Mapped[Decimal | None] = so.mapped_column(comment=f"the book price the contract is measured against, {UNIT}")
    currency: so.Mapped[str] = so.mapped_column(CURRENCY, default="")
    basis: so.Mapped[str] = so.mapped_column(sa.String(12), default="cost", comment="the price used: cost, contract or resale")
    starts_on: so.Mapped[date]
    ends_on: so.Mapped[date]
    most: so.Mapped[Decimal | None] = so.mapped_column(comment="quantity that can be claimed in all")
    reference: so.Mapped[str]

    __table_args__ = (sa.Index(None, "program_id", "partner_id", "sku", "starts_on"),)


class Stock(Owned, CustomFields, Base):
    """What a partner had of a product on a day, by the price it paid for it (a bucket)."""

    sku: so.Mapped[str]
    counted_on: so.Mapped[date]
    bucket: so.Mapped[str] = so.mapped_column(sa.String(60), default="")
    on_hand: so.Mapped[Decimal]
    in_transit: so.Mapped[Decimal] = so.mapped_column(default=ZERO)
    going_back: so.Mapped[Decimal] = so.mapped_column(default=ZERO, comment="on hand, but on its way back")
    cost: so.Mapped[Decimal | None] = so.mapped_column(comment=f"for one base unit, {UNIT}")
    bought_on: so.Mapped[date | None]
    currency: so.Mapped[str] = so.mapped_column(CURRENCY, default="")

    __table_args__ = (sa.UniqueConstraint("program_id", "partner_id", "sku", "counted_on", "bucket"),)


class PriceChange(ProgramScoped, CustomFields, Base):
    """A price fell, or rose, on a day: what partners have on hand is claimed for them."""

    state: so.Mapped[str] = so.mapped_column(default="draft")
    title: so.Mapped[str]
    sku: so.Mapped[str]
    old: so.Mapped[Decimal] = so.mapped_column(comment=UNIT)
    new: so.Mapped[Decimal] = so.mapped_column(comment=UNIT)
    currency: so.Mapped[str] = so.mapped_column(CURRENCY, default="")
    changed_on: so.Mapped[date]
    window_days: so.Mapped[int] = so.mapped_column(comment="units bought at most so many days before count")
    opened: so.Mapped[int] = so.mapped_column(default=0, comment="claims that were opened")


class Signal(ProgramScoped, Base):
    """Something that looks like fraud, to be looked into; never shown to the partner it is about."""

    about_id: so.Mapped[uuid.UUID]
    state: so.Mapped[str] = so.mapped_column(default="held")
    kind: so.Mapped[str] = so.mapped_column(sa.String(20))
    title: so.Mapped[str]
    period_id: so.Mapped[uuid.UUID | None]
    payout_id: so.Mapped[uuid.UUID | None]
    amount: so.Mapped[Decimal] = so.mapped_column(default=ZERO, comment=f"at stake, {UNIT}")
    currency: so.Mapped[str] = so.mapped_column(CURRENCY, default="")
    evidence: so.Mapped[list[Any]] = so.mapped_column(default=list, comment="ids of the lines it is seen in")
    fingerprint: so.Mapped[str] = so.mapped_column(sa.String(64), comment="the same is found once")
    reason: so.Mapped[str | None]

    __table_args__ = (
        sa.UniqueConstraint("program_id", "fingerprint"),
        program_ref("about_id", "core_partner", cross_owner=True),
        program_ref("period_id", "rebates__period"),
        program_ref("payout_id", "rebates__payout", cross_owner=True),
        sa.Index(None, "program_id", "state", "id"),
        sa.Index(None, "program_id", "about_id"),
    )
