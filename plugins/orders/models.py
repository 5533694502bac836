"""Tables: orders with their items, shipments, invoices and returns; invoiced lines; what partners sold on."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from hansa import CustomFields, Owned, ProgramScoped, owned_ref, plugin_base, program_ref

Base = plugin_base("orders")
UNIT = "1/10,000 of a unit of the currency"
ZERO = Decimal(0)


class Hop:
    """A row of one hop of the chain: it belongs to the buyer, and its seller reads it. No key, as a buyer need not see its seller."""

    seller_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="the distributor that sells; none: the vendor")


class Order(Owned, CustomFields, Hop, Base):
    """What one partner buys of the vendor or of its distributor. While it is a draft it is the buyer's cart."""

    number: so.Mapped[str]
    state: so.Mapped[str] = so.mapped_column(default="draft")
    chosen_id: so.Mapped[uuid.UUID | None] = so.mapped_column(
        comment="the distributor it is bought of; it reads the order once it is placed"
    )
    seller_name: so.Mapped[str | None] = so.mapped_column(comment="what the distributor was called then")
    reference: so.Mapped[str] = so.mapped_column(default="", comment="the buyer's own number; without one the number of the order")
    currency: so.Mapped[str] = so.mapped_column(sa.String(3), default="")
    requested_on: so.Mapped[date | None]
    ship_to: so.Mapped[str | None]
    note: so.Mapped[str | None]
    wanted: so.Mapped[list[Any]] = so.mapped_column(default=list, comment="what is asked for, by product number; items follow from it")
    unread: so.Mapped[list[Any]] = so.mapped_column(default=list, comment="pasted lines that could not be read, to be mended")
    amount: so.Mapped[Decimal | None] = so.mapped_column(comment=UNIT)
    tax: so.Mapped[Decimal | None] = so.mapped_column(comment=f"of all items; in their amounts already where tax_included says so, {UNIT}")
    tax_included: so.Mapped[bool] = so.mapped_column(default=False)
    to_pay: so.Mapped[Decimal | None] = so.mapped_column(comment=f"the amount with its tax, {UNIT}")
    from_rebate: so.Mapped[Decimal | None] = so.mapped_column(comment=f"asked to be paid from the rebate balance, {UNIT}")
    from_deposit: so.Mapped[Decimal | None] = so.mapped_column(comment=f"asked to be paid from the deposit, {UNIT}")
    paying: so.Mapped[dict[str, Any]] = so.mapped_column(
        default=dict, comment="by form of payment: hold, and what was held, taken, given back"
    )
    spent: so.Mapped[dict[str, Any]] = so.mapped_column(default=dict, comment="what promotions gave away, by code")
    decision_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="the decision about its prices")
    placed_at: so.Mapped[datetime | None]
    confirmed_at: so.Mapped[datetime | None]
    promised_on: so.Mapped[date | None]
    on_behalf: so.Mapped[str | None] = so.mapped_column(comment="who of the seller's people placed it for the buyer")
    deal_id: so.Mapped[uuid.UUID | None] = so.mapped_column(
        comment="the registration it is bought for; no key, as registrations are another plugin's"
    )
    deal_title: so.Mapped[str | None] = so.mapped_column(comment="what the registration was called then")
    reserved: so.Mapped[dict[str, Any]] = so.mapped_column(default=dict, comment="base units it took of what was reserved, by product")
    sells_on_id: so.Mapped[uuid.UUID | None] = so.mapped_column(
        comment="the order of the buyer's own customer that this one supplies; the buyer's business"
    )
    reason: so.Mapped[str | None]
    cart_key: so.Mapped[str | None] = so.mapped_column(
        comment="of a cart: one for each person and seller; of a placed order: what made placing it twice impossible"
    )

    __table_args__ = (
        sa.UniqueConstraint("program_id", "number"),
        sa.UniqueConstraint("program_id", "partner_id", "cart_key"),
        sa.Index(None, "program_id", "seller_id", "state"),
        sa.Index(None, "program_id", "partner_id", "state"),
        sa.Index(None, "program_id", "placed_at"),
        sa.Index(None, "program_id", "partner_id", "sells_on_id"),
    )


class Item(Owned, Hop, Base):
    """A line of a placed order: its price as it was decided, and how much of it was shipped, invoiced, returned or dropped."""

    order_id: so.Mapped[uuid.UUID]
    place: so.Mapped[int]
    product_id: so.Mapped[uuid.UUID]
    sku: so.Mapped[str]
    name: so.Mapped[str]
    unit: so.Mapped[str]
    quantity: so.Mapped[Decimal]
    units: so.Mapped[Decimal] = so.mapped_column(comment="the quantity in base units")
    currency: so.Mapped[str] = so.mapped_column(sa.String(3))
    price: so.Mapped[Decimal] = so.mapped_column(comment=f"of one unit, cut for reading, {UNIT}")
    list_price: so.Mapped[Decimal | None] = so.mapped_column(comment=UNIT)
    amount: so.Mapped[Decimal] = so.mapped_column(comment=f"of the whole item, {UNIT}")
    tax: so.Mapped[Decimal] = so.mapped_column(default=ZERO, comment=f"of the whole item, {UNIT}")
    tax_percent: so.Mapped[Decimal | None]
    tax_note: so.Mapped[str | None] = so.mapped_column(comment="the certificate that frees the buyer of it")
    free: so.Mapped[bool] = so.mapped_column(default=False, comment="goods for nothing by a promotion")
    special: so.Mapped[bool] = so.mapped_column(default=False, comment="at a contract or special price")
    steps: so.Mapped[list[Any]] = so.mapped_column(
        default=list, comment="how the price of a distributor came about; a decision would be the vendor's to read"
    )
    promised_on: so.Mapped[date | None]
    shipped: so.Mapped[Decimal] = so.mapped_column(default=ZERO)
    invoiced: so.Mapped[Decimal] = so.mapped_column(default=ZERO)
    returned: so.Mapped[Decimal] = so.mapped_column(default=ZERO)
    dropped: so.Mapped[Decimal] = so.mapped_column(default=ZERO, comment="will not be shipped any more")

    __table_args__ = (
        owned_ref("order_id", "orders__order", ondelete="CASCADE"),
        program_ref("product_id", "catalog__product"),
        sa.Index(None, "program_id", "order_id", "place"),
        sa.Index(None, "program_id", "seller_id"),
        sa.CheckConstraint("shipped + dropped <= quantity AND invoiced <= shipped AND returned <= invoiced", name="in_order"),
    )


class Shipment(Owned, CustomFields, Hop, Base):
    """What left in one go."""

    order_id: so.Mapped[uuid.UUID]
    number: so.Mapped[str]
    shipped_on: so.Mapped[date]
    carrier: so.Mapped[str | None]
    tracking: so.Mapped[str | None]
    rows: so.Mapped[list[Any]] = so.mapped_column(default=list)

    __table_args__ = (
        owned_ref("order_id", "orders__order", ondelete="CASCADE"),
        sa.UniqueConstraint("program_id", "number"),
        sa.Index(None, "program_id", "order_id"),
        sa.Index(None, "program_id", "seller_id"),
    )


class Invoice(Owned, CustomFields, Hop, Base):
    """What was invoiced in one go, never changed; a negative one gives back. `paid`: how much of it each form of payment bore."""

    order_id: so.Mapped[uuid.UUID]
    number: so.Mapped[str]
    invoiced_on: so.Mapped[date]
    due_on: so.Mapped[date | None]
    currency: so.Mapped[str] = so.mapped_column(sa.String(3))
    amount: so.Mapped[Decimal] = so.mapped_column(comment=f"to pay, tax included, {UNIT}")
    tax: so.Mapped[Decimal] = so.mapped_column(default=ZERO, comment=UNIT)
    paid: so.Mapped[dict[str, Any]] = so.mapped_column(default=dict)

    __table_args__ = (
        owned_ref("order_id", "orders__order"),
        sa.UniqueConstraint("program_id", "number"),
        sa.Index(None, "program_id", "order_id"),
        sa.Index(None, "program_id", "seller_id"),
    )


class GoodsReturn(Owned, CustomFields, Hop, Base):
    """Goods a buyer wants to give back, and what it got for them."""

    number: so.Mapped[str]
    state: so.Mapped[str] = so.mapped_column(default="asked")
    order_id: so.Mapped[uuid.UUID]
    rows: so.Mapped[list[Any]] = so.mapped_column(default=list)
    why: so.Mapped[str]
    reason: so.Mapped[str | None]
    currency: so.Mapped[str] = so.mapped_column(sa.String(3), default="")
    amount: so.Mapped[Decimal | None] = so.mapped_column(comment=UNIT)

    __table_args__ = (
        owned_ref("order_id", "orders__order"),
        sa.UniqueConstraint("program_id", "number"),
        sa.Index(None, "program_id", "order_id"),
        sa.Index(None, "program_id", "seller_id"),
        sa.Index(None, "program_id", "state", "id"),
    )


class Facts:
    """An invoiced line as a fact. Never changed: it is corrected by further lines. Days that come later are filled in once."""

    source: so.Mapped[str] = so.mapped_column(default="import", comment="the system it comes from")
    source_id: so.Mapped[str] = so.mapped_column(comment="its id there; the same again is no second line")
    kind: so.Mapped[str] = so.mapped_column(default="goods")
    invoice_no: so.Mapped[str | None]
    order_no: so.Mapped[str | None]
    corrects: so.Mapped[str | None] = so.mapped_column(comment="source id of the line it corrects or gives back")
    product_id: so.Mapped[uuid.UUID | None]
    sku: so.Mapped[str | None]
    product_line: so.Mapped[str | None] = so.mapped_column(comment="code of the line the product stood in then")
    quantity: so.Mapped[Decimal | None] = so.mapped_column(comment="in base units of the product; negative where goods come back")
    unit: so.Mapped[str | None]
    amount: so.Mapped[Decimal] = so.mapped_column(comment=f"as it was invoiced, never priced again, {UNIT}")
    currency: so.Mapped[str] = so.mapped_column(sa.String(3), default="")
    ordered_on: so.Mapped[date | None]
    invoiced_on: so.Mapped[date]
    delivered_on: so.Mapped[date | None]
    due_on: so.Mapped[date | None]
    paid_on: so.Mapped[date | None]
    special_price: so.Mapped[bool] = so.mapped_column(default=False)
    customer: so.Mapped[str | None] = so.mapped_column(comment="the end customer")
    project: so.Mapped[str | None]
    subscription: so.Mapped[str | None]
    region: so.Mapped[str | None]
    order_id: so.Mapped[uuid.UUID | None]


class Line(Owned, CustomFields, Facts, Base):
    """What the vendor invoiced, by our own invoices or by another system: what rebates and measures run on."""

    __table_args__ = (
        sa.UniqueConstraint("program_id", "source", "source_id"),
        sa.Index(None, "program_id", "partner_id", "invoiced_on"),
        sa.Index(None, "program_id", "invoiced_on", "id"),
        sa.Index(None, "program_id", "order_id"),
        program_ref("product_id", "catalog__product"),
        owned_ref("order_id", "orders__order"),
    )


class Resale(Owned, CustomFields, Facts, Hop, Base):
    """What a distributor invoiced to a partner that buys from it: a table of its own, so that no figure of the vendor holds it."""

    __table_args__ = (
        sa.UniqueConstraint("program_id", "source", "source_id"),
        sa.Index(None, "program_id", "partner_id", "invoiced_on"),
        sa.Index(None, "program_id", "seller_id", "invoiced_on"),
        sa.Index(None, "program_id", "order_id"),
        program_ref("product_id", "catalog__product"),
        owned_ref("order_id", "orders__order"),
    )


class SellOut(Owned, CustomFields, Base):
    """A sale of a partner to its own customer, as the partner reports it."""

    source_id: so.Mapped[str] = so.mapped_column(comment="the partner's document and line; the same again is no second sale")
    product_id: so.Mapped[uuid.UUID]
    product_line: so.Mapped[str | None]
    quantity: so.Mapped[Decimal] = so.mapped_column(comment="negative where the customer gave it back")
    unit: so.Mapped[str | None]
    amount: so.Mapped[Decimal | None] = so.mapped_column(comment=UNIT)
    currency: so.Mapped[str] = so.mapped_column(sa.String(3), default="")
    sold_on: so.Mapped[date]
    customer: so.Mapped[str | None]
    country: so.Mapped[str | None]
    serial: so.Mapped[str | None]

    __table_args__ = (
        sa.UniqueConstraint("program_id", "partner_id", "source_id"),
        sa.Index(None, "program_id", "partner_id", "sold_on"),
        sa.Index(None, "program_id", "sold_on", "id"),
        program_ref("product_id", "catalog__product"),
    )


class PartnerStock(Owned, CustomFields, Base):
    """So many base units of a product a partner has on a day, as it counted them itself."""

    product_id: so.Mapped[uuid.UUID]
    place: so.Mapped[str] = so.mapped_column(default="", comment="its warehouse; empty where it has one")
    quantity: so.Mapped[Decimal]
    counted_on: so.Mapped[date]
    latest: so.Mapped[bool] = so.mapped_column(default=True, comment="no later count of the product in this place is known")

    __table_args__ = (
        sa.UniqueConstraint("program_id", "partner_id", "product_id", "place", "counted_on"),
        sa.Index(None, "program_id", "product_id", "latest"),
        program_ref("product_id", "catalog__product"),
    )


class VendorStock(ProgramScoped, CustomFields, Base):
    """So many base units of a product the vendor has free in a place, now or from a day on; what it says last counts."""

    product_id: so.Mapped[uuid.UUID]
    place: so.Mapped[str] = so.mapped_column(default="", comment="the warehouse; empty where there is one")
    quantity: so.Mapped[Decimal] = so.mapped_column(comment="what open orders of that moment take is not in it")
    from_day: so.Mapped[date | None] = so.mapped_column(comment="the day it arrives; none: it is there")
    told_at: so.Mapped[datetime] = so.mapped_column(comment="orders placed later are taken off")

    __table_args__ = (sa.Index(None, "program_id", "product_id"), program_ref("product_id", "catalog__product"))


class Reservation(Owned, CustomFields, Base):
    """So many base units of a product nobody else is promised while a partner works on a registered deal."""

    state: so.Mapped[str] = so.mapped_column(default="held")
    deal_id: so.Mapped[uuid.UUID] = so.mapped_column(comment="no key, as registrations are another plugin's")
    deal_title: so.Mapped[str] = so.mapped_column(comment="what the registration was called then")
    product_id: so.Mapped[uuid.UUID]
    quantity: so.Mapped[Decimal] = so.mapped_column(comment="in base units, used ones too")
    used: so.Mapped[Decimal] = so.mapped_column(default=ZERO, comment="what orders for the deal took of it")
    until: so.Mapped[date] = so.mapped_column(comment="the last day it holds")

    __table_args__ = (
        sa.Index(None, "program_id", "product_id", "state"),
        sa.Index(None, "program_id", "deal_id", "product_id"),
        program_ref("product_id", "catalog__product"),
        sa.CheckConstraint("used >= 0 AND used <= quantity", name="in_bounds"),
    )


class OfTax:
    """For which products and buyers something about tax holds, and when; what is empty holds for all."""

    tax_class: so.Mapped[str | None]
    country: so.Mapped[str | None] = so.mapped_column(sa.String(2))
    region: so.Mapped[str | None]
    valid_from: so.Mapped[date | None]
    valid_until: so.Mapped[date | None] = so.mapped_column(comment="the first day it no longer holds")


class TaxRate(ProgramScoped, CustomFields, OfTax, Base):
    """A rate of tax the vendor charges."""

    label: so.Mapped[str]
    percent: so.Mapped[Decimal]
    __table_args__ = (sa.Index(None, "program_id", "country", "tax_class"),)


class TaxExemption(Owned, CustomFields, OfTax, Base):
    """A certificate by which a partner is charged no tax."""

    certificate: so.Mapped[str]
    document_id: so.Mapped[uuid.UUID | None]


class Quote(Owned, CustomFields, Base):
    """What a partner offers an end customer, at the partner's own prices: its business alone."""

    number: so.Mapped[str]
    state: so.Mapped[str] = so.mapped_column(default="draft")
    customer: so.Mapped[str]
    attention: so.Mapped[str | None] = so.mapped_column(comment="who reads it there")
    rows: so.Mapped[list[Any]] = so.mapped_column(default=list, comment="products with quantity and the price the customer pays for one")
    note: so.Mapped[str | None]
    valid_until: so.Mapped[date] = so.mapped_column(comment="the last day it holds")
    currency: so.Mapped[str] = so.mapped_column(sa.String(3), default="")
    amount: so.Mapped[Decimal | None] = so.mapped_column(comment=UNIT)
    chosen_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="the distributor the goods are bought of; none: the vendor")
    deal_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="the registration it is made for; it ends with it")
    deal_title: so.Mapped[str | None] = so.mapped_column(comment="what the registration was called then")
    order_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="what was ordered for it; no key, as a cart may be thrown away")
    sent_at: so.Mapped[datetime | None]
    reason: so.Mapped[str | None]
    customer_email: so.Mapped[str | None] = so.mapped_column(comment="where it was mailed to")
    answer: so.Mapped[str | None] = so.mapped_column(sa.String(10), comment="of the customer, by the mailed link: accepted, declined, asked")
    answered_at: so.Mapped[datetime | None]
    answered_by: so.Mapped[str | None] = so.mapped_column(comment="the name somebody gave there")
    answer_note: so.Mapped[str | None]

    __table_args__ = (
        sa.UniqueConstraint("program_id", "number"),
        sa.Index(None, "program_id", "partner_id", "state"),
        sa.Index(None, "program_id", "deal_id"),
    )


class DealerCredit(Owned, CustomFields, Base):
    """What a distributor lends one of its buyers: its orders may be open up to this amount. It belongs to the distributor."""

    buyer_id: so.Mapped[uuid.UUID]
    currency: so.Mapped[str] = so.mapped_column(sa.String(3))
    amount: so.Mapped[Decimal] = so.mapped_column(comment=UNIT)
    note: so.Mapped[str | None]
    __table_args__ = (
        sa.UniqueConstraint("program_id", "partner_id", "buyer_id", "currency"),
        sa.Index(None, "program_id", "buyer_id"),
        program_ref("buyer_id", "core_partner", cross_owner=True),
    )
