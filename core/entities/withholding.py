"""What a partner that reads a record without owning it does not get: some fields, by the way it came to read it.

A field is withheld by `visible="owner"` in its metadata or definition (from every such reader), or by the entity's `withheld`
(from those of one relation). Whoever reads a record in several ways gets what any of them gives. Lists, filters, totals, exports and
rules ask `open_to`; pages, the API, the timeline and files ask `withheld`.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from core.db import db
from core.entities.access import BINDS, relations
from core.entities.entity import Entity
from core.entities.marks import WALL
from core.entities.scope import current

Names = frozenset[str]


def by_relation(entity: Entity) -> Mapping[str, Names]:
    """Return the fields withheld from readers of each relation in the active program; only relations that withhold any."""
    program = current().program
    return program.cache.get(("withheld", entity.key), lambda: _by_relation(entity, program))


def open_to(entity: Entity, name: str) -> Any:
    """Return the condition of the rows whose field the actor gets; None where nothing of it is withheld."""
    held = _held(entity)
    if not any(name in names for names in held.values()):
        return None
    return sa.or_(*(way for relation, way in relations(entity, current().reach).items() if name not in held.get(relation, ())))


def withheld(entity: Entity, record: Any) -> Names:
    """Return the fields of a record that the actor, who may read it, does not get; one statement where it depends on the relation."""
    held = _held(entity)
    if not held or getattr(record, entity.owner) == current().actor.partner_id:
        return frozenset()
    ways = relations(entity, current().reach)
    wanted = sa.select(*(way.label(relation) for relation, way in ways.items())).where(
        entity.table.c.program_id == BINDS.program, entity.table.c.id == record.id
    )
    found = db.session.connection().execute(wanted, execution_options=WALL).mappings().one()
    every = frozenset().union(*held.values())
    return every.intersection(*(held.get(relation, frozenset()) for relation in ways if found[relation]))


def every(entity: Entity) -> Names:
    """Return the fields that some reader does not get."""
    return frozenset().union(*by_relation(entity).values())


def _held(entity: Entity) -> Mapping[str, Names]:
    return by_relation(entity) if current().reach in ("partner", "tree") else {}


def _by_relation(entity: Entity, program: Any) -> Mapping[str, Names]:
    if entity.audience != "owner":
        return {}
    words = {name: field.metadata.get("visible") for name, field in entity.schema._declared_fields.items()}
    words |= {field.definition.key: field.definition.visible for field in program.fields.get(entity.key, ())}
    own = frozenset(name for name, word in words.items() if word == "owner")
    found = {relation: own | frozenset(entity.withheld.get(relation, ())) for relation in entity.relations}
    return {relation: names for relation, names in found.items() if names}
