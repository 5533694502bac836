"""What people are asked when they move an order or a return."""

from hansa import N_, EntitySchema, fields
from plugins.orders.schemas import LEAST, MOST


class QuantityRow(EntitySchema):
    """So many of an item, by its product number."""

    sku = fields.String(required=True, max_length=60, label=N_("SKU"), order=1)
    quantity = fields.Decimal(required=True, min=LEAST, max=MOST, label=N_("Quantity"), order=2)


class ShipInput(EntitySchema):
    shipped_on = fields.Date(label=N_("Shipped on"), help=N_("Empty: today."), order=1)
    carrier = fields.String(max_length=80, label=N_("Carrier"), order=2)
    tracking = fields.String(max_length=120, label=N_("Tracking number"), order=3)


class ShipPartInput(ShipInput):
    rows = fields.Lines(QuantityRow, max_rows=1000, required=True, label=N_("What leaves now"), order=0)


class InvoiceInput(EntitySchema):
    invoiced_on = fields.Date(label=N_("Invoice date"), help=N_("Empty: today."), order=1)


class ConfirmInput(EntitySchema):
    promised_on = fields.Date(label=N_("We promise it for"), order=1)


class MailInput(EntitySchema):
    to = fields.Email(required=True, label=N_("E-mail address of the customer"), order=1)
    message = fields.LongText(max_length=1000, label=N_("A few words to go with it"), order=2)


class CustomerInput(EntitySchema):
    """What a customer answered by the mailed link."""

    name = fields.String(required=True, max_length=120, label=N_("Name"), order=1)
    note = fields.LongText(max_length=2000, label=N_("Note"), order=2)


class DeclinedInput(EntitySchema):
    reason = fields.LongText(max_length=2000, label=N_("Why it was declined"), order=1)


class ReasonInput(EntitySchema):
    reason = fields.LongText(required=True, label=N_("Message to the other side"), order=1)
