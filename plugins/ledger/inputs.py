"""What people are asked when they decide about an adjustment."""

from hansa import N_, EntitySchema, fields


class RefusalInput(EntitySchema):
    reason = fields.LongText(required=True, label=N_("Why not?"), order=1)
