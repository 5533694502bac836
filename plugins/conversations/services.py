"""Reading and writing conversations."""

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from werkzeug.datastructures import FileStorage

from hansa import (
    Conflict,
    Denied,
    Entity,
    Unprocessable,
    _,
    clock,
    current_scope,
    db,
    directory,
    emit,
    files,
    records,
    system,
)
from plugins.conversations.entities import MESSAGE, NOTE
from plugins.conversations.models import Message, Note
from plugins.conversations.people import addressable, mentioned
from plugins.conversations.subject import Subject

EDITABLE_FOR = timedelta(minutes=5)
"""How long people may correct what they wrote."""

QUOTED = 200
"""Characters of a text that its event carries."""


def messages(subject: Subject, limit: int) -> list[Message]:
    """Return the newest messages the actor may read, oldest first; one statement."""
    return _newest(Message, subject, limit)


def notes(subject: Subject, limit: int) -> list[Note]:
    """Return the newest internal notes, oldest first; partners have none."""
    return _newest(Note, subject, limit) if current_scope().actor.staff else []


def _newest(model: Any, subject: Subject, limit: int) -> list[Any]:
    wanted = sa.select(model).where(model.about == subject.entity.key, model.record_id == subject.record.id)
    return list(reversed(db.session.scalars(wanted.order_by(model.id.desc()).limit(limit)).all()))


def partners(subject: Subject, written: list[Message]) -> dict[uuid.UUID, str]:
    """Return the partners the actor may write to: its own, or, for staff, the record's owner and those who wrote; nobody about what is one
    person's of the owner."""
    actor = current_scope().actor
    if actor.partner_id:
        return {actor.partner_id: actor.partner_name}
    found = {m.partner_id: m.partner_name for m in written}
    if subject.entity.in_person is not None and subject.entity.in_person(subject.record):
        return {}
    if subject.owner and subject.owner not in found and (owner := directory.company(subject.owner)):
        found = {owner.id: owner.name, **found}
    return found


def post(subject: Subject, body: str, partner_id: uuid.UUID | None, uploads: Iterable[FileStorage] = ()) -> Message:
    """Write to the partner, or, as a partner, to the vendor, with files. Raises Denied, Unprocessable."""
    actor = current_scope().actor
    written = messages(subject, 100)
    known = partners(subject, written)
    target = actor.partner_id or partner_id or subject.owner
    if target not in known:
        raise Unprocessable(errors=[{"pointer": "/partner_id", "code": "required", "message": _("Choose the partner you write to.")}])
    people = mentioned(body, addressable(subject, target, written))
    made: Message = records.create(
        MESSAGE, {"body": body}, partner_id=target, by_staff=actor.staff, partner_name=known[target], **_said(subject, people)
    )
    _attach(made, uploads)
    _tell("conversations.message.posted", subject, made, target)
    return made


def note(subject: Subject, body: str, uploads: Iterable[FileStorage] = ()) -> Note:
    """Write an internal note. Raises Denied for partners, Unprocessable."""
    records.require(NOTE, "create")
    people = mentioned(body, addressable(subject, None, ()))
    # Staff limited to a region writes no staff-wide rows by itself; the record was found within its region.
    with system("internal note"):
        made: Note = records.create(NOTE, {"body": body}, **_said(subject, people))
        _attach(made, uploads)
        _tell("conversations.note.posted", subject, made, None)
    return made


def _attach(said: Any, uploads: Iterable[FileStorage]) -> None:
    """The files of a note are staff's like the note itself."""
    for upload in uploads:
        files.attach(kind_of(said), said, upload, visibility="internal" if isinstance(said, Note) else "shared")


def attached(said: Iterable[Any]) -> dict[uuid.UUID, list[Any]]:
    """Return the files of texts by the id of the text; at most two statements."""
    ids: dict[Entity, list[uuid.UUID]] = {}
    for one in said:
        ids.setdefault(kind_of(one), []).append(one.id)
    return {id: rows for entity, theirs in ids.items() for id, rows in files.list_of(entity, theirs).items()}


def kind_of(said: Any) -> Entity:
    return NOTE if isinstance(said, Note) else MESSAGE


def _said(subject: Subject, people: list[Any]) -> dict[str, Any]:
    actor = current_scope().actor
    return {
        "about": subject.entity.key,
        "record_id": subject.record.id,
        "author_id": actor.membership_id,
        "author_name": actor.name,
        "mentions": [[str(p.id), p.name] for p in people],
    }


def _tell(event: str, subject: Subject, said: Any, partner_id: uuid.UUID | None) -> None:
    payload = {
        "message_id": str(said.id),
        "partner_id": str(partner_id) if partner_id else None,
        "by": said.author_name,
        "text": said.body[:QUOTED],
        "mentions": [id for id, _name in said.mentions],
    }
    entry = {"record_id": subject.record.id, "record_version": subject.record.version, "payload": payload}
    emit(event, subject.entity.key, [entry])


def own(said: Any) -> bool:
    """Tell whether the actor wrote this and may still correct it."""
    actor = current_scope().actor
    return said.created_by == actor.user_id and said.author_id == actor.membership_id and clock.now() - said.created_at < EDITABLE_FOR


def edit(said: Any, body: str, version: int | None) -> None:
    """Correct what the actor wrote. Raises Denied for others' texts, Conflict when it is too late, Stale, Unprocessable."""
    entity = kind_of(said)
    if said.created_by != current_scope().actor.user_id:
        raise Denied(_("Only the author can change a message."))
    if not own(said):
        raise Conflict(_("A message can be changed for five minutes. Write a new one instead."), code="too-late")
    records.require(entity, "edit", said)
    if entity is NOTE:
        with system("internal note"):
            records.update(entity, said, {"body": body}, version=version, edited_at=clock.now())
    else:
        records.update(entity, said, {"body": body}, version=version, edited_at=clock.now())
