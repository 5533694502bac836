"""What a special price request holds, and for whom."""

from decimal import Decimal

from hansa import N_, EntitySchema, fields
from plugins.specialprice.states import STATES

SYSTEM = {"editable": "system"}
STAFF = {"visible": "staff", "editable": "staff"}
LEAST, MOST = Decimal("0.0001"), Decimal("999999999")
MANY = 10_000_000
LINES = 50


class LineSchema(EntitySchema):
    """What is asked for one product."""

    product = fields.String(required=True, label=N_("Product"))
    quantity = fields.Integer(required=True, min=1, max=MANY, label=N_("Quantity"))
    list_price = fields.Money(required=True, min=LEAST, max=MOST, label=N_("List price"))
    requested = fields.Money(required=True, min=0, max=MOST, label=N_("Requested price"))
    competitor = fields.String(label=N_("Competitor"))
    reason = fields.String(label=N_("Reason"))


class OfferSchema(EntitySchema):
    """What is granted for one product: the price for each, up to a quantity."""

    product = fields.String(required=True, label=N_("Product"))
    quantity = fields.Integer(required=True, min=1, max=MANY, label=N_("At most"))
    list_price = fields.Money(required=True, min=LEAST, max=MOST, label=N_("List price"))
    authorised = fields.Money(required=True, min=0, max=MOST, label=N_("Authorised price"))


class RequestSchema(EntitySchema):
    title = fields.String(required=True, label=N_("Subject"), order=1)
    deal_id = fields.Ref(
        to="deals.deal", required=True, label=N_("Deal"), help=N_("A protected registration: the price ends with its protection."), order=2
    )
    customer_name = fields.String(label=N_("Customer"), order=3, metadata=SYSTEM)
    need = fields.LongText(label=N_("Why is a special price needed?"), order=4)
    lines = fields.Lines(LineSchema, required=True, max_rows=LINES, label=N_("Products"), group=N_("Products"), order=10)
    offer = fields.Lines(
        OfferSchema, max_rows=LINES, label=N_("Offer"), group=N_("Our offer"), order=20,
        help=N_("What you are going to grant. Equal to the request: approve it. Different: a colleague sends it as a counter-offer."), metadata=STAFF,
    )  # fmt: skip
    granted = fields.Lines(OfferSchema, max_rows=LINES, label=N_("Authorised"), group=N_("Authorised prices"), order=21, metadata=SYSTEM)
    state = fields.Choice(
        choices=[(key, look.label) for key, look in STATES.items()], label=N_("State"), cell="state", order=0,
        metadata={**SYSTEM, "states": STATES, "state": True},
    )  # fmt: skip
    discount = fields.Money(label=N_("Discount asked for"), order=30, metadata={**SYSTEM, "figure": True})
    percent = fields.Percent(label=N_("Largest discount"), order=31, metadata={**SYSTEM, "figure": True})
    due_on = fields.Date(label=N_("Decision due"), order=32, cell="left", metadata={**SYSTEM, "figure": True})
    valid_until = fields.Date(
        label=N_("Valid until"), help=N_("Ends with the protection of the deal."), order=33, metadata={**SYSTEM, "figure": True}
    )
    quantity = fields.Integer(label=N_("Granted quantity"), group=N_("Use"), order=40, metadata=SYSTEM)
    used = fields.Integer(label=N_("Used quantity"), group=N_("Use"), order=41, metadata=SYSTEM)
    reason = fields.LongText(label=N_("Message"), order=42, metadata=SYSTEM)


class UseSchema(EntitySchema):
    quantity = fields.Integer(required=True, min=1, max=MANY, label=N_("Quantity"))
    used_on = fields.Date(required=True, label=N_("Date of the order"))
    document = fields.String(required=True, label=N_("Order or invoice number"))


class NoFields(EntitySchema):
    """Allowances are written by the workflow alone."""


class CostSchema(EntitySchema):
    product = fields.String(required=True, label=N_("Product"), order=1)
    unit_cost = fields.Money(required=True, min=0, max=MOST, label=N_("Unit cost"), order=2)
    since = fields.Date(required=True, label=N_("Valid from"), order=3)
