"""What a deal registration asks for: only what the check needs; the rest can follow."""

from decimal import Decimal

from hansa import N_, EntitySchema, fields
from plugins.deals.reasons import REASONS
from plugins.deals.states import ANSWERS, STAGES, STATES

SYSTEM = {"editable": "system"}
LEAST, MOST = Decimal("0.01"), Decimal("999999999999")
FOR_STAFF = {"editable": "system", "visible": "staff"}


DOCUMENTS = (".pdf", ".png", ".jpg", ".jpeg", ".webp", ".docx", ".eml")


class LineSchema(EntitySchema):
    """One product of a deal."""

    product = fields.String(required=True, label=N_("Product"))
    quantity = fields.Integer(required=True, min=1, label=N_("Quantity"))
    amount = fields.Money(label=N_("Amount"))


class NoFields(EntitySchema):
    """For records that only the plugin itself writes."""


class DealSchema(EntitySchema):
    title = fields.String(required=True, label=N_("Project"), help=N_("A name both sides will recognise."), group=N_("Project"), order=10)
    customer_name = fields.String(
        required=True,
        label=N_("Customer"),
        help=N_("The end customer's full legal name."),
        group=N_("Customer"),
        order=1,
        metadata={"suggest": "deals.customers"},
    )
    customer_country = fields.Country(label=N_("Country"), group=N_("Customer"), order=2)
    customer_domain = fields.String(label=N_("Web domain"), placeholder="example.com", inputmode="url", group=N_("Customer"), order=3)
    customer_registration_no = fields.String(
        label=N_("Registration number"), help=N_("Company or tax number; it makes the check surer."), group=N_("Customer"), order=4
    )
    amount = fields.Money(
        required=True, min=LEAST, max=MOST, label=N_("Expected value"), group=N_("Project"), order=11, metadata={"figure": True}
    )
    close_date = fields.Date(required=True, label=N_("Expected close"), group=N_("Project"), order=12, metadata={"figure": True})
    need = fields.LongText(label=N_("What the customer needs"), group=N_("Project"), order=13)
    sales_stage = fields.Choice(
        choices=STAGES, label=N_("Sales stage"), help=N_("How far you are with the customer."), group=N_("Progress"), order=40
    )
    probability = fields.Integer(min=0, max=100, label=N_("Probability in percent"), group=N_("Progress"), order=41)
    document = fields.File(
        label=N_("Document"), help=N_("A tender, an e-mail or a letter of the customer. More can follow."), group=N_("Project"), order=14,
        accept=DOCUMENTS,
    )  # fmt: skip
    lines = fields.Lines(LineSchema, label=N_("Products"), group=N_("Products"), order=20)
    contact_name = fields.String(label=N_("Contact at the customer"), personal=True, group=N_("Contact"), order=30)
    contact_email = fields.Email(label=N_("Contact's e-mail"), personal=True, group=N_("Contact"), order=31)
    state = fields.Choice(
        choices=[(key, look.label) for key, look in STATES.items()], label=N_("State"), cell="state", order=0,
        metadata={**SYSTEM, "states": STATES, "state": True},
    )  # fmt: skip
    due_on = fields.Date(
        label=N_("Time left"), help=N_("For an answer, a decision, or until the protection ends."), cell="left", group=N_("Registration"),
        order=49, metadata={**SYSTEM, "figure": True, "phone": True},
    )  # fmt: skip
    protected_until = fields.Date(label=N_("Protected until"), group=N_("Registration"), order=50, metadata={**SYSTEM, "figure": True})
    distributor_name = fields.String(
        label=N_("Distributor"), help=N_("The deal is registered and protected through it."), group=N_("Registration"),
        order=50, metadata=SYSTEM,
    )  # fmt: skip
    frozen_on = fields.Date(
        label=N_("Clock stopped since"), help=N_("While a conflict is open the protection does not end; its days are given back."),
        group=N_("Registration"), order=50, metadata=SYSTEM,
    )  # fmt: skip
    answer = fields.Choice(choices=ANSWERS, label=N_("Check"), group=N_("Registration"), order=51, metadata=SYSTEM)
    clearance = fields.Choice(choices=ANSWERS, label=N_("Duplicates"), group=N_("Registration"), order=52, metadata=FOR_STAFF)
    reason_code = fields.Choice(choices=REASONS, label=N_("Why it ended"), group=N_("Registration"), order=53, metadata=SYSTEM)
    reason = fields.LongText(label=N_("Reason"), group=N_("Registration"), order=54, metadata=SYSTEM)
    evidence = fields.LongText(label=N_("Evidence"), group=N_("Registration"), order=55, metadata=SYSTEM)
