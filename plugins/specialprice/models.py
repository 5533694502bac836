"""Tables: requests, what was granted line by line and how much of it is used, each use, and cost facts."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from hansa import CustomFields, Owned, ProgramScoped, owned_ref, plugin_base

Base = plugin_base("specialprice")
UNIT = "1/10,000 of a unit of the program's currency"


class Request(Owned, CustomFields, Base):
    """A partner's request for special prices for one of its deals."""

    number: so.Mapped[str]
    state: so.Mapped[str] = so.mapped_column(default="draft")
    title: so.Mapped[str]
    deal_id: so.Mapped[uuid.UUID]
    customer_name: so.Mapped[str] = so.mapped_column(comment="of the deal, when the request was saved")
    need: so.Mapped[str | None]
    lines: so.Mapped[list[Any]] = so.mapped_column(default=list)
    offer: so.Mapped[list[Any]] = so.mapped_column(default=list, comment="what staff is about to grant, line by line; staff only")
    granted: so.Mapped[list[Any]] = so.mapped_column(default=list)
    discount: so.Mapped[Decimal] = so.mapped_column(default=Decimal(0), comment=f"all that is asked for off the list prices, {UNIT}")
    percent: so.Mapped[Decimal] = so.mapped_column(default=Decimal(0), comment="largest discount of a line in percent, rounded for reading")
    submitted_at: so.Mapped[datetime | None]
    decided_at: so.Mapped[datetime | None]
    due_on: so.Mapped[date | None] = so.mapped_column(comment="day by which it should be decided")
    valid_until: so.Mapped[date | None] = so.mapped_column(comment="first day on which it is no longer valid; follows the protection")
    quantity: so.Mapped[int] = so.mapped_column(default=0, comment="granted over all lines")
    used: so.Mapped[int] = so.mapped_column(default=0, comment="used over all lines")
    agreed: so.Mapped[list[Any]] = so.mapped_column(default=list, comment="[role, user] who agreed to the offer so far; staff only")
    priced_by: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="user who changed last what is asked for or offered; staff only")
    reason: so.Mapped[str | None] = so.mapped_column(comment="the last thing one side told the other about a decision")

    __table_args__ = (
        sa.UniqueConstraint("program_id", "number"),
        sa.Index(None, "program_id", "deal_id"),
        sa.Index(None, "program_id", "state", "id"),
        sa.Index(None, "program_id", "partner_id", "id"),
        owned_ref("deal_id", "deals__deal"),
    )


class Allowance(Owned, Base):
    """A granted line: the price, how many may be bought at it, how many have been."""

    request_id: so.Mapped[uuid.UUID]
    place: so.Mapped[int] = so.mapped_column(comment="number of the line, from 1")
    product: so.Mapped[str]
    product_key: so.Mapped[str] = so.mapped_column(comment="the product without case and width, to find like deals by")
    list_price: so.Mapped[Decimal] = so.mapped_column(comment=UNIT)
    price: so.Mapped[Decimal] = so.mapped_column(comment=f"authorised, {UNIT}")
    quantity: so.Mapped[int]
    used: so.Mapped[int] = so.mapped_column(default=0)

    __table_args__ = (
        sa.UniqueConstraint("program_id", "request_id", "place"),
        sa.Index(None, "program_id", "product_key", "id"),
        sa.CheckConstraint("used >= 0 AND used <= quantity", name="within"),
        owned_ref("request_id", "specialprice__request", ondelete="CASCADE"),
    )


class Use(Owned, Base):
    """So many bought at the special price, under which document."""

    request_id: so.Mapped[uuid.UUID]
    allowance_id: so.Mapped[uuid.UUID]
    quantity: so.Mapped[int]
    used_on: so.Mapped[date]
    document: so.Mapped[str] = so.mapped_column(comment="number of the order or invoice")

    __table_args__ = (
        sa.Index(None, "program_id", "request_id", "id"),
        owned_ref("request_id", "specialprice__request", ondelete="CASCADE"),
        owned_ref("allowance_id", "specialprice__allowance", ondelete="CASCADE"),
    )


class Cost(ProgramScoped, CustomFields, Base):
    """What a product costs the vendor from a day on; the margin floor is judged by it."""

    product: so.Mapped[str]
    product_key: so.Mapped[str] = so.mapped_column(default="", comment="the product without case and width; follows from it")
    unit_cost: so.Mapped[Decimal] = so.mapped_column(comment=UNIT)
    since: so.Mapped[date]

    __table_args__ = (sa.UniqueConstraint("program_id", "product_key", "since"),)
