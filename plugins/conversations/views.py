"""What the page of a conversation shows."""

import uuid
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flask import url_for
from markupsafe import Markup, escape

from hansa import current_scope, moment, url_of
from plugins.conversations import services
from plugins.conversations.entities import MESSAGE, NOTE
from plugins.conversations.models import Note
from plugins.conversations.subject import Subject

SHOWN = 50
"""So many messages and notes are shown at first."""


class Entry(NamedTuple):
    """One message or note. `to` names the partner where staff reads several conversations at once."""

    id: uuid.UUID
    author: str
    initials: str
    organisation: str
    staff: bool
    internal: bool
    html: Markup
    when: Markup
    edited: bool
    edit_url: str | None
    to: str | None
    files: list[tuple[str, str]]


@dataclass
class Thread:
    """A conversation and its composer; `typed` is what a refused writer had written."""

    title: str
    record_url: str
    url: str
    people_url: str
    entries: list[Entry]
    earlier_url: str | None
    partners: list[tuple[str, str]]
    may_write: bool
    may_note: bool
    staff: bool
    error: str = ""
    typed: str = ""
    internal: bool = False
    focus: bool = False
    key: str = field(default_factory=lambda: uuid.uuid4().hex)


def thread(subject: Subject, shown: int = SHOWN, **typed: Any) -> Thread:
    """Return the newest `shown` texts of the conversation about a record."""
    actor = current_scope().actor
    written = services.messages(subject, shown + 1)
    said = sorted([*written, *services.notes(subject, shown + 1)], key=lambda s: s.id)
    known = services.partners(subject, written)
    shown_now = said[-shown:]
    attached = services.attached(shown_now)
    url = _url("conversations.thread", subject)
    return Thread(
        title=subject.title,
        record_url=url_of(subject.entity, subject.record.id),
        url=url,
        people_url=_url("conversations.people", subject),
        entries=[entry(s, attached.get(s.id, []), several=actor.staff and len(known) > 1) for s in shown_now],
        earlier_url=f"{url}?shown={shown * 4}" if len(said) > shown else None,
        partners=[(str(id), name) for id, name in known.items()],
        may_write=actor.may(MESSAGE.permission("create")) and bool(known) and not actor.read_only,
        may_note=actor.staff and actor.may(NOTE.permission("create")),
        staff=actor.staff,
        **typed,
    )


def entry(said: Any, attached: list[Any] | None = None, *, several: bool = False) -> Entry:
    """Return one text as it is shown; its files are read unless they are given."""
    if attached is None:
        attached = services.attached([said]).get(said.id, [])
    internal = isinstance(said, Note)
    staff = internal or said.by_staff
    program = current_scope().program
    which = "note" if internal else "message"
    return Entry(
        id=said.id,
        author=said.author_name,
        initials=initials(said.author_name),
        organisation=program.name if staff else said.partner_name,
        staff=staff,
        internal=internal,
        html=_html(said),
        when=moment(said.created_at),
        edited=said.edited_at is not None,
        edit_url=url_for("conversations.edit", program=program.slug, which=which, said_id=said.id) if services.own(said) else None,
        to=said.partner_name if several and staff and not internal else None,
        files=[(file.name, url_for("files.fetch", program=program.slug, file_id=file.id)) for file in attached],
    )


def initials(name: str) -> str:
    """Return one or two letters that stand for a person."""
    words = name.split()
    return "".join(word[0] for word in words[:2]).upper() if name.isascii() else name[-2:]


def _html(said: Any) -> Markup:
    html = escape(said.body)
    for _id, name in said.mentions:
        html = html.replace(escape(f"@{name}"), Markup("<b>@{}</b>").format(name))
    return html


def _url(endpoint: str, subject: Subject) -> str:
    return url_for(endpoint, program=current_scope().program.slug, about=subject.entity.key, record_id=subject.record.id)
