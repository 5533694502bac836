"""The people of the tests: two programs alike, `alpha` and `beta`, with rival partners and the vendor's staff.

Every id follows from names, so a test can say `partner("b")` without asking the database.
"""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from core import clock
from core.identity.models import Acting, Membership, Partner, PartnerTree, Session, Token, User
from core.identity.resolve import digest
from core.programs.models import Program, ProgramPlugin

PROGRAMS = ("alpha", "beta")

PARTNERS: Mapping[str, tuple[str, str, str | None]] = {
    "a": ("Ashford Systems", "east", None),
    "a2": ("Aldermoor Retail", "east", "a"),
    "b": ("Bellweather Networks", "west", None),
}
"""Name, region and parent. `a2` stands below `a`; `b` is their competitor."""

MEMBERS: Mapping[str, tuple[str | None, tuple[str, ...], str | None]] = {
    "a": ("a", ("partner_admin",), None),
    "lesser": ("a", (), None),
    "above": ("a", ("partner_admin", "distributor"), None),
    "a2": ("a2", ("partner_admin",), None),
    "b": ("b", ("partner_admin",), None),
    "admin": (None, ("admin",), None),
    "manager": (None, ("manager",), None),
    "west": (None, ("manager",), "west"),
    "finance": (None, ("finance",), None),
}
"""Partner (None = staff), roles, and the region staff are limited to."""


def ident(*words: str) -> uuid.UUID:
    """Return the id that stands for these words in every test."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "hansa-testing:" + ":".join(words))


@dataclass(frozen=True)
class Person:
    """A member of a program, signed in by cookie (`secret`) and by API token (`bearer`)."""

    name: str
    program: str = "alpha"

    @property
    def user_id(self) -> uuid.UUID:
        return ident("user", self.program, self.name)

    @property
    def membership_id(self) -> uuid.UUID:
        return ident("membership", self.program, self.name)

    @property
    def token_id(self) -> uuid.UUID:
        return ident("token", self.program, self.name)

    @property
    def email(self) -> str:
        return f"{self.name}@{self.program}.example"

    @property
    def secret(self) -> str:
        """The value of the session cookie."""
        return hashlib.sha256(f"{self.program}/{self.name}".encode()).hexdigest()

    @property
    def bearer(self) -> dict[str, str]:
        """The header that carries the API token."""
        return {"Authorization": f"Bearer hansa_{self.token_id.hex}_{self.secret}"}


@dataclass(frozen=True)
class ProgramOfTest:
    """One of the two programs: its slug, and the ids of what is in it."""

    slug: str

    @property
    def id(self) -> uuid.UUID:
        return ident("program", self.slug)

    def partner(self, name: str) -> uuid.UUID:
        return ident("partner", self.slug, name)

    def person(self, name: str) -> Person:
        return Person(name, self.slug)


def populate(connection: sa.Connection, plugins: Iterable[str]) -> None:
    """Write both programs, with these plugins switched on, into an empty database, as its owner."""
    plugins = sorted(plugins)
    for slug in PROGRAMS:
        program = ProgramOfTest(slug)
        _insert(connection, Program, [{"id": program.id, "slug": slug, "name": f"{slug.title()} Partner Program", "zone": "Europe/Berlin"}])
        _insert(connection, ProgramPlugin, [{"program_id": program.id, "plugin": name, "enabled": True} for name in plugins])
        for name, (label, home, parent) in PARTNERS.items():
            add_partner(connection, program, name, label, region=home, parent=parent)
        for name, (employer, roles, limit) in MEMBERS.items():
            add_person(connection, program.person(name), partner=employer, roles=roles, region=limit)


def add_partner(
    connection: sa.Connection, program: ProgramOfTest, name: str, label: str, *, region: str | None = None, parent: str | None = None
) -> uuid.UUID:
    """Write a partner and its place in the tree; `parent` is the name of the partner above it, at the top of its tree."""
    made = program.partner(name)
    row = {"program_id": program.id, "id": made, "name": label, "region": region, "parent_id": program.partner(parent) if parent else None}
    _insert(connection, Partner, [row])
    above = [(made, 0)] + ([(program.partner(parent), 1)] if parent else [])
    lines = [{"program_id": program.id, "ancestor_id": ancestor, "descendant_id": made, "depth": depth} for ancestor, depth in above]
    _insert(connection, PartnerTree, lines)
    return made


def add_person(
    connection: sa.Connection, person: Person, *, partner: str | None = None, roles: Iterable[str] = (), region: str | None = None
) -> Person:
    """Write a user with a membership, an open session and an API token of all scopes."""
    program = ProgramOfTest(person.program)
    scope = {"program_id": program.id}
    _insert(connection, User, [{"id": person.user_id, "email": person.email, "name": f"{person.name.title()} Person"}])
    member = {**scope, "id": person.membership_id, "user_id": person.user_id, "partner_id": program.partner(partner) if partner else None}
    _insert(connection, Membership, [{**member, "roles": list(roles), "region": region, "partner_name": (partner or "").title()}])
    open_session(connection, person)
    token = {**scope, "id": person.token_id, "membership_id": person.membership_id, "name": "test", "secret_hash": digest(person.secret)}
    _insert(connection, Token, [token])
    return person


def open_session(connection: sa.Connection, person: Person) -> None:
    """Write the session of a person, instead of the one that may be there."""
    session = digest(person.secret)
    for column in (Acting.__table__.c.session_id, Session.__table__.c.id):
        connection.execute(sa.delete(column.table).where(column == session))
    _insert(connection, Session, [{"id": session, "user_id": person.user_id, "expires_at": clock.now() + timedelta(days=14)}])
    acting = {"session_id": session, "program_id": ProgramOfTest(person.program).id, "membership_id": person.membership_id}
    _insert(connection, Acting, [acting])


def _insert(connection: sa.Connection, model: type[Any], rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(sa.insert(model.__table__), rows)
