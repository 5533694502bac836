"""Tables: one for each way a row can be seen."""

import uuid
from decimal import Decimal

import sqlalchemy as sa
import sqlalchemy.orm as so

from hansa import CustomFields, Owned, ProgramScoped, owned_ref, plugin_base, program_ref

Base = plugin_base("audiences")


class Texts(CustomFields):
    title: so.Mapped[str]
    body: so.Mapped[str | None]


class Priced(Texts):
    price: so.Mapped[Decimal | None] = so.mapped_column(comment="1/10,000 of a unit of the program's currency")
    remark: so.Mapped[str | None]


class Note(Owned, Texts, Base):
    """Seen by its owner only."""

    amount: so.Mapped[Decimal | None] = so.mapped_column(comment="1/10,000 of a unit of the program's currency")
    replies: so.Mapped[list["Reply"]] = so.relationship(
        primaryjoin="and_(Note.program_id == foreign(Reply.program_id), Note.id == foreign(Reply.note_id))", viewonly=True
    )


class Reply(Owned, Texts, Base):
    """Points at a note of its owner, and at one that may be another's."""

    note_id: so.Mapped[uuid.UUID | None]
    about_id: so.Mapped[uuid.UUID | None]
    about: so.Mapped[Note | None] = so.relationship(
        primaryjoin="and_(Note.program_id == foreign(Reply.program_id), Note.id == foreign(Reply.about_id))", viewonly=True
    )
    __table_args__ = (
        owned_ref("note_id", "audiences__note"),
        program_ref("about_id", "audiences__note", cross_owner=True),
    )


class Bulletin(ProgramScoped, Texts, Base):
    """Read by all partners of the program."""


class Memo(ProgramScoped, Texts, Base):
    """Read by staff only."""


class Verdict(ProgramScoped, Texts, Base):
    """Read by staff limited to no region."""


class Offer(Owned, Priced, Base):
    """Also seen by its seller."""

    seller_id: so.Mapped[uuid.UUID | None]
    __table_args__ = (program_ref("seller_id", "core_partner", cross_owner=True), sa.Index(None, "program_id", "seller_id"))


class Docket(Owned, Priced, Base):
    """Opened to further partners by shares."""


class Shipment(Owned, Priced, Base):
    """Also seen by partners above the owner."""
