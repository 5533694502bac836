"""What people write."""

from hansa import N_, EntitySchema, fields


class TextSchema(EntitySchema):
    body = fields.LongText(required=True, label=N_("Message"), max_length=5_000)
