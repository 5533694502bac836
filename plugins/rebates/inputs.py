"""What people are asked when they move a period, a payout, a dispute or a claim."""

from decimal import Decimal

from hansa import N_, EntitySchema, fields

RICHEST = Decimal("999999999999")


class ReasonInput(EntitySchema):
    reason = fields.LongText(required=True, max_length=2000, label=N_("Message"), order=1)


class NoteInput(EntitySchema):
    reason = fields.LongText(max_length=2000, label=N_("Message"), order=1)


class SignInput(EntitySchema):
    confirmed_by = fields.String(
        required=True, max_length=120, label=N_("Your name"), help=N_("It stands on the statement as your signature."), order=1
    )


class EvidenceInput(EntitySchema):
    reason = fields.LongText(required=True, max_length=4000, label=N_("Message"), order=1)
    evidence = fields.File(label=N_("Evidence"), order=2, metadata={"kind": "evidence"})


class AnswerInput(EntitySchema):
    agreed = fields.Decimal(
        min=-RICHEST, max=RICHEST, label=N_("What the line should be"), help=N_("Empty: what is stated stays."), order=1
    )
    reason = fields.LongText(required=True, max_length=4000, label=N_("Message"), order=2)


class AgreeInput(EntitySchema):
    agreed = fields.Decimal(
        min=-RICHEST, max=RICHEST, label=N_("What the line should be"), help=N_("Empty: what the partner says."), order=1
    )
    reason = fields.LongText(max_length=4000, label=N_("Message"), order=2)


class ConfirmInput(EntitySchema):
    receipt = fields.String(
        max_length=120, label=N_("Paid under"), help=N_("The number of the transfer, credit note or delivery."), order=1
    )
    paid_on = fields.Date(label=N_("Paid on"), help=N_("Empty: today."), order=2)


class ClaimInput(EntitySchema):
    approved = fields.Decimal(
        min=0, max=RICHEST, label=N_("Approved"), help=N_("Empty: what the documents give, at most what is claimed."), order=1
    )
    reason = fields.LongText(max_length=2000, label=N_("Message"), order=2)
