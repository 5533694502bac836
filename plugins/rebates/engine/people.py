"""Who receives what is earned beside partners: the people lines name, by the address they sign in with."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from hansa import directory
from plugins.rebates.engine.cells import Cells
from plugins.rebates.engine.ready import Ready

PREFIX = "person:"
GONE = "—"
Key = tuple[uuid.UUID, str]
"""A partner, and the address of one of its people in small letters."""


class Person(NamedTuple):
    """Somebody in a partner's company; `id` is that of the membership."""

    id: uuid.UUID
    partner_id: uuid.UUID
    email: str


People = Mapping[Key, Person]


def receiver(person: uuid.UUID) -> str:
    """Return how results and payouts name a person: by no more than the number of the membership."""
    return f"{PREFIX}{person.hex}"


def person_of(receiver: str) -> uuid.UUID | None:
    """Return the membership a result or payout is for; None where a partner receives it."""
    return uuid.UUID(receiver.removeprefix(PREFIX)) if receiver.startswith(PREFIX) else None


def of_partners(column: Any) -> sa.ColumnElement[bool]:
    """Return the condition that leaves out what people receive: it is between them and the vendor, not their company's."""
    return sa.func.substr(column, 1, len(PREFIX)) != PREFIX


def people_of(partners: Collection[uuid.UUID]) -> People:
    """Return the active people of partners, as far as the actor may know them; one statement."""
    members = directory.members(partners=partners) if partners else []
    found = [Person(one.membership_id, one.partner_id, one.email.casefold()) for one in members if one.partner_id is not None]
    return {(one.partner_id, one.email): one for one in found}


def by_person(cells: Cells, made: Ready, people: People) -> Cells:
    """Return cells as those of the people their lines name; lines that name nobody of the partner are nobody's."""
    assert made.person is not None
    addresses = by_address(people)
    named = {at: str(made.person.run(cells.facts(at)) or "").strip().casefold() for at in range(len(cells.combos))}
    return cells.regrouped({at: {partner: some[email] for partner, some in addresses.items() if email in some} for at, email in named.items() if email})


def by_address(people: People) -> dict[uuid.UUID, dict[str, uuid.UUID]]:
    """Return the memberships of people by partner and address."""
    found: dict[uuid.UUID, dict[str, uuid.UUID]] = {}
    for (partner, email), person in people.items():
        found.setdefault(partner, {})[email] = person.id
    return found


def names_of(receivers: Collection[str]) -> dict[str, str]:
    """Return what the people are called who receive something; who is gone has no name."""
    ids = {one: found for one in receivers if (found := person_of(one)) is not None}
    names = {one.membership_id: one.name for one in directory.members(ids=list(ids.values()))} if ids else {}
    return {one: names.get(found, GONE) for one, found in ids.items()}
