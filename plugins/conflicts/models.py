"""Tables: the docket, what each party may know of it, the evidence, precedents."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from hansa import CustomFields, Owned, ProgramScoped, owned_ref, plugin_base, program_ref

Base = plugin_base("conflicts")
DEALS = "deals__deal"
DOCKETS = "conflicts__docket"


class Docket(ProgramScoped, CustomFields, Base):
    """One conflict as the program works on it; partners see their own `Case` of it."""

    number: so.Mapped[str]
    state: so.Mapped[str] = so.mapped_column(default="opened")
    subject: so.Mapped[str] = so.mapped_column(comment="both sides read it")
    kind: so.Mapped[str]
    description: so.Mapped[str | None] = so.mapped_column(comment="what who opened it says; the other side does not read it")
    first_deal_id: so.Mapped[uuid.UUID] = so.mapped_column(comment="the claimant's deal")
    second_deal_id: so.Mapped[uuid.UUID | None]
    disclosed: so.Mapped[bool] = so.mapped_column(default=False)
    evidence_until: so.Mapped[date | None] = so.mapped_column(comment="last day for evidence")
    mediation_until: so.Mapped[date | None] = so.mapped_column(comment="last day to agree")
    proposed_at: so.Mapped[datetime | None]
    outcome: so.Mapped[str | None]
    share: so.Mapped[Decimal | None] = so.mapped_column(comment="percent of the credit for party A")
    other_share: so.Mapped[Decimal | None] = so.mapped_column(comment="percent of the credit for party B; both are 100")
    rule: so.Mapped[str | None] = so.mapped_column(comment="version and clause of the policy that is cited")
    ruling: so.Mapped[str | None]
    ruled_by: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="user who ruled, and so does not decide the appeal")
    ruling_until: so.Mapped[date | None] = so.mapped_column(comment="last day on which the program rules in time")
    overdue_on: so.Mapped[date | None] = so.mapped_column(comment="day the program missed its own time to rule; kept until it rules")
    appeal_until: so.Mapped[date | None] = so.mapped_column(comment="last day to appeal")
    appealed_by: so.Mapped[str | None] = so.mapped_column(comment="side that appealed")
    cause: so.Mapped[str | None]
    ended_on: so.Mapped[date | None]
    precedent: so.Mapped[dict[str, Any]] = so.mapped_column(default=dict, comment="title, rule and summary as they are published")
    steps: so.Mapped[list[Any]] = so.mapped_column(default=list, comment="[moment, state, side or empty]: the timeline both sides see")

    __table_args__ = (
        sa.UniqueConstraint("program_id", "number"),
        sa.Index(None, "program_id", "state", "id"),
        program_ref("first_deal_id", DEALS, cross_owner=True),
        program_ref("second_deal_id", DEALS, cross_owner=True),
    )


class Case(Owned, CustomFields, Base):
    """A conflict as one party may know it: its own deal and side, what is decided, nothing of the other's deal."""

    docket_id: so.Mapped[uuid.UUID]
    deal_id: so.Mapped[uuid.UUID]
    number: so.Mapped[str]
    state: so.Mapped[str]
    subject: so.Mapped[str]
    kind: so.Mapped[str]
    side: so.Mapped[str]
    role: so.Mapped[str]
    others: so.Mapped[str | None] = so.mapped_column(comment="names of the other parties, once they are disclosed")
    evidence_until: so.Mapped[date | None]
    mediation_until: so.Mapped[date | None]
    ruling_until: so.Mapped[date | None]
    overdue_on: so.Mapped[date | None]
    accepted_at: so.Mapped[datetime | None] = so.mapped_column(comment="when the party accepted what is proposed")
    outcome: so.Mapped[str | None]
    share: so.Mapped[Decimal | None] = so.mapped_column(comment="percent of the credit for this party")
    rule: so.Mapped[str | None]
    ruling: so.Mapped[str | None]
    appeal_until: so.Mapped[date | None]
    steps: so.Mapped[list[Any]] = so.mapped_column(default=list, comment="as on the docket")

    __table_args__ = (
        sa.UniqueConstraint("program_id", "docket_id", "side"),
        sa.Index(None, "program_id", "deal_id"),
        program_ref("docket_id", DOCKETS, ondelete="CASCADE"),
        owned_ref("deal_id", DEALS),
    )


class Evidence(Owned, Base):
    """One piece of evidence, of the party that gave it; the other party reads it once it is disclosed. `side` is empty for the program's own."""

    docket_id: so.Mapped[uuid.UUID]
    side: so.Mapped[str] = so.mapped_column(default="")
    text: so.Mapped[str]
    disclosed_at: so.Mapped[datetime | None] = so.mapped_column(comment="since when the other party reads it")

    __table_args__ = (sa.Index(None, "program_id", "docket_id"), program_ref("docket_id", DOCKETS, ondelete="CASCADE"))


class Precedent(ProgramScoped, CustomFields, Base):
    """What was decided, without names: every partner can read it."""

    title: so.Mapped[str]
    kind: so.Mapped[str]
    outcome: so.Mapped[str]
    summary: so.Mapped[str]
    rule: so.Mapped[str]
    cause: so.Mapped[str]
    decided_on: so.Mapped[date]
