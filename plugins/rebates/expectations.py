"""Tables: what is expected of partners: corrections of what they are measured against, forecasts, who is close to a step."""

import uuid
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
import sqlalchemy.orm as so

from hansa import CustomFields, Owned, ProgramScoped, program_ref
from plugins.rebates.models import KEY, UNIT, Base


class Correction(Owned, CustomFields, Base):
    """What a partner is measured against is corrected for some days: it took over another one, or a large order was one of a kind."""

    number: so.Mapped[str]
    state: so.Mapped[str] = so.mapped_column(default="draft")
    title: so.Mapped[str]
    program: so.Mapped[str] = so.mapped_column(KEY)
    cause: so.Mapped[str] = so.mapped_column(sa.String(12), default="other")
    amount: so.Mapped[Decimal] = so.mapped_column(comment=f"added to the baseline, negative: taken off; money or quantity, as it is measured, {UNIT}")
    starts_on: so.Mapped[date]
    ends_on: so.Mapped[date] = so.mapped_column(comment="the last day; it holds for the periods these days touch")
    reason: so.Mapped[str]
    said: so.Mapped[str | None] = so.mapped_column(comment="what was said with the decision")
    decided_by: so.Mapped[uuid.UUID | None]

    __table_args__ = (
        sa.UniqueConstraint("program_id", "number"),
        sa.Index(None, "program_id", "program", "starts_on"),
        sa.CheckConstraint("starts_on <= ends_on", name="in_order"),
    )


class Forecast(ProgramScoped, CustomFields, Base):
    """How much of a measure somebody of the vendor expects of a partner in a period: what is accrued goes by it."""

    program: so.Mapped[str] = so.mapped_column(KEY)
    about_id: so.Mapped[uuid.UUID]
    measure: so.Mapped[str] = so.mapped_column(KEY, default="", comment="of the program; empty: its first one")
    day: so.Mapped[date] = so.mapped_column(comment="a day of the period it is for")
    amount: so.Mapped[Decimal] = so.mapped_column(comment="money or quantity, as the measure counts, at the end of the period")
    author: so.Mapped[str] = so.mapped_column(default="", comment="who stated it")
    told_on: so.Mapped[date] = so.mapped_column(comment="when it was stated")
    note: so.Mapped[str | None]

    __table_args__ = (program_ref("about_id", "core_partner", cross_owner=True), sa.Index(None, "program_id", "program", "day"))


class Near(ProgramScoped, Base):
    """A partner close to the next step of a component, as its estimate stood last night."""

    about_id: so.Mapped[uuid.UUID]
    program: so.Mapped[str] = so.mapped_column(KEY)
    component: so.Mapped[str] = so.mapped_column(KEY)
    label: so.Mapped[str] = so.mapped_column(comment="program and component, as they are called")
    ends_on: so.Mapped[date] = so.mapped_column(comment="the last day on which it can be reached")
    unit: so.Mapped[str] = so.mapped_column(sa.String(10), comment="of the three figures: money, percent or number")
    reached: so.Mapped[Decimal]
    next_step: so.Mapped[Decimal] = so.mapped_column(comment="where the next band begins")
    distance: so.Mapped[Decimal] = so.mapped_column(comment="what is missing")
    percent: so.Mapped[int] = so.mapped_column(comment="how much of the way is done")
    gain: so.Mapped[Decimal | None] = so.mapped_column(
        comment="what reaching it adds on what is bought already, 1/10,000 of a unit of the program's currency; none where it adds nothing at once"
    )
    seen_on: so.Mapped[date]

    __table_args__ = (
        sa.UniqueConstraint("program_id", "about_id", "program", "component"),
        program_ref("about_id", "core_partner", cross_owner=True),
        sa.Index(None, "program_id", "program"),
    )
