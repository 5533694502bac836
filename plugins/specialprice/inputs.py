"""What people are asked when they move a special price request."""

from hansa import N_, EntitySchema, fields


class MessageInput(EntitySchema):
    reason = fields.LongText(required=True, label=N_("Message to the partner"), order=1)


class AnswerInput(EntitySchema):
    reason = fields.LongText(label=N_("Your answer"), order=1)
