"""The fields a list can show, filter and sort by, for one side (staff or partner) of one program."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from marshmallow import fields as ma

from core.entities import records
from core.entities.effective import custom_fields, schema_of
from core.entities.entity import Entity
from core.entities.scope import current
from core.entities.withholding import open_to
from core.i18n import N_
from core.programs.state import CustomField
from schemas import fields
from schemas.types import FieldType, type_of

_FROM_JSON: Mapping[str, Callable[[Any], Any]] = {
    "bool": bool,
    "date": lambda value: date.fromisoformat(value),
    "time": lambda value: datetime.fromisoformat(value),
    "money": lambda value: Decimal(str(value)),
}
"""What JSON has no word for, by storage: custom fields are read from it."""


def _where_it_fits(typed: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        try:
            return typed(value) if value is not None else None
        except (ValueError, TypeError, ArithmeticError):
            return value

    return read


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
    computed: bool = False
    """Whether a plugin reckons the value: the column is its expression, and records do not hold it."""
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
    def read(self) -> Callable[[Any], Any] | None:
        """What makes the typed value of the one a list gets; None where that is typed already, as columns are and most of JSON.

        A value that no longer fits the definition of its field stays as it is.
        """
        typed = _FROM_JSON.get(self.type.storage) if self.custom is not None else None
        return typed and _where_it_fits(typed)

    @property
    def currency(self) -> str:
        """The field that names the currency of this amount; empty where it is that of the program."""
        return str(self.field.metadata.get("currency", ""))

    @property
    def nullable(self) -> bool:
        return self.column is None or self.computed or self.open_to is not None or bool(self.column.nullable)


@dataclass(frozen=True, eq=False)
class ComputedField:
    """A field a plugin reckons for the lists of an entity: shown, filtered, sorted and exported like others, never written.

    `name` is `<plugin>__<word>`. `field` says how values look and compare. `value` is an SQL expression over the table of the entity,
    one value for each record, cheap enough to sort by; null where there is none.
    """

    name: str
    label: str
    field: ma.Field[Any]
    value: Any


def list_fields(entity: Entity) -> Mapping[str, ListField]:
    """Return every field of the entity the actor may see in a list, by name; built once per revision and side."""
    return current().program.cache.get(("list-fields", entity.key, _side()), lambda: _with_computed(entity))


def with_currencies(fields: Mapping[str, ListField], names: Sequence[str]) -> tuple[str, ...]:
    """Return the fields a row of a list holds: its columns, and behind them the currencies of amounts that are no columns themselves."""
    wanted = dict.fromkeys(fields[name].currency for name in names if name in fields)
    return (*names, *(name for name in wanted if name in fields and name not in names))


def stored_fields(entity: Entity) -> Mapping[str, ListField]:
    """Return the fields of `list_fields` that records hold: what rules may read of one. What plugins reckon is not asked for."""
    return current().program.cache.get(("stored-fields", entity.key, _side()), lambda: _build(entity))


def _side() -> str:
    scope = current()
    return "staff" if scope.actor.staff else scope.reach


def _with_computed(entity: Entity) -> dict[str, ListField]:
    found = stored_fields(entity)
    return {**found, **_computed(entity, found)}


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
        found[name] = ListField(name, words, field, kind, column, custom.get(name), getattr(field, "to", ""), open_to=seen)
    for name, label, made in _STANDARD:
        if name in columns and name not in found and _offered(entity, name):
            found[name] = ListField(name, label, made, type_of(made), columns[name], None, getattr(made, "to", ""))
    return found


def _computed(entity: Entity, taken: Mapping[str, ListField]) -> dict[str, ListField]:
    """What plugins reckon of records is for the vendor's people: no declaration says which partner may read it."""
    if not current().actor.staff:
        return {}
    made = [one for several in records.hooks("computed_fields", entity=entity) for one in several or ()]
    return {
        one.name: ListField(one.name, one.label, one.field, type_of(one.field), one.value, computed=True)
        for one in made
        if one.name not in taken and not entity.private
    }


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
