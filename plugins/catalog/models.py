"""Tables: products and families, price lists with their rows, contracts, promotions, who may sell what, allocations."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from hansa import CustomFields, Owned, ProgramScoped, owned_ref, plugin_base, program_ref

Base = plugin_base("catalog")
UNIT = "1/10,000 of a unit of the list's currency"
FIRST_DAY = "first day on which it no longer holds; business date"


class Family(ProgramScoped, CustomFields, Base):
    """A node of the product tree. The nodes without a parent are the product lines. `path`: codes from the line down, `/bikes/road/`."""

    code: so.Mapped[str]
    name: so.Mapped[str]
    names: so.Mapped[list[Any]] = so.mapped_column(default=list)
    parent_id: so.Mapped[uuid.UUID | None]
    path: so.Mapped[str] = so.mapped_column(default="/")
    __table_args__ = (
        sa.UniqueConstraint("program_id", "code"),
        program_ref("parent_id", "catalog__family"),
    )


class Product(ProgramScoped, CustomFields, Base):
    """Something partners sell. Quantities (`moq`, `multiple`) are in its base unit."""

    sku: so.Mapped[str]
    name: so.Mapped[str]
    names: so.Mapped[list[Any]] = so.mapped_column(default=list)
    description: so.Mapped[str | None]
    family_id: so.Mapped[uuid.UUID | None]
    family_path: so.Mapped[str] = so.mapped_column(default="/", comment="of the family, repeated to find what lies below one")
    brand: so.Mapped[str | None]
    unit: so.Mapped[str] = so.mapped_column(default="pc")
    packs: so.Mapped[list[Any]] = so.mapped_column(default=list)
    tax_class: so.Mapped[str | None]
    moq: so.Mapped[Decimal | None]
    multiple: so.Mapped[Decimal | None]
    status: so.Mapped[str] = so.mapped_column(default="active")
    on_shelf_from: so.Mapped[date | None]
    off_shelf_from: so.Mapped[date | None]
    open_to_all: so.Mapped[bool] = so.mapped_column(default=True, comment="if not, seen only by partners that may sell it")
    replaced_by_id: so.Mapped[uuid.UUID | None]
    image_id: so.Mapped[uuid.UUID | None]
    words: so.Mapped[str] = so.mapped_column(default="", comment="number, names and brand in small letters, to find it by")
    __table_args__ = (
        sa.UniqueConstraint("program_id", "sku"),
        sa.Index(None, "program_id", "family_path"),
        sa.Index(None, "program_id", "name", "id"),
        program_ref("family_id", "catalog__family"),
        program_ref("replaced_by_id", "catalog__product"),
    )


class Audience:
    """Whom something is for; what is empty limits nobody. Texts hold words separated by commas."""

    kinds: so.Mapped[list[str]] = so.mapped_column(default=list)
    tiers: so.Mapped[str | None]
    regions: so.Mapped[str | None]
    countries: so.Mapped[str | None]
    for_partner_id: so.Mapped[uuid.UUID | None]
    condition: so.Mapped[str | None] = so.mapped_column(comment="a rule over facts of the partner")


class Scope:
    """What something is about; what is empty limits nothing."""

    product_id: so.Mapped[uuid.UUID | None]
    family_id: so.Mapped[uuid.UUID | None]
    brand: so.Mapped[str | None]


class PriceList(ProgramScoped, CustomFields, Audience, Base):
    """A price list of the vendor. Editions of one `code` follow each other: the last one on the shelf counts, for everybody at once."""

    code: so.Mapped[str]
    edition: so.Mapped[int] = so.mapped_column(default=1)
    key: so.Mapped[str] = so.mapped_column(default="", comment="code and edition, like DEALER/2")
    label: so.Mapped[str]
    currency: so.Mapped[str] = so.mapped_column(sa.String(3))
    rank: so.Mapped[int] = so.mapped_column(default=10, comment="of several lists that hold a product, that with the highest counts")
    starts_at: so.Mapped[datetime | None] = so.mapped_column(comment="the moment it shall be on the shelf; none: when it is published")
    valid_until: so.Mapped[date | None] = so.mapped_column(comment=FIRST_DAY)
    note: so.Mapped[str | None]
    state: so.Mapped[str] = so.mapped_column(default="draft")
    shelf_at: so.Mapped[datetime | None] = so.mapped_column(comment="the moment it counts from, set when it is published")
    ended_at: so.Mapped[datetime | None] = so.mapped_column(comment="the moment it was withdrawn")
    __table_args__ = (
        sa.UniqueConstraint("program_id", "code", "edition"),
        sa.Index(None, "program_id", "state", "id"),
        program_ref("for_partner_id", "core_partner", cross_owner=True),
    )


class PriceRow:
    """A price of a product in one of its units, from a quantity (of that unit) on, within days."""

    unit: so.Mapped[str | None] = so.mapped_column(comment="none: the base unit of the product")
    amount: so.Mapped[Decimal] = so.mapped_column(comment=UNIT)
    from_quantity: so.Mapped[Decimal] = so.mapped_column(default=Decimal(0), comment="0: any quantity")
    valid_from: so.Mapped[date | None]
    valid_until: so.Mapped[date | None] = so.mapped_column(comment=FIRST_DAY)


class Price(ProgramScoped, PriceRow, Base):
    """A row of a price list."""

    list_id: so.Mapped[uuid.UUID]
    product_id: so.Mapped[uuid.UUID]
    ended_at: so.Mapped[datetime | None] = so.mapped_column(comment="the moment it was taken off a list that is on the shelf")
    __table_args__ = (
        sa.Index(None, "program_id", "list_id", "product_id"),
        sa.Index(None, "program_id", "product_id"),
        program_ref("list_id", "catalog__price_list", ondelete="CASCADE"),
        program_ref("product_id", "catalog__product"),
    )


class DealerList(Owned, CustomFields, Base):
    """A distributor's own list for those who buy from it. It belongs to the distributor; nobody else reads it."""

    code: so.Mapped[str]
    label: so.Mapped[str]
    currency: so.Mapped[str] = so.mapped_column(sa.String(3))
    dealer_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="the one buyer it is for; none: all below the distributor")
    rank: so.Mapped[int] = so.mapped_column(default=10)
    valid_from: so.Mapped[date | None]
    valid_until: so.Mapped[date | None] = so.mapped_column(comment=FIRST_DAY)
    __table_args__ = (
        sa.UniqueConstraint("program_id", "partner_id", "code"),
        program_ref("dealer_id", "core_partner", cross_owner=True),
    )


class DealerPrice(Owned, PriceRow, Base):
    """A row of a distributor's own list."""

    list_id: so.Mapped[uuid.UUID]
    product_id: so.Mapped[uuid.UUID]
    note: so.Mapped[str | None]
    __table_args__ = (
        sa.Index(None, "program_id", "partner_id", "list_id", "product_id"),
        owned_ref("list_id", "catalog__dealer_list", ondelete="CASCADE"),
        program_ref("product_id", "catalog__product"),
    )


class Contract(Owned, CustomFields, PriceRow, Base):
    """A price one partner has by contract. The partner reads it; staff writes it."""

    reference: so.Mapped[str]
    product_id: so.Mapped[uuid.UUID]
    currency: so.Mapped[str] = so.mapped_column(sa.String(3))
    __table_args__ = (
        sa.Index(None, "program_id", "partner_id", "product_id"),
        program_ref("product_id", "catalog__product"),
    )


class Promotion(ProgramScoped, CustomFields, Audience, Scope, Base):
    """Something off for a while: a percentage, an amount for each, a price, or free goods (`free` for every `buy`, in base units)."""

    code: so.Mapped[str]
    label: so.Mapped[str]
    names: so.Mapped[list[Any]] = so.mapped_column(default=list)
    kind: so.Mapped[str] = so.mapped_column(default="percent")
    percent: so.Mapped[Decimal | None]
    amount: so.Mapped[Decimal | None] = so.mapped_column(comment=UNIT)
    currency: so.Mapped[str | None] = so.mapped_column(sa.String(3))
    buy: so.Mapped[Decimal | None]
    free: so.Mapped[Decimal | None]
    free_product_id: so.Mapped[uuid.UUID | None]
    least: so.Mapped[Decimal | None] = so.mapped_column(comment="smallest quantity of a line, in base units")
    stack_group: so.Mapped[str | None] = so.mapped_column(comment="of one group only the best counts")
    exclusive: so.Mapped[bool] = so.mapped_column(default=False)
    rank: so.Mapped[int] = so.mapped_column(default=10, comment="the order in which several are applied, the lowest first")
    budget: so.Mapped[Decimal | None] = so.mapped_column(comment=UNIT)
    spent: so.Mapped[Decimal] = so.mapped_column(default=Decimal(0), comment=UNIT)
    valid_from: so.Mapped[date]
    valid_until: so.Mapped[date] = so.mapped_column(comment=FIRST_DAY)
    state: so.Mapped[str] = so.mapped_column(default="draft")
    shelf_at: so.Mapped[datetime | None]
    ended_at: so.Mapped[datetime | None]
    __table_args__ = (
        sa.UniqueConstraint("program_id", "code"),
        sa.Index(None, "program_id", "state", "id"),
        sa.CheckConstraint("budget IS NULL OR spent <= budget", name="within"),
        program_ref("product_id", "catalog__product"),
        program_ref("family_id", "catalog__family"),
        program_ref("free_product_id", "catalog__product"),
        program_ref("for_partner_id", "core_partner", cross_owner=True),
    )


class Notice(ProgramScoped, CustomFields, Audience, Base):
    """News partners are asked to read: a new price policy, terms, a recall. `questions` show whether it was understood."""

    title: so.Mapped[str]
    text: so.Mapped[str] = so.mapped_column(sa.Text())
    must_read: so.Mapped[bool] = so.mapped_column(default=False, comment="orders may wait until it is acknowledged")
    questions: so.Mapped[list[Any]] = so.mapped_column(default=list)
    state: so.Mapped[str] = so.mapped_column(default="draft")
    shelf_at: so.Mapped[datetime | None]
    ended_at: so.Mapped[datetime | None]
    __table_args__ = (
        sa.Index(None, "program_id", "state", "id"),
        program_ref("for_partner_id", "core_partner", cross_owner=True),
    )


class Receipt(Owned, Base):
    """Somebody of a partner has read a notice; `acknowledged_at` is empty while an answer to its questions is wrong."""

    notice_id: so.Mapped[uuid.UUID]
    user_id: so.Mapped[uuid.UUID]
    person: so.Mapped[str]
    tries: so.Mapped[int] = so.mapped_column(default=1)
    right: so.Mapped[int] = so.mapped_column(default=0, comment="answers that were right at the last try")
    acknowledged_at: so.Mapped[datetime | None]
    __table_args__ = (
        sa.UniqueConstraint("program_id", "notice_id", "user_id", "partner_id"),
        program_ref("notice_id", "catalog__notice", ondelete="CASCADE"),
    )


class Authorisation(ProgramScoped, CustomFields, Audience, Scope, Base):
    """Who may sell, or may not sell, what. `message` is what partners and staff read as the reason."""

    code: so.Mapped[str]
    effect: so.Mapped[str] = so.mapped_column(default="allow")
    certificate: so.Mapped[str | None]
    certified: so.Mapped[int] = so.mapped_column(default=1, comment="so many people must hold the certificate")
    message: so.Mapped[str | None]
    messages: so.Mapped[list[Any]] = so.mapped_column(default=list)
    valid_from: so.Mapped[date | None]
    valid_until: so.Mapped[date | None] = so.mapped_column(comment=FIRST_DAY)
    __table_args__ = (
        sa.UniqueConstraint("program_id", "code"),
        program_ref("product_id", "catalog__product"),
        program_ref("family_id", "catalog__family"),
        program_ref("for_partner_id", "core_partner", cross_owner=True),
    )


class Allocation(ProgramScoped, CustomFields, Base):
    """So much of a scarce product for a partner, or for those of a tier or kind together, within days; in base units."""

    product_id: so.Mapped[uuid.UUID]
    valid_from: so.Mapped[date]
    valid_until: so.Mapped[date] = so.mapped_column(comment=FIRST_DAY)
    for_partner_id: so.Mapped[uuid.UUID | None]
    kinds: so.Mapped[list[str]] = so.mapped_column(default=list)
    tiers: so.Mapped[str | None]
    quantity: so.Mapped[Decimal]
    each: so.Mapped[Decimal | None] = so.mapped_column(comment="at most so much for one partner")
    used: so.Mapped[Decimal] = so.mapped_column(default=Decimal(0))
    note: so.Mapped[str | None]
    __table_args__ = (
        sa.Index(None, "program_id", "product_id", "valid_from"),
        sa.CheckConstraint("used >= 0 AND used <= quantity", name="within"),
        program_ref("product_id", "catalog__product"),
        program_ref("for_partner_id", "core_partner", cross_owner=True),
    )


class AllocationUse(Owned, Base):
    """So much of an allocation taken by a partner under a document; `key` makes taking it twice impossible."""

    allocation_id: so.Mapped[uuid.UUID]
    quantity: so.Mapped[Decimal]
    key: so.Mapped[str]
    __table_args__ = (
        sa.UniqueConstraint("program_id", "partner_id", "allocation_id", "key"),
        program_ref("allocation_id", "catalog__allocation"),
    )
