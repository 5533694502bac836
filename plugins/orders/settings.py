"""How a program sells: what the vendor sees, who has to agree, what may be paid with what."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hansa import N_, SettingsSchema, fields, settings_for

SEES = (
    ("nothing", N_("Nothing: what a distributor sells is its business")),
    ("all", N_("Everything, prices too, as agreed with the distributors")),
)
CREDIT = (
    ("where_set", N_("Where the buyer has a credit limit")),
    ("always", N_("Always: without a limit nothing is sold on credit")),
    ("never", N_("Never: what is open is kept elsewhere")),
)
READING = (
    ("nobody", N_("Orders do not wait")), ("company", N_("Until one person of the buyer has acknowledged it")),
    ("person", N_("Until the person who orders has acknowledged it")),
)  # fmt: skip
TAX = (
    ("none", N_("None: invoices bear no tax")),
    ("added", N_("Added: prices are without tax")),
    ("included", N_("Included: prices hold the tax")),
)
TAX_ROUNDING = (("line", N_("Each line")), ("document", N_("The whole order, for each rate")))
AGREE, MONEY, STOCK, AFTER = N_("Agreement"), N_("Payment"), N_("Stock"), N_("Afterwards")
MOST = Decimal("999999999999")


class OrderSettings(SettingsSchema):
    vendor_sees = fields.Choice(
        choices=SEES, load_default="nothing", label=N_("What we see of orders between a distributor and its buyers"), order=1,
        group=N_("Chain"),
    )  # fmt: skip
    own_approval_from = fields.Decimal(
        load_default=None, allow_none=True, min=0, max=MOST, label=N_("Buyers approve their own orders from this amount"), group=AGREE, order=10,
        help=N_("People with the right to approve place such orders themselves. Empty: nobody is asked."),
    )  # fmt: skip
    approve_from = fields.Decimal(
        load_default=None, allow_none=True, min=0, max=MOST, label=N_("We approve orders from this amount"), group=AGREE, order=11,
        help=N_("Before they are confirmed. Empty: no order."),
    )  # fmt: skip
    approve_roles = fields.String(
        load_default="finance", max_length=200, label=N_("Roles that approve them"), help=N_("Several are separated by commas."), group=AGREE, order=12,
    )  # fmt: skip
    reading = fields.Choice(
        choices=READING, load_default="nobody", label=N_("Orders wait for notices that have to be acknowledged"), group=AGREE, order=13
    )
    credit = fields.Choice(
        choices=CREDIT, load_default="where_set", label=N_("Orders are held against the credit limit"), group=MONEY, order=20
    )
    rebate_share = fields.Percent(
        load_default=Decimal(50), label=N_("Share of an order that may be paid from the rebate balance"), group=MONEY, order=21
    )
    rebate_excluded = fields.String(
        load_default="", max_length=500, label=N_("Families that are not paid from it"), help=N_("Their codes, separated by commas."), group=MONEY, order=22,
    )  # fmt: skip
    tax = fields.Choice(
        choices=TAX, load_default="none", label=N_("Tax on what we sell"), group=MONEY, order=24,
        help=N_("By the rates for the tax class of the product and the country of the buyer, as they are on the day of the order."),
    )  # fmt: skip
    tax_rounding = fields.Choice(choices=TAX_ROUNDING, load_default="line", label=N_("Tax is rounded for"), group=MONEY, order=25)
    reserve_days = fields.Integer(
        load_default=0, min=0, max=365, label=N_("Days stock stays reserved for a registered deal"), group=STOCK, order=26,
        help=N_("The partner may reserve what a stock source tells of; nobody else is promised it meanwhile. 0: nothing is reserved."),
    )  # fmt: skip
    reserve_with_deal = fields.Boolean(load_default=True, label=N_("A reservation ends with the protection of its deal"), group=STOCK, order=27)
    reserve_deal_most = fields.Decimal(
        load_default=None, allow_none=True, min=0, max=MOST, label=N_("Most units of a product for one deal"), help=N_("Empty: no limit."), group=STOCK, order=28,
    )  # fmt: skip
    reserve_partner_most = fields.Decimal(
        load_default=None, allow_none=True, min=0, max=MOST, label=N_("Most units of a product for all deals of a partner"), help=N_("Empty: no limit."),
        group=STOCK, order=29,
    )  # fmt: skip
    due_days = fields.Integer(load_default=30, min=0, max=365, label=N_("Days until an invoice is due"), group=MONEY, order=23)
    return_days = fields.Integer(load_default=30, min=0, max=3650, label=N_("Days in which goods may be given back"), group=AFTER, order=30)
    close_days = fields.Integer(
        load_default=60, min=1, max=3650, label=N_("Days after which an invoiced order is closed"), group=AFTER, order=31
    )


def settings() -> Mapping[str, Any]:
    """Return the settings of the active program."""
    return settings_for("orders")


