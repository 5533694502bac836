"""Tables of the leads plugin."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from hansa import CustomFields, Owned, ProgramScoped, clock, plugin_base, program_ref

Base = plugin_base("leads")


class Told:
    """What is known of the need and of who has it. A partner's copy holds of it what the partner may know at the time."""

    need: so.Mapped[str | None]
    product: so.Mapped[str | None]
    value_band: so.Mapped[str | None]
    value: so.Mapped[Decimal | None] = so.mapped_column(comment="1/10,000 of a unit of the program's currency")
    language: so.Mapped[str | None]
    company: so.Mapped[str | None]
    domain: so.Mapped[str | None]
    registration_no: so.Mapped[str | None]
    contact_name: so.Mapped[str | None]
    contact_role: so.Mapped[str | None]
    contact_email: so.Mapped[str | None]
    contact_phone: so.Mapped[str | None]
    street: so.Mapped[str | None]
    postal_code: so.Mapped[str | None]
    city: so.Mapped[str | None]
    region: so.Mapped[str | None]
    country: so.Mapped[str | None]


class Queue(ProgramScoped, Base):
    """Where leads wait for a person: a name, and who looks after it."""

    key: so.Mapped[str]
    name: so.Mapped[str]
    __table_args__ = (sa.UniqueConstraint("program_id", "key"),)


class Lead(ProgramScoped, CustomFields, Told, Base):
    """Interest somebody showed, before a partner has it. Belongs to the vendor; partners get copies, see `Assignment`."""

    number: so.Mapped[str]
    state: so.Mapped[str] = so.mapped_column(default="new")
    title: so.Mapped[str]
    source: so.Mapped[str]
    campaign: so.Mapped[str | None]
    brought_by: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="partner that brought it")
    meant_for: so.Mapped[str | None] = so.mapped_column(comment="address of the partner's person that shall have it, as it came in")
    score: so.Mapped[int | None]
    latitude: so.Mapped[Decimal | None] = so.mapped_column(comment="degrees, in 1/10,000")
    longitude: so.Mapped[Decimal | None] = so.mapped_column(comment="degrees, in 1/10,000")
    consent_basis: so.Mapped[str | None]
    consent_text: so.Mapped[str | None]
    consent_at: so.Mapped[datetime | None]
    consent_expires: so.Mapped[date | None] = so.mapped_column(comment="last day the consent holds")
    consent_withdrawn_at: so.Mapped[datetime | None]
    alike: so.Mapped[list[Any]] = so.mapped_column(default=list, comment="leads and deals about the same company, found at intake")
    queue_id: so.Mapped[uuid.UUID | None]
    holder_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="partner that is offered it, works on it or had it last")
    plan: so.Mapped[dict[str, Any]] = so.mapped_column(default=dict, comment="what was decided: end, targets, decision")
    rule: so.Mapped[str | None]
    rounds: so.Mapped[int] = so.mapped_column(default=0, comment="how often it was offered")
    touched_at: so.Mapped[datetime] = so.mapped_column(comment="when it was made, or what it says was last changed")
    routed_at: so.Mapped[datetime | None]
    closed_at: so.Mapped[datetime | None]
    reason_code: so.Mapped[str | None]
    reason: so.Mapped[str | None]
    deal_id: so.Mapped[uuid.UUID | None]
    outcome: so.Mapped[str | None] = so.mapped_column(comment="won or lost, of the lead or of the deal it became")
    __table_args__ = (
        program_ref("queue_id", "leads__queue"),
        program_ref("holder_id", "core_partner", cross_owner=True),
        program_ref("brought_by", "core_partner", cross_owner=True),
        sa.UniqueConstraint("program_id", "number"),
        sa.Index(None, "program_id", "state", "created_at"),
        sa.Index(None, "program_id", "deal_id"),
        sa.Index(None, "program_id", "holder_id", "state"),
        sa.Index(None, "program_id", "consent_expires"),
    )


class Assignment(Owned, CustomFields, Told, Base):
    """A lead as one partner has it: a teaser, an offer, work. Before acceptance it holds only what the mask allows."""

    number: so.Mapped[str]
    lead_id: so.Mapped[uuid.UUID] = so.mapped_column(comment="made as it is saved where a partner found the lead itself")
    state: so.Mapped[str] = so.mapped_column(default="offered")
    title: so.Mapped[str] = so.mapped_column(default="")
    person_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="membership it was routed to, if to a person")
    rule: so.Mapped[str | None]
    preview: so.Mapped[list[str]] = so.mapped_column(default=list, comment="fields shown before acceptance and after the end")
    terms: so.Mapped[str] = so.mapped_column(sa.String(64), default="", comment="digest of the terms it came under, see Edition")
    available_at: so.Mapped[datetime | None] = so.mapped_column(comment="when the partner is available; limits begin then")
    sent_at: so.Mapped[datetime] = so.mapped_column(default=clock.now)
    opened_at: so.Mapped[datetime | None]
    accepted_at: so.Mapped[datetime | None]
    in_time: so.Mapped[bool] = so.mapped_column(default=False, comment="accepted before the limit was over")
    contacted_at: so.Mapped[datetime | None]
    acted_at: so.Mapped[datetime | None] = so.mapped_column(comment="last time somebody of the partner wrote down what was done")
    warned_at: so.Mapped[datetime | None]
    ended_at: so.Mapped[datetime | None]
    due_at: so.Mapped[datetime | None]
    due_for: so.Mapped[str | None] = so.mapped_column(comment="the limit that runs out first")
    acts: so.Mapped[int] = so.mapped_column(default=0, comment="how often work was written down")
    reason_code: so.Mapped[str | None]
    reason: so.Mapped[str | None]
    next_action: so.Mapped[str | None]
    next_action_on: so.Mapped[date | None]
    expected_revenue: so.Mapped[Decimal | None] = so.mapped_column(comment="1/10,000 of a unit of the program's currency")
    contacted: so.Mapped[bool] = so.mapped_column(default=False)
    credit_percent: so.Mapped[Decimal | None] = so.mapped_column(comment="share of the reward its work before a reassignment earned")
    deal_id: so.Mapped[uuid.UUID | None]
    outcome: so.Mapped[str | None]
    synced_at: so.Mapped[datetime | None]
    withdrawn_at: so.Mapped[datetime | None] = so.mapped_column(comment="when the consent ended and the copy was masked")
    __table_args__ = (
        program_ref("lead_id", "leads__lead", cross_owner=True),
        sa.UniqueConstraint("program_id", "number"),
        sa.Index(None, "program_id", "lead_id", "id"),
        sa.Index(None, "program_id", "state", "partner_id"),
        sa.Index(None, "program_id", "partner_id", "state", "due_at"),
        sa.Index(None, "program_id", "deal_id"),
    )


class Capacity(Owned, Base):
    """How much a partner, or one of its people, takes on, and when it works: edited by itself. Of several the one that began last counts."""

    person: so.Mapped[str | None] = so.mapped_column(comment="e-mail; null = the whole partner")
    person_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="membership of that person")
    since: so.Mapped[date | None] = so.mapped_column(comment="first day it counts; null = from the start")
    most_open: so.Mapped[int | None] = so.mapped_column(comment="leads at a time; null = no limit")
    per_week: so.Mapped[int | None] = so.mapped_column(comment="new leads from Monday to Sunday; null = no limit")
    weekdays: so.Mapped[list[str]] = so.mapped_column(default=list)
    hours: so.Mapped[str | None] = so.mapped_column(comment="working hours, see routing.availability; null = all day")
    zone: so.Mapped[str | None] = so.mapped_column(comment="IANA time zone of days and hours; null = that of the program")
    holidays: so.Mapped[str | None] = so.mapped_column(comment="calendar of the program whose days off it keeps")
    note: so.Mapped[str | None]
    __table_args__ = (sa.Index(None, "program_id", "partner_id", "since"),)


class Absence(Owned, Base):
    """Days on which a partner, or one of its people, takes no leads: first and last one."""

    person: so.Mapped[str | None] = so.mapped_column(comment="e-mail; null = the whole partner")
    person_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="membership of that person")
    first_day: so.Mapped[date]
    last_day: so.Mapped[date]
    why: so.Mapped[str | None]
    __table_args__ = (sa.Index(None, "program_id", "last_day"),)


class Territory(Owned, Base):
    """What a partner covers on a step of the ladder: a postal code, a city, a customer number. Set by the vendor."""

    field: so.Mapped[str]
    value: so.Mapped[str]
    __table_args__ = (sa.UniqueConstraint("program_id", "partner_id", "field", "value"),)


class Place(Owned, Base):
    """Where a partner is, for routing to the nearest; one with branches has several."""

    name: so.Mapped[str | None]

    latitude: so.Mapped[Decimal] = so.mapped_column(comment="degrees, in 1/10,000")
    longitude: so.Mapped[Decimal] = so.mapped_column(comment="degrees, in 1/10,000")
    __table_args__ = (sa.Index(None, "program_id", "partner_id"),)


class WebForm(ProgramScoped, Base):
    """A form on the public web that takes in leads."""

    slug: so.Mapped[str]
    name: so.Mapped[str]
    intro: so.Mapped[str | None]
    campaign: so.Mapped[str | None]
    asks: so.Mapped[list[str]] = so.mapped_column(default=list)
    consent_basis: so.Mapped[str]
    consent_text: so.Mapped[str]
    consent_months: so.Mapped[int | None]
    thanks: so.Mapped[str | None]
    open: so.Mapped[bool] = so.mapped_column(default=True)
    __table_args__ = (sa.UniqueConstraint("program_id", "slug"),)


class Turn(ProgramScoped, Base):
    """A turn a target had in an order, in microseconds since 1970; no two are alike, and the later one is the larger."""

    series: so.Mapped[str]
    target: so.Mapped[str]
    at: so.Mapped[int] = so.mapped_column(sa.BigInteger())
    __table_args__ = (sa.UniqueConstraint("program_id", "series", "at"),)


class Account(ProgramScoped, Base):
    """The book of one distribution by weights, as `shares.Book` in plain data; locked while a lead is routed by it."""

    key: so.Mapped[str]
    targets: so.Mapped[list[str]] = so.mapped_column(default=list, comment="whose accounts, in the order of the book")
    book: so.Mapped[dict[str, Any]] = so.mapped_column(default=dict)
    __table_args__ = (sa.UniqueConstraint("program_id", "key"),)


class Edition(ProgramScoped, Base):
    """What many records share and none may see change: targets as decisions read them, terms of offers. Kept once, as canonical JSON."""

    digest: so.Mapped[str] = so.mapped_column(sa.String(64))
    data: so.Mapped[str] = so.mapped_column(sa.Text())
    __table_args__ = (sa.UniqueConstraint("program_id", "digest"),)


class Check(ProgramScoped, Base):
    """What the nightly replay of a distribution by weights found; one row for each rule, carried on from night to night."""

    rule: so.Mapped[str]
    checked_at: so.Mapped[datetime]
    upto: so.Mapped[uuid.UUID] = so.mapped_column(comment="the last decision that was replayed")
    decisions: so.Mapped[int] = so.mapped_column(default=0, comment="replayed in all")
    differing: so.Mapped[int] = so.mapped_column(default=0, comment="gave other bytes than are stored")
    broken: so.Mapped[int] = so.mapped_column(default=0, comment="began with other accounts than the decision before had left")
    furthest: so.Mapped[str] = so.mapped_column(default="0", comment="largest deviation of an eligible target, exact")
    starved: so.Mapped[list[str]] = so.mapped_column(default=list, comment="targets that were a whole lead behind")
    book: so.Mapped[dict[str, Any]] = so.mapped_column(default=dict, comment="accounts after the last decision")
    __table_args__ = (sa.UniqueConstraint("program_id", "rule"),)


class Fit(ProgramScoped, Base):
    """How a partner answered offers of a product: the capability profile its answers write."""

    partner_id: so.Mapped[uuid.UUID]
    product: so.Mapped[str]
    offers: so.Mapped[int] = so.mapped_column(default=0)
    accepts: so.Mapped[int] = so.mapped_column(default=0)
    declines: so.Mapped[int] = so.mapped_column(default=0)
    wins: so.Mapped[int] = so.mapped_column(default=0)
    reasons: so.Mapped[dict[str, Any]] = so.mapped_column(default=dict)
    __table_args__ = (
        program_ref("partner_id", "core_partner", cross_owner=True),
        sa.UniqueConstraint("program_id", "partner_id", "product"),
    )


class Change(ProgramScoped, Base):
    """A mark that something routing knows of its targets has changed, so that processes load it anew."""

    what: so.Mapped[str]
