"""What orders, items, shipments, invoices, returns, invoiced lines and reported sales hold."""

from decimal import Decimal
from typing import Any

from hansa import N_, EntitySchema, fields
from plugins.orders.states import ANSWERS, KINDS, QUOTE_STATES, RESERVATION_STATES, RETURN_STATES, STATES

SYSTEM = {"editable": "system"}
STAFF = {"editable": "staff"}
OWN = {"currency": "currency"}
"""An amount in the currency that stands beside it, not in that of the program."""
AMOUNT = {**SYSTEM, **OWN}
LEAST, MOST = Decimal("0.0001"), Decimal("999999999")
RICHEST = Decimal("999999999999")
DELIVERY, PAYMENT, ABOUT, DAYS = N_("Delivery"), N_("Payment"), N_("About it"), N_("Days")
MOST_ROWS = 1000


def _currency(order: int, **options: Any) -> Any:
    return fields.String(max_length=3, label=N_("Currency"), order=order, **options)


class WantedRow(EntitySchema):
    """So many of a product."""

    sku = fields.String(required=True, max_length=60, label=N_("SKU"), order=1)
    quantity = fields.Decimal(required=True, min=LEAST, max=MOST, label=N_("Quantity"), order=2)
    unit = fields.String(max_length=20, label=N_("Unit"), order=3)


class OrderSchema(EntitySchema):
    state = fields.Choice(
        choices=[(key, look.label) for key, look in STATES.items()], label=N_("State"), cell="state", order=0,
        metadata={**SYSTEM, "states": STATES, "state": True},
    )  # fmt: skip
    reference = fields.String(max_length=60, label=N_("Your order number"), help=N_("It stands on shipments and invoices."), order=1)
    wanted = fields.Lines(WantedRow, max_rows=MOST_ROWS, load_default=list, label=N_("Products"), group=N_("Products"), order=2)
    seller_name = fields.String(label=N_("Bought of"), order=3, metadata=SYSTEM)
    deal_title = fields.String(label=N_("Bought for the deal"), order=3, metadata=SYSTEM)
    amount = fields.Money(label=N_("Amount"), order=4, metadata={**AMOUNT, "figure": True})
    currency = _currency(5, metadata=SYSTEM)
    tax = fields.Money(label=N_("Tax"), order=6, metadata={**AMOUNT, "figure": True})
    to_pay = fields.Money(label=N_("To pay"), order=7, metadata={**AMOUNT, "figure": True})
    requested_on = fields.Date(label=N_("Wanted for"), group=DELIVERY, order=10)
    ship_to = fields.LongText(max_length=500, label=N_("Ship to"), group=DELIVERY, order=11)
    note = fields.LongText(max_length=2000, label=N_("Note to the seller"), group=DELIVERY, order=12)
    from_rebate = fields.Money(min=0, max=RICHEST, label=N_("Pay from the rebate balance"), group=PAYMENT, order=20, metadata=OWN)
    from_deposit = fields.Money(min=0, max=RICHEST, label=N_("Pay from the deposit"), group=PAYMENT, order=21, metadata=OWN)
    placed_at = fields.DateTime(label=N_("Placed at"), order=30, metadata=SYSTEM)
    confirmed_at = fields.DateTime(label=N_("Confirmed at"), order=31, metadata=SYSTEM)
    promised_on = fields.Date(label=N_("Promised for"), order=32, metadata={**SYSTEM, "figure": True})
    on_behalf = fields.String(label=N_("Placed for the buyer by"), order=33, metadata=SYSTEM)
    reason = fields.LongText(label=N_("Message"), order=34, metadata=SYSTEM)


class ItemSchema(EntitySchema):
    order_id = fields.Ref(to="orders.order", label=N_("Order"), order=1, metadata=SYSTEM)
    sku = fields.String(label=N_("SKU"), order=2, metadata=SYSTEM)
    name = fields.String(label=N_("Product"), order=3, metadata=SYSTEM)
    quantity = fields.Decimal(label=N_("Quantity"), order=4, metadata=SYSTEM)
    unit = fields.String(label=N_("Unit"), order=5, metadata=SYSTEM)
    price = fields.Money(label=N_("Price"), order=6, metadata=AMOUNT)
    amount = fields.Money(label=N_("Amount"), order=7, metadata=AMOUNT)
    list_price = fields.Money(label=N_("List price"), order=8, metadata=AMOUNT)
    tax = fields.Money(label=N_("Tax"), order=8, metadata=AMOUNT)
    tax_percent = fields.Percent(label=N_("Rate of tax"), order=8, metadata=SYSTEM)
    tax_note = fields.String(label=N_("Free of tax by"), order=8, metadata=SYSTEM)
    currency = _currency(9, metadata=SYSTEM)
    promised_on = fields.Date(label=N_("Promised for"), order=10, metadata=SYSTEM)
    shipped = fields.Decimal(label=N_("Shipped"), order=11, metadata=SYSTEM)
    invoiced = fields.Decimal(label=N_("Invoiced"), order=12, metadata=SYSTEM)
    returned = fields.Decimal(label=N_("Returned"), order=13, metadata=SYSTEM)
    dropped = fields.Decimal(label=N_("Not shipped any more"), order=14, metadata=SYSTEM)


class PackedRow(EntitySchema):
    """So many of a product, in a shipment."""

    sku = fields.String(label=N_("SKU"), order=1)
    quantity = fields.Decimal(label=N_("Quantity"), order=2)


class ShipmentSchema(EntitySchema):
    order_id = fields.Ref(to="orders.order", label=N_("Order"), order=1, metadata=SYSTEM)
    shipped_on = fields.Date(label=N_("Shipped on"), order=2, metadata={**SYSTEM, "figure": True})
    carrier = fields.String(label=N_("Carrier"), order=3, metadata=SYSTEM)
    tracking = fields.String(label=N_("Tracking number"), order=4, metadata=SYSTEM)
    rows = fields.Lines(PackedRow, max_rows=MOST_ROWS, label=N_("Products"), order=5, metadata=SYSTEM)


class InvoiceSchema(EntitySchema):
    order_id = fields.Ref(to="orders.order", label=N_("Order"), order=1, metadata=SYSTEM)
    invoiced_on = fields.Date(label=N_("Invoice date"), order=2, metadata=SYSTEM)
    due_on = fields.Date(label=N_("Due"), order=3, metadata={**SYSTEM, "figure": True})
    amount = fields.Money(label=N_("Amount"), order=4, metadata={**AMOUNT, "figure": True})
    tax = fields.Money(label=N_("Tax in it"), order=4, metadata={**AMOUNT, "figure": True})
    currency = _currency(5, metadata=SYSTEM)


class ReturnRow(EntitySchema):
    """So many of a product that come back."""

    sku = fields.String(required=True, max_length=60, label=N_("SKU"), order=1)
    quantity = fields.Decimal(required=True, min=LEAST, max=MOST, label=N_("Quantity"), order=2)


class ReturnSchema(EntitySchema):
    state = fields.Choice(
        choices=[(key, look.label) for key, look in RETURN_STATES.items()], label=N_("State"), cell="state", order=0,
        metadata={**SYSTEM, "states": RETURN_STATES, "state": True},
    )  # fmt: skip
    order_id = fields.Ref(to="orders.order", required=True, label=N_("Order"), order=1)
    rows = fields.Lines(ReturnRow, max_rows=MOST_ROWS, required=True, label=N_("What comes back"), order=2)
    why = fields.LongText(required=True, max_length=2000, label=N_("Why?"), order=3)
    amount = fields.Money(label=N_("Credited"), order=4, metadata={**AMOUNT, "figure": True})
    currency = _currency(5, metadata=SYSTEM)
    reason = fields.LongText(label=N_("Message"), order=6, metadata=SYSTEM)


class LineSchema(EntitySchema):
    source_id = fields.String(
        required=True, max_length=120, label=N_("Source id"), order=1, help=N_("The same id is taken once."), metadata=STAFF
    )
    source = fields.String(load_default="import", max_length=40, label=N_("Source"), order=2, metadata=STAFF)
    kind = fields.Choice(choices=KINDS, load_default="goods", label=N_("Kind"), order=3, metadata=STAFF)
    invoice_no = fields.String(max_length=60, label=N_("Invoice"), order=4, metadata=STAFF)
    order_no = fields.String(max_length=60, label=N_("Order number"), order=5, metadata=STAFF)
    product_id = fields.Ref(to="catalog.product", label=N_("Product"), order=6, metadata=STAFF)
    sku = fields.String(max_length=60, label=N_("SKU"), order=7, metadata=STAFF)
    product_line = fields.String(max_length=60, label=N_("Product line"), order=7, metadata=STAFF)
    quantity = fields.Decimal(min=-MOST, max=MOST, label=N_("Quantity"), order=8, metadata=STAFF)
    unit = fields.String(max_length=20, label=N_("Unit"), order=9, metadata=STAFF)
    amount = fields.Money(required=True, min=-RICHEST, max=RICHEST, label=N_("Amount"), order=10, metadata={**STAFF, **OWN, "figure": True})
    currency = _currency(11, metadata=STAFF)
    ordered_on = fields.Date(label=N_("Ordered on"), group=DAYS, order=20, metadata=STAFF)
    invoiced_on = fields.Date(required=True, label=N_("Invoiced on"), group=DAYS, order=21, metadata=STAFF)
    delivered_on = fields.Date(label=N_("Delivered on"), group=DAYS, order=22, metadata=STAFF)
    due_on = fields.Date(label=N_("Due"), group=DAYS, order=23, metadata=STAFF)
    paid_on = fields.Date(label=N_("Paid on"), group=DAYS, order=24, metadata=STAFF)
    special_price = fields.Boolean(load_default=False, label=N_("At a special price"), group=ABOUT, order=30, metadata=STAFF)
    customer = fields.String(max_length=200, label=N_("End customer"), group=ABOUT, order=31, metadata=STAFF)
    project = fields.String(max_length=120, label=N_("Project"), group=ABOUT, order=32, metadata=STAFF)
    subscription = fields.String(max_length=120, label=N_("Subscription"), group=ABOUT, order=33, metadata=STAFF)
    region = fields.String(max_length=80, label=N_("Region"), group=ABOUT, order=34, metadata=STAFF)
    corrects = fields.String(
        max_length=120, label=N_("Corrects the line"), help=N_("Its source id, where this line corrects or gives back another."), group=ABOUT, order=35,
        metadata=STAFF,
    )  # fmt: skip


class SellOutSchema(EntitySchema):
    source_id = fields.String(
        required=True, max_length=120, label=N_("Document and line"), help=N_("The number of your invoice and the line in it. The same one is taken once."), order=1,
    )  # fmt: skip
    product_id = fields.Ref(to="catalog.product", required=True, label=N_("Product"), order=2)
    product_line = fields.String(label=N_("Product line"), order=3, metadata=SYSTEM)
    quantity = fields.Decimal(required=True, min=-MOST, max=MOST, label=N_("Quantity"), help=N_("Negative when it came back."), order=3)
    unit = fields.String(max_length=20, label=N_("Unit"), order=4)
    amount = fields.Money(min=-RICHEST, max=RICHEST, label=N_("Amount"), order=5, metadata=OWN)
    currency = _currency(6)
    sold_on = fields.Date(required=True, label=N_("Sold on"), order=7)
    customer = fields.String(max_length=200, label=N_("End customer"), order=8)
    country = fields.Country(label=N_("Country"), order=9)
    serial = fields.String(max_length=120, label=N_("Serial number"), order=10)


class PartnerStockSchema(EntitySchema):
    product_id = fields.Ref(to="catalog.product", required=True, label=N_("Product"), order=1)
    quantity = fields.Decimal(required=True, min=0, max=MOST, label=N_("Quantity"), help=N_("In base units."), order=2, metadata={"figure": True})
    counted_on = fields.Date(required=True, label=N_("Counted on"), order=3)
    place = fields.String(max_length=60, load_default="", label=N_("Warehouse"), help=N_("Empty where you have one."), order=4)
    latest = fields.Boolean(label=N_("Latest count"), order=5, metadata=SYSTEM)


class VendorStockSchema(EntitySchema):
    product_id = fields.Ref(to="catalog.product", required=True, label=N_("Product"), order=1)
    quantity = fields.Decimal(
        required=True, min=0, max=MOST, label=N_("Free"), order=2, metadata={"figure": True},
        help=N_("In base units, without what open orders take. Orders from now on are taken off here."),
    )  # fmt: skip
    from_day = fields.Date(label=N_("Arrives on"), help=N_("Empty: it is there."), order=3)
    place = fields.String(max_length=60, load_default="", label=N_("Warehouse"), help=N_("Empty where you have one."), order=4)
    told_at = fields.DateTime(label=N_("As of"), order=5, metadata=SYSTEM)


class ReservationSchema(EntitySchema):
    state = fields.Choice(
        choices=[(key, look.label) for key, look in RESERVATION_STATES.items()], label=N_("State"), cell="state", order=0,
        metadata={**SYSTEM, "states": RESERVATION_STATES, "state": True},
    )  # fmt: skip
    deal_title = fields.String(label=N_("Reserved for the deal"), order=1, metadata=SYSTEM)
    product_id = fields.Ref(to="catalog.product", label=N_("Product"), order=2, metadata=SYSTEM)
    quantity = fields.Decimal(label=N_("Quantity"), help=N_("In base units."), order=3, metadata={**SYSTEM, "figure": True})
    used = fields.Decimal(label=N_("Ordered of it"), order=4, metadata={**SYSTEM, "figure": True})
    until = fields.Date(required=True, label=N_("Reserved until"), help=N_("The last day it holds."), order=5, metadata={**STAFF, "figure": True})


class TaxFields(EntitySchema):
    """For what and whom, and when; what is empty holds for all."""

    tax_class = fields.String(max_length=40, label=N_("Tax class"), help=N_("As it stands on products. Empty: all."), order=3, metadata=STAFF)
    country = fields.Country(label=N_("Country"), help=N_("Of the buyer. Empty: all."), order=4, metadata=STAFF)
    region = fields.String(max_length=80, label=N_("Region"), help=N_("Of the buyer. Empty: all."), order=5, metadata=STAFF)
    valid_from = fields.Date(label=N_("Valid from"), order=6, metadata=STAFF)
    valid_until = fields.Date(label=N_("Valid until"), help=N_("The first day it no longer holds."), order=7, metadata=STAFF)


class TaxRateSchema(TaxFields):
    label = fields.String(required=True, max_length=80, label=N_("What it is called"), order=1)
    percent = fields.Percent(required=True, label=N_("Percent"), order=2)


class TaxExemptionSchema(TaxFields):
    certificate = fields.String(required=True, max_length=80, label=N_("Certificate"), order=1, metadata=STAFF)
    document_id = fields.File(label=N_("Document"), order=2, metadata=STAFF)


class QuoteRow(EntitySchema):
    """So many of a product, at what the customer pays for one."""

    sku = fields.String(required=True, max_length=60, label=N_("SKU"), order=1)
    name = fields.String(max_length=200, label=N_("Product"), order=2, help=N_("Empty: as in the catalogue."))
    quantity = fields.Decimal(required=True, min=LEAST, max=MOST, label=N_("Quantity"), order=3)
    unit = fields.String(max_length=20, label=N_("Unit"), order=4)
    price = fields.Decimal(min=0, max=MOST, label=N_("Price"), order=5, help=N_("What the customer pays for one. Empty: the list price."))


class QuoteSchema(EntitySchema):
    state = fields.Choice(
        choices=[(key, look.label) for key, look in QUOTE_STATES.items()], label=N_("State"), cell="state", order=0,
        metadata={**SYSTEM, "states": QUOTE_STATES, "state": True},
    )  # fmt: skip
    customer = fields.String(required=True, max_length=200, label=N_("End customer"), order=1)
    attention = fields.String(max_length=200, label=N_("For the attention of"), order=2, metadata={"personal": True})
    rows = fields.Lines(QuoteRow, max_rows=MOST_ROWS, required=True, label=N_("Products"), group=N_("Products"), order=3)
    valid_until = fields.Date(required=True, label=N_("Valid until"), help=N_("The last day it holds."), order=4, metadata={"figure": True})
    amount = fields.Money(label=N_("Amount"), order=5, metadata={**AMOUNT, "figure": True})
    currency = _currency(6, metadata=SYSTEM)
    deal_title = fields.String(label=N_("Made for the deal"), help=N_("It ends with it."), order=7, metadata=SYSTEM)
    note = fields.LongText(max_length=2000, label=N_("What else it says"), help=N_("Delivery, payment, terms."), order=8)
    sent_at = fields.DateTime(label=N_("Sent at"), order=9, metadata=SYSTEM)
    reason = fields.LongText(label=N_("Why it was declined"), order=10, metadata=SYSTEM)
    customer_email = fields.Email(label=N_("Mailed to"), order=11, metadata={**SYSTEM, "personal": True})
    answer = fields.Choice(choices=ANSWERS, label=N_("The customer's answer"), order=12, metadata=SYSTEM)
    answered_at = fields.DateTime(label=N_("Answered at"), order=13, metadata=SYSTEM)
    answered_by = fields.String(label=N_("Answered by"), order=14, metadata={**SYSTEM, "personal": True})
    answer_note = fields.LongText(label=N_("What the customer wrote"), order=15, metadata=SYSTEM)


class DealerCreditSchema(EntitySchema):
    buyer_id = fields.Ref(to="core.partner", required=True, label=N_("Buyer"), order=1)
    amount = fields.Money(required=True, min=0, max=RICHEST, label=N_("Orders may be open up to"), order=2, metadata={**OWN, "figure": True})
    currency = fields.String(required=True, max_length=3, label=N_("Currency"), order=3)
    note = fields.LongText(max_length=2000, label=N_("Note"), help=N_("Your buyer does not read it."), order=4)
