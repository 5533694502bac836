"""Whose data is asked for: one person, or a partner with everybody who works there."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from core.db import db
from core.entities.marks import WALL
from core.entities.scope import current
from core.identity import users
from core.identity.models import Membership, Partner, User

GONE = "—"
"""Stands where a text must be, and was erased."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody by an address: with an account and memberships in this program, or only named as a contact (`user_id` None)."""

    email: str
    name: str
    user_id: uuid.UUID | None = None
    memberships: tuple[uuid.UUID, ...] = ()
    partners: tuple[uuid.UUID | None, ...] = ()
    """Where each of the memberships is; None for the vendor's people."""

    @property
    def staff(self) -> bool:
        return None in self.partners


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose data is given out or erased in the active program. `partner_id`: None when one person asks."""

    name: str
    people: tuple[Person, ...]
    partner_id: uuid.UUID | None = None

    @property
    def memberships(self) -> list[uuid.UUID]:
        return [one for person in self.people for one in person.memberships]

    @property
    def users(self) -> list[uuid.UUID]:
        return [person.user_id for person in self.people if person.user_id]

    @property
    def emails(self) -> list[str]:
        return [person.email for person in self.people]

    @property
    def names(self) -> list[str]:
        """The names of those with an account; what a contact is called stands beside the address alone."""
        return [person.name for person in self.people if person.user_id]

    @property
    def pseudonyms(self) -> dict[str, str]:
        """What those with an account are called, and what they are called from now on."""
        return {person.name: pseudonym(person.user_id) for person in self.people if person.user_id}


def pseudonym(erased: uuid.UUID) -> str:
    """Return what somebody erased is called: the same in every table, and nothing of the person."""
    return f"{GONE} {erased.hex[-6:]}"


def person(email: str) -> Subject:
    """Return who has an address: with what they are in this program, or only as somebody's contact."""
    tidied = users.tidy(email)
    known = _people(User.email == tidied)
    return Subject(known[0].name if known else tidied, tuple(known) or (Person(tidied, tidied),))


def partner(found: Partner) -> Subject:
    """Return a partner with everybody who is, or was, a member of it."""
    return Subject(found.name, tuple(_people(Membership.partner_id == found.id)), found.id)


def _people(wanted: Any) -> list[Person]:
    """Return the people of this program who fit, each with the memberships that fit."""
    inside = sa.and_(Membership.user_id == User.id, Membership.program_id == current().program.id)
    statement = sa.select(User.id, User.email, User.name, Membership.id.label("member"), Membership.partner_id).join_from(User, Membership, inside)
    rows: Sequence[Any] = db.session.connection().execute(statement.where(wanted).order_by(User.id), execution_options=WALL).all()
    found: dict[uuid.UUID, Person] = {}
    for row in rows:
        before = found.get(row.id, Person(row.email, row.name, row.id))
        found[row.id] = replace(before, memberships=(*before.memberships, row.member), partners=(*before.partners, row.partner_id))
    return list(found.values())
