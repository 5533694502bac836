"""What the records hold; some fields are for staff alone."""

from hansa import EntitySchema, fields


class TextSchema(EntitySchema):
    title = fields.String(required=True, label="Title")
    body = fields.LongText(label="Text")


class NoteSchema(TextSchema):
    amount = fields.Money(label="Amount")


class ReplySchema(TextSchema):
    note_id = fields.Ref(to="audiences.note", label="Note")
    about_id = fields.Ref(to="audiences.note", label="About")


class PricedSchema(TextSchema):
    price = fields.Money(label="Price")
    remark = fields.String(label="Remark", metadata={"visible": "owner"})


class OfferSchema(PricedSchema):
    seller_id = fields.Ref(to="core.partner", label="Seller", metadata={"editable": "staff"})
