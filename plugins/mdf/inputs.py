"""What people are asked when they move something of a market fund."""

from hansa import N_, EntitySchema, fields
from plugins.mdf.schemas import MOST, OWN
from plugins.mdf.words import PAYMENTS

PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".heic")


class MessageInput(EntitySchema):
    reason = fields.LongText(required=True, label=N_("Message to the partner"), order=1)


class AnswerInput(EntitySchema):
    reason = fields.LongText(label=N_("Message to the partner"), order=1)


class WhyInput(EntitySchema):
    reason = fields.LongText(required=True, label=N_("Why"), order=1)


class RaiseInput(EntitySchema):
    by = fields.Money(required=True, min="0.01", max=MOST, label=N_("Raise by"), help=N_("In the currency of the budget."), order=1, metadata=OWN)


class CheckInInput(EntitySchema):
    """What a phone at the event says: a photo, the place."""

    photo = fields.File(accept=PICTURES, label=N_("Photo"), order=1, metadata={"kind": "photo"})
    position = fields.String(max_length=60, label=N_("Where"), help=N_("Latitude and longitude, or the name of the place."), order=2)


class ReportInput(EntitySchema):
    """The report of an activity that was held; files become proof."""

    held_on = fields.Date(required=True, label=N_("Held on"), order=1)
    attendees = fields.Integer(min=0, max=10_000_000, label=N_("People who came"), order=2)
    outcome = fields.LongText(label=N_("What came of it"), order=3)
    photo = fields.File(accept=PICTURES, label=N_("Photo"), order=4, metadata={"kind": "photo"})
    invoice = fields.File(label=N_("Invoice of the supplier"), order=5, metadata={"kind": "invoice"})
    leads = fields.File(accept=(".csv",), label=N_("List of leads"), order=6, metadata={"kind": "leads"})
    attendees_list = fields.File(label=N_("List of attendees"), order=7, metadata={"kind": "attendees"})
    sample = fields.File(label=N_("Sample of the advertisement"), order=8, metadata={"kind": "sample"})


class PayInput(EntitySchema):
    """How a claim was paid; the reference confirms it."""

    payment = fields.Choice(choices=PAYMENTS, required=True, label=N_("Form of payment"), order=1)
    payment_ref = fields.String(required=True, label=N_("Payment reference"), order=2)
    paid_on = fields.Date(label=N_("Paid on"), help=N_("Empty: today."), order=3)


class CreditInput(EntitySchema):
    """How a claim was credited instead of paid."""

    payment = fields.Choice(choices=[one for one in PAYMENTS if one[0] != "transfer"], required=True, label=N_("Form of payment"), order=1)
    payment_ref = fields.String(required=True, label=N_("Number of the credit note"), order=2)
