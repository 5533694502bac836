"""Lines of invoices: dated by a day and by a moment, in a currency, of a product line, for a customer."""

import uuid
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
import sqlalchemy.orm as so

from hansa import CustomFields, Owned, plugin_base, program_ref

Base = plugin_base("sales")


class Line(Owned, CustomFields, Base):
    """One line of an invoice."""

    title: so.Mapped[str]
    product_line: so.Mapped[str | None]
    customer: so.Mapped[str | None]
    kind: so.Mapped[str] = so.mapped_column(default="goods")
    quantity: so.Mapped[int | None]
    amount: so.Mapped[Decimal | None] = so.mapped_column(comment="1/10,000 of a unit of the currency beside it")
    cost: so.Mapped[Decimal | None] = so.mapped_column(comment="1/10,000 of a unit of the currency beside it")
    currency: so.Mapped[str | None] = so.mapped_column(sa.String(3))
    invoiced_on: so.Mapped[date | None]
    sold_at: so.Mapped[datetime | None]
    through_id: so.Mapped[uuid.UUID | None]
    __table_args__ = (
        program_ref("through_id", "core_partner", cross_owner=True),
        sa.Index(None, "program_id", "invoiced_on"),
        sa.Index(None, "program_id", "partner_id", "invoiced_on"),
    )
