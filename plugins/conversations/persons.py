"""Personal data in conversations: what was said, by whom, to whom."""

from typing import Any

import sqlalchemy as sa

from hansa import N_, db, personal
from plugins.conversations.models import Message, Note


def held(subject: personal.Subject) -> list[personal.Held]:
    """Return what these people wrote; of a partner the whole conversation with it. Internal notes are the vendor's."""
    own = Message.author_id.in_(subject.memberships)
    return [personal.read(N_("Messages"), Message, sa.or_(own, Message.partner_id == subject.partner_id) if subject.partner_id else own)]


def erase(subject: personal.Subject) -> None:
    """Delete the conversation with a partner; put pseudonyms where people are named."""
    if subject.partner_id:
        personal.forget(Message, Message.partner_id == subject.partner_id)
        personal.forget(Note, sa.or_(*(Note.record_id.in_(ids) for ids in personal.ids_of(subject))))
    for person in subject.people:
        if person.user_id:
            for model in (Message, Note):
                _rename(model, person, personal.pseudonym(person.user_id))


def _rename(model: Any, person: personal.Person, instead: str) -> None:
    personal.blank(model, (), model.author_id.in_(person.memberships), author_name=instead)
    places = {str(one) for one in person.memberships}
    mentioned = sa.select(model).where(personal.says(model, "mentions", sorted(places)))
    for said in db.session.scalars(mentioned).all():
        said.mentions = [[place, instead if place in places else name] for place, name in said.mentions]
        said.body = said.body.replace(f"@{person.name}", f"@{instead}")
    db.session.flush()
