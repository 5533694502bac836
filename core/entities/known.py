"""Finding kinds of records, and records, by the name of the kind."""

import uuid
from typing import Any

from core.entities import records
from core.entities.entity import Entity
from core.entities.numbering import read_number
from core.entities.registry import registry
from core.entities.scope import current
from core.errors import NotFound
from core.i18n import _


def entity_of(key: str) -> Entity:
    """Return the entity `<plugin>.<name>`; NotFound when there is none or its plugin is off in the active program."""
    found = registry().get(key)
    if found is None or found.plugin not in current().program.plugins:
        raise NotFound()
    return found


def record_of(key: str, record_id: uuid.UUID) -> tuple[Entity, Any]:
    """Return a kind and a record whose page the actor may open; NotFound otherwise."""
    entity = entity_of(key)
    if not entity.pages or not current().actor.may(entity.permission("view")):
        raise NotFound()
    record = records.get(entity, record_id)
    records.require(entity, "view", record)
    return entity, record


def title_of(entity: Entity, record: Any) -> str:
    """Return what people call a record: its title, else its number, else what kind of record it is; never its id."""
    own = getattr(record, entity.title, None) if entity.title not in ("", "id") else None
    return str(own or getattr(record, "number", None) or _(entity.label))


def number_of(text: str) -> tuple[str, bool] | None:
    """Return a number of the program as it is kept, and whether it is free of typing mistakes; None for any other text."""
    usable = registry().of_plugins(current().program.plugins)
    return read_number(text, {entity.number for entity in usable if entity.number})
