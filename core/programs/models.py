"""Programs, the plugins switched on in them, and the one row that counts changes of the site."""

import uuid
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm as so

from core import clock
from core.db import Model, new_id
from core.sealing import SealedJson


class Site(Model):
    """One row: `revision` grows with every change that concerns all programs."""

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    revision: so.Mapped[int] = so.mapped_column(default=1)
    demo: so.Mapped[bool] = so.mapped_column(default=False)
    stands_at: so.Mapped[datetime | None] = so.mapped_column(comment="where the clock of a sandbox stands; null = it runs")


class Program(Model):
    """One partner program: brand, language, currency, zone, calendar. `revision` grows with every change of its set-up.

    `zone`, `currency` and `fiscal_start_month` are those of the beginning; `ProgramSetting` has what came later.
    """

    id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True, default=new_id)
    slug: so.Mapped[str] = so.mapped_column(unique=True)
    name: so.Mapped[str]
    tagline: so.Mapped[str] = so.mapped_column(default="")
    locale: so.Mapped[str] = so.mapped_column(default="en")
    currency: so.Mapped[str] = so.mapped_column(default="USD")
    zone: so.Mapped[str] = so.mapped_column(default="UTC")
    fiscal_start_month: so.Mapped[int] = so.mapped_column(default=1)
    host: so.Mapped[str | None] = so.mapped_column(unique=True)
    theme: so.Mapped[str] = so.mapped_column(default="default")
    brand: so.Mapped[dict[str, Any]] = so.mapped_column(default=dict)
    revision: so.Mapped[int] = so.mapped_column(default=1)
    ends_at: so.Mapped[datetime | None]
    created_at: so.Mapped[datetime] = so.mapped_column(default=clock.now)


class ProgramSetting(Model):
    """Zone, currency and fiscal calendar of a program from a day on; those of its own row hold before the first of these."""

    program_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    effective_from: so.Mapped[date] = so.mapped_column(primary_key=True)
    zone: so.Mapped[str]
    currency: so.Mapped[str]
    fiscal_start_month: so.Mapped[int]
    user_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="who wrote it down")
    created_at: so.Mapped[datetime] = so.mapped_column(default=clock.now)
    __table_args__ = (sa.ForeignKeyConstraint(["program_id"], ["core_program.id"], ondelete="CASCADE"),)


class ProgramPlugin(Model):
    """The switch of a plugin in a program, and its settings there. Secrets stand in `secrets` and never leave the server."""

    program_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    plugin: so.Mapped[str] = so.mapped_column(primary_key=True)
    enabled: so.Mapped[bool] = so.mapped_column(default=False)
    settings: so.Mapped[dict[str, Any]] = so.mapped_column(default=dict)
    secrets: so.Mapped[dict[str, Any]] = so.mapped_column(SealedJson(), default=dict)
    updated_at: so.Mapped[datetime] = so.mapped_column(default=clock.now, onupdate=clock.now)
    __table_args__ = (sa.ForeignKeyConstraint(["program_id"], ["core_program.id"], ondelete="CASCADE"),)
