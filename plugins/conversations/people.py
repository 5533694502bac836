"""Who can be addressed with @: people who may see the record and read what is written."""

import re
import uuid
from collections.abc import Iterable
from typing import NamedTuple

from hansa import Member, current_scope, directory
from plugins.conversations.models import Message
from plugins.conversations.subject import Subject


class Person(NamedTuple):
    """Somebody who can be addressed; `id` is a membership."""

    id: uuid.UUID
    name: str
    staff: bool


def addressable(subject: Subject, partner_id: uuid.UUID | None, written: Iterable[Message]) -> list[Person]:
    """Return whom the actor may address in the conversation with this partner; None = among the vendor's people.

    A partner finds its own people, and those of the vendor who wrote to it: the vendor's staff list is not public.
    """
    staff = current_scope().actor.staff
    found = directory.members(partners=[partner_id] if partner_id else [], staff=staff)
    seeing = [m for m in found if m.may(subject.entity.permission("view")) and _reaches(m, subject)]
    answered = {} if staff else {m.author_id: m.author_name for m in written if m.by_staff and m.author_id}
    people = [Person(m.membership_id, m.name, m.staff) for m in seeing]
    return [*people, *(Person(id, name, True) for id, name in answered.items())]


def _reaches(member: Member, subject: Subject) -> bool:
    """Tell whether staff limited to a region sees the record's owner."""
    if not member.region or subject.owner is None:
        return True
    owner = directory.company(subject.owner)
    return owner is not None and owner.region == member.region


def mentioned(text: str, people: Iterable[Person]) -> list[Person]:
    """Return those whom a text addresses as `@Name`; the longer name wins where one begins like another."""
    found: list[Person] = []
    for person in sorted(people, key=lambda p: -len(p.name)):
        pattern = re.compile(rf"@{re.escape(person.name)}(?!\w)")
        if pattern.search(text):
            found.append(person)
            text = pattern.sub("", text)
    return found
