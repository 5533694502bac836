"""The record a conversation is about, found through the actor's scope."""

import uuid
from dataclasses import dataclass
from typing import Any

from hansa import Entity, NotFound, record_of, records, title_of


@dataclass(frozen=True)
class Subject:
    """A record and its kind."""

    entity: Entity
    record: Any

    @property
    def owner(self) -> uuid.UUID | None:
        """The partner the record belongs to."""
        return records.owner_of(self.entity, self.record)

    @property
    def title(self) -> str:
        return title_of(self.entity, self.record)


def find(about: str, record_id: uuid.UUID) -> Subject:
    """Return the subject; NotFound when the actor may not see the record or its plugin is off, and where the vendor has no part in it."""
    found = Subject(*record_of(about, record_id))
    if found.entity.between_partners(found.record):
        raise NotFound()
    return found
