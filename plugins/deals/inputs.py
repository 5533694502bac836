"""What people are asked when they move a deal."""

from hansa import N_, EntitySchema, fields
from plugins.deals.reasons import LOSSES, REJECTIONS
from plugins.deals.schemas import DOCUMENTS, LEAST, MOST, DealSchema

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
        required=True, label=N_("Why do you need more time?"), help=N_("What has happened since, and what comes next."), order=1
    )
    proof = fields.File(
        label=N_("Proof"), help=N_("Minutes, an offer, an e-mail of the customer."), order=2, accept=DOCUMENTS, metadata={"kind": "extension"}
    )


class ProgressInput(EntitySchema):
    reason = fields.LongText(
        required=True, label=N_("What has happened?"), help=N_("Meetings, tests, an offer: what shows that it moves."), order=1
    )
    proof = fields.File(
        required=True, label=N_("Proof"), help=N_("Minutes, an offer, an e-mail of the customer."), order=2, accept=DOCUMENTS,
        metadata={"kind": "progress"},
    )  # fmt: skip


class ChoiceInput(EntitySchema):
    letter = fields.File(
        required=True, label=N_("The customer's letter"), help=N_("It names the partner the customer wants."), order=1, accept=DOCUMENTS,
        metadata={"kind": "customer_choice"},
    )  # fmt: skip
    reason = fields.LongText(label=N_("Message to the partner"), order=2)


class DissolveInput(EntitySchema):
    reason = fields.LongText(required=True, label=N_("Why does the protection end?"), help=N_("The partner reads this."))


class AmendmentInput(EntitySchema):
    """What is to be other than it was approved; what is left empty stays."""

    title = fields.String(label=N_("Project"), help=N_("Fill in only what is to change."), order=1)
    amount = fields.Money(min=LEAST, max=MOST, label=N_("Expected value"), order=2)
    close_date = fields.Date(label=N_("Expected close"), order=3)
    need = fields.LongText(label=N_("What the customer needs"), order=4)
    contact_name = fields.String(label=N_("Contact at the customer"), order=5)
    contact_email = fields.Email(label=N_("Contact's e-mail"), order=6)
    reason = fields.LongText(required=True, label=N_("Why does it change?"), order=9)


class DuplicateInput(EntitySchema):
    keep = fields.Ref(
        to="deals.deal", required=True, label=N_("Registration that stays"), help=N_("The one that was submitted first."), order=1
    )
    reason = fields.LongText(required=True, label=N_("Message to the partner"), order=2)


class RefusalInput(EntitySchema):
    reason = fields.LongText(required=True, label=N_("Message to the partner"))


class WonInput(EntitySchema):
    """Which of the two is required is a setting of the program."""

    evidence = fields.LongText(
        label=N_("How can we see that it is won?"), help=N_("The order number, the contract or the invoice."), order=1
    )
    proof = fields.File(
        label=N_("Order, contract or invoice"), help=N_("A PDF, a photo or an e-mail."), order=2,
        accept=DOCUMENTS, metadata={"kind": "evidence"},
    )  # fmt: skip


class LostInput(EntitySchema):
    reason_code = fields.Choice(choices=LOSSES, required=True, label=N_("Why was it lost?"), order=1)
    reason = fields.LongText(label=N_("What happened?"), order=2)
