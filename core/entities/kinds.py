"""The kinds of fields there are: those of the schema language, and those plugins contribute."""

from collections.abc import Mapping

from flask import current_app

from core.entities.custom import STORAGE_COLUMN
from core.entities.scope import current
from schemas.types import FieldType

CORE = "core"


def field_types() -> Mapping[str, FieldType]:
    """Return the field types of the running app by name."""
    found: Mapping[str, FieldType] = current_app.extensions["hansa"].programs.field_types
    return found


def offered_types() -> Mapping[str, FieldType]:
    """Return the field types an admin may use in the active program: those of plugins only where the plugin is on."""
    owners: Mapping[str, str] = current_app.extensions["hansa"].programs.type_owners
    return {name: kind for name, kind in field_types().items() if owners.get(name, CORE) in current().program.plugins}


def mirrorable(kind: FieldType) -> bool:
    """Tell whether custom fields of a type can be filterable, sortable or unique; lists of things only filterable."""
    return kind.storage in STORAGE_COLUMN and bool(kind.operators)
