"""What people are asked when they move a deal."""

from hansa import N_, EntitySchema, fields
from plugins.deals.schemas import DealSchema

REJECTIONS = (
    ("duplicate-same-partner", N_("You have registered this already")),
    ("duplicate-other-partner", N_("Registered by another partner")),
    ("direct-engaged", N_("We are in direct contact with this customer")),
    ("not-authorised-product", N_("You are not authorised for this product")),
    ("out-of-territory", N_("Outside of your territory")),
    ("evidence-missing", N_("Evidence is missing")),
    ("customer-not-identified", N_("The customer could not be identified")),
    ("other", N_("Another reason")),
)
LOSSES = (
    ("price", N_("Price")),
    ("competitor", N_("Competitor")),
    ("no-budget", N_("No budget")),
    ("postponed", N_("Postponed by the customer")),
    ("other", N_("Another reason")),
)
ASKABLE = tuple(name for name, field in DealSchema._declared_fields.items() if field.metadata.get("editable") != "system")
"""Fields a reviewer may open to the partner again."""


class AskInput(EntitySchema):
    """What the partner has to add or mend."""

    reason = fields.LongText(required=True, label=N_("What do you need from the partner?"), help=N_("The partner reads this."), order=1)
    asked_fields = fields.MultiChoice(
        choices=[(name, DealSchema._declared_fields[name].metadata["label"]) for name in ASKABLE],
        label=N_("Fields the partner may change"), help=N_("Everything else stays as it is."), order=2,
    )  # fmt: skip


class RejectInput(EntitySchema):
    reason_code = fields.Choice(choices=REJECTIONS, required=True, label=N_("Why is it rejected?"), order=1)
    reason = fields.LongText(required=True, label=N_("Message to the partner"), order=2)


class AnswerInput(EntitySchema):
    reason = fields.LongText(label=N_("Your answer"), order=1)


class ExtensionInput(EntitySchema):
    reason = fields.LongText(
        required=True, label=N_("Why do you need more time?"), help=N_("What has happened since, and what comes next.")
    )


class RefusalInput(EntitySchema):
    reason = fields.LongText(required=True, label=N_("Message to the partner"))


class WonInput(EntitySchema):
    evidence = fields.LongText(
        required=True, label=N_("How can we see that it is won?"), help=N_("The order number, the contract or the invoice.")
    )


class LostInput(EntitySchema):
    reason_code = fields.Choice(choices=LOSSES, required=True, label=N_("Why was it lost?"), order=1)
    reason = fields.LongText(label=N_("What happened?"), order=2)
