"""The effective schema: code, plugin extras and custom fields, narrowed to what the actor may see and edit."""

from collections.abc import Mapping
from typing import Any

from core.entities.entity import Entity
from core.entities.kinds import field_types
from core.entities.scope import current
from core.entities.withholding import every, withheld
from core.identity.actor import Actor
from core.programs.state import CustomField, ProgramState
from schemas.base import EntitySchema
from schemas.build import build


def custom_fields(entity: Entity, program: ProgramState) -> tuple[CustomField, ...]:
    """Return plugin extras and custom fields of an entity in a program, in order."""
    return program.fields.get(entity.key, ())


def side(actor: Actor) -> str:
    """Return `staff` or `partner`: the word that field visibility is declared with."""
    return "staff" if actor.staff else "partner"


def schema_class(
    entity: Entity, program: ProgramState | None = None, actor: Actor | None = None, without: frozenset[str] = frozenset()
) -> type[EntitySchema]:
    """Return the schema class for an actor in a program; built once per program revision, side and what it is `without`.

    A field whose metadata says `visible="staff"` does not exist for partners, one that says `visible="owner"` not for those who
    only read the record (see `withholding`); `editable="staff"` is read-only for partners; `editable="system"` is read-only for
    everybody (workflow and engines set it).
    """
    scope = current() if program is None or actor is None else None
    program = program or scope.program  # type: ignore[union-attr]
    actor = actor or scope.actor  # type: ignore[union-attr]
    who = side(actor)
    return program.cache.get(("schema", entity.key, who, without), lambda: _build(entity, program, who, without))


def schema_of(entity: Entity, record: Any = None) -> EntitySchema:
    """Return the schema instance for the actor of the scope; made once, since making one costs more than using it.

    For a `record` it has the fields the actor gets of this one.
    """
    scope = current()
    without = withheld(entity, record) if record is not None else frozenset()
    key = ("schema-instance", entity.key, side(scope.actor), without)
    return scope.program.cache.get(key, lambda: schema_class(entity, without=without)())


def open_names(entity: Entity) -> frozenset[str]:
    """Return the fields of an entity that all its readers get; none where records are for the vendor's people only."""
    program = current().program
    if entity.audience in ("staff", "central"):
        return frozenset()
    return program.cache.get(("open-names", entity.key), lambda: frozenset(_build(entity, program, "partner", every(entity))().dump_fields))


def _build(entity: Entity, program: ProgramState, who: str, without: frozenset[str]) -> type[EntitySchema]:
    added = [field.definition for field in custom_fields(entity, program)]
    declared: dict[str, Mapping[str, Any]] = {name: f.metadata for name, f in entity.schema._declared_fields.items()}
    declared |= {d.key: {"visible": d.visible, "editable": d.editable} for d in added}
    # What nobody owns has no owner to see it.
    seen = (None, "", who, "owner") if who == "staff" or entity.audience == "owner" else (None, "", who)
    visible = {name for name, words in declared.items() if words.get("visible") in seen} - without
    editable = {name for name in visible if declared[name].get("editable") in (None, "", who)}
    own = [d for d in added if d.key.startswith("x_")]
    extra = [d for d in added if not d.key.startswith("x_")]
    return build(entity.schema, extra=extra, custom=own, visible=visible, editable=editable, types=field_types())
