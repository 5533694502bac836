"""The fields a list can show, filter and sort by, for one side (staff or partner) of one program."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from marshmallow import fields as ma

from core.entities.effective import custom_fields, schema_of
from core.entities.entity import Entity
from core.entities.scope import current
from core.entities.withholding import open_to
from core.i18n import N_
from core.programs.state import CustomField
from schemas import fields
from schemas.types import FieldType, type_of


@dataclass(frozen=True, eq=False)
class ListField:
    """A field of a list: its schema field, its type, and where the value is (a column, or a mirrored custom field)."""

    name: str
    label: str
    field: ma.Field[Any]
    type: FieldType
    column: Any = None
    custom: CustomField | None = None
    target: str = ""
    open_to: Any = None
    """The condition of the rows whose value the actor gets; None for all. The column has it inside."""

    @property
    def operators(self) -> tuple[str, ...]:
        if self.name == "id":
            return ()
        return self.type.operators if self.column is not None or (self.custom and self.custom.mirrored) else ()

    @property
    def sortable(self) -> bool:
        """Lines, files and multiple choices have no order; unmirrored custom fields no index."""
        if self.type.storage == "json" or self.type.name in ("longtext", "file", "ref"):
            return False
        return self.column is not None or bool(self.custom and self.custom.mirrored)

    @property
    def nullable(self) -> bool:
        return self.column is None or self.open_to is not None or bool(self.column.nullable)


def list_fields(entity: Entity) -> Mapping[str, ListField]:
    """Return every field of the entity the actor may see in a list, by name; built once per revision and side."""
    scope = current()
    side = "staff" if scope.actor.staff else scope.reach
    return scope.program.cache.get(("list-fields", entity.key, side), lambda: _build(entity))


def _build(entity: Entity) -> dict[str, ListField]:
    schema = schema_of(entity)
    columns = entity.table.c
    custom = {f.definition.key: f for f in custom_fields(entity, current().program)}
    found: dict[str, ListField] = {}
    for name, field in schema.dump_fields.items():
        kind = type_of(field)
        if field.metadata.get("secret") or (name not in columns and name not in custom):
            continue
        words, seen = field.metadata.get("label") or name, open_to(entity, name)
        column = masked(columns.get(name), seen)
        found[name] = ListField(name, words, field, kind, column, custom.get(name), getattr(field, "to", ""), seen)
    for name, label, made in _STANDARD:
        if name in columns and name not in found and _offered(entity, name):
            found[name] = ListField(name, label, made, type_of(made), columns[name], None, getattr(made, "to", ""))
    return found


def masked(value: Any, seen: Any) -> Any:
    """Return an expression that is null in the rows whose value the actor does not get."""
    return value if value is None or seen is None else sa.case((seen, value))


def _offered(entity: Entity, name: str) -> bool:
    """The owner is worth showing only to those who see several."""
    return name != "partner_id" or (entity.audience == "owner" and current().reach in ("all", "region", "tree"))


_STANDARD: tuple[tuple[str, str, Any], ...] = (
    ("id", "id", fields.String()),
    ("number", N_("Number"), fields.String()),
    ("partner_id", N_("Partner"), fields.Ref(to="core.partner")),
    ("created_at", N_("Created"), fields.DateTime()),
    ("updated_at", N_("Changed"), fields.DateTime()),
)
