"""What a deal registration asks for: only what the check needs; the rest can follow."""

from hansa import N_, EntitySchema, StateLook, fields

STATES = {
    "draft": StateLook(N_("Draft"), "idle", "pencil"),
    "submitted": StateLook(N_("Submitted"), "info", "send"),
    "in_review": StateLook(N_("In review"), "info", "eye"),
    "action_required": StateLook(N_("Answer needed"), "warn", "alert-circle"),
    "approved": StateLook(N_("Protected"), "ok", "shield"),
    "rejected": StateLook(N_("Rejected"), "bad", "circle-x"),
    "won": StateLook(N_("Won"), "ok", "trophy"),
    "lost": StateLook(N_("Lost"), "idle", "mood-sad"),
    "expired": StateLook(N_("Expired"), "hold", "clock-x"),
}
SYSTEM = {"editable": "system"}


class LineSchema(EntitySchema):
    """One product of a deal."""

    product = fields.String(required=True, label=N_("Product"))
    quantity = fields.Integer(required=True, label=N_("Quantity"))
    amount = fields.Money(label=N_("Amount"))


class DealSchema(EntitySchema):
    title = fields.String(required=True, label=N_("Project"), help=N_("A name both sides will recognise."), group=N_("Project"), order=10)
    customer_name = fields.String(
        required=True, label=N_("Customer"), help=N_("The end customer's full legal name."), group=N_("Customer"), order=1
    )
    customer_country = fields.Country(label=N_("Country"), group=N_("Customer"), order=2)
    customer_domain = fields.String(label=N_("Web domain"), placeholder="example.com", inputmode="url", group=N_("Customer"), order=3)
    customer_registration_no = fields.String(
        label=N_("Registration number"), help=N_("Company or tax number; it makes the check surer."), group=N_("Customer"), order=4
    )
    amount = fields.Money(required=True, label=N_("Expected value"), group=N_("Project"), order=11)
    close_date = fields.Date(required=True, label=N_("Expected close"), group=N_("Project"), order=12, metadata={"phone": True})
    need = fields.LongText(label=N_("What the customer needs"), group=N_("Project"), order=13)
    lines = fields.Lines(LineSchema, label=N_("Products"), group=N_("Products"), order=20)
    contact_name = fields.String(label=N_("Contact at the customer"), group=N_("Contact"), order=30)
    contact_email = fields.Email(label=N_("Contact's e-mail"), group=N_("Contact"), order=31)
    state = fields.Choice(
        choices=[(key, look.label) for key, look in STATES.items()], label=N_("State"), cell="state", order=0,
        metadata={**SYSTEM, "states": STATES},
    )
    protected_until = fields.Date(label=N_("Protected until"), order=50, metadata=SYSTEM)
    reason = fields.LongText(label=N_("Reason"), order=51, metadata=SYSTEM)
