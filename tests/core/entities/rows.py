"""What the ways through the wall are tried with."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.db import db
from core.entities.scope import Scope
from tests.fixture_plugins.audiences.models import Note


@dataclass(frozen=True)
class Rows:
    """An own note and reply, another partner's note, both partners' ids, the scopes of the other and of the vendor, and the
    digest of what opens the other's session and token."""

    mine: uuid.UUID
    reply: uuid.UUID
    theirs: uuid.UUID
    me: uuid.UUID
    them: uuid.UUID
    program: uuid.UUID
    other: Scope
    vendor: Scope
    secret: str

    @property
    def key(self) -> tuple[uuid.UUID, uuid.UUID]:
        return self.program, self.theirs

    def own(self) -> Note:
        return db.session.get_one(Note, (self.program, self.mine))

    def note(self, **values: Any) -> dict[str, Any]:
        """Return the columns of a new note; mine unless said otherwise."""
        return {"program_id": self.program, "id": uuid.uuid4(), "partner_id": self.me, "title": "planted", "custom": {}, **values}


Way = Callable[[Rows], Any]


def by_session(statement: Any, *arguments: Any) -> Any:
    return db.session.execute(statement, *arguments).all()


def by_connection(statement: Any, *arguments: Any) -> Any:
    return db.session.connection().execute(statement, *arguments).all()


def titles(notes: Any) -> list[str]:
    return [note.title for note in notes]


def ways_of(namespace: dict[str, Any]) -> list[Way]:
    """Return the public functions a module defines: each is a way."""
    own = namespace["__name__"]
    return [f for name, f in namespace.items() if callable(f) and getattr(f, "__module__", "") == own and not name.startswith("_")]
