"""Tables of the deals plugin."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from hansa import CustomFields, Owned, plugin_base


def _key(column: str) -> sa.Index:
    """An index of the registrations that are compared; drafts are not."""
    has_key = sa.text(f"{column} IS NOT NULL")
    return sa.Index(None, "program_id", column, postgresql_where=has_key, sqlite_where=has_key)


class Deal(Owned, CustomFields, plugin_base("deals")):
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
    lines: so.Mapped[list[Any]] = so.mapped_column(default=list)
    submitted_at: so.Mapped[datetime | None]
    decided_at: so.Mapped[datetime | None]
    clearance: so.Mapped[str | None] = so.mapped_column(comment="what the check found at submission; staff only")
    answer: so.Mapped[str | None] = so.mapped_column(comment="what the partner was told of it")
    asked_fields: so.Mapped[list[str]] = so.mapped_column(default=list, comment="fields opened to the partner")
    protected_from: so.Mapped[date | None]
    protected_until: so.Mapped[date | None] = so.mapped_column(comment="first day that is no longer protected")
    extensions: so.Mapped[int] = so.mapped_column(default=0)
    reason_code: so.Mapped[str | None]
    reason: so.Mapped[str | None] = so.mapped_column(comment="the last thing one side told the other about a decision")
    evidence: so.Mapped[str | None]
    name_key: so.Mapped[str | None] = so.mapped_column(comment="see matching.Keys; set while the registration is live")
    domain_key: so.Mapped[str | None]
    registration_key: so.Mapped[str | None]
    grant_key: so.Mapped[str | None] = so.mapped_column(comment="what only one protected deal may hold")

    __table_args__ = (
        sa.UniqueConstraint("program_id", "number"),
        sa.UniqueConstraint("program_id", "grant_key"),
        sa.Index(None, "program_id", "partner_id", "amount", "id"),
        sa.Index(None, "program_id", "amount", "id"),
        sa.Index(None, "program_id", "state", "protected_until"),
        _key("name_key"),
        _key("domain_key"),
        _key("registration_key"),
    )
