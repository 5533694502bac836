"""Two people saved the same record: what differs, theirs beside yours."""

from typing import Any

from markupsafe import Markup
from marshmallow import ValidationError, missing

from core.entities.effective import schema_of
from core.entities.entity import Entity
from core.i18n import _
from core.web.forms.forms import SchemaForm
from core.web.page.pages import cell_context
from core.web.records.detail_view import values_of
from core.web.values.cells import cell
from schemas.types import type_of


def differences(entity: Entity, record: Any, form: SchemaForm) -> list[tuple[str, Any, Any]]:
    """Return (label, theirs, yours) of every field where what is stored differs from what was typed."""
    stored, schema = values_of(entity, record), schema_of(entity)
    found = []
    for name, field in form._fields.items():
        typed = field.raw()
        source = schema.fields.get(name)
        if typed is missing or source is None or field.source.metadata.get("secret"):
            continue
        theirs, yours = stored.get(name), _value(source, typed)
        if (theirs or None) != (yours or None):
            found.append((_(source.metadata.get("label") or name), _shown(source, theirs), _shown(source, yours)))
    return found


def _value(source: Any, typed: Any) -> Any:
    """Return the typed text as a value; as it is when it cannot be read."""
    try:
        return source.deserialize(typed)
    except ValidationError:
        return typed


def _shown(source: Any, value: Any) -> Any:
    if value is None or value == "":
        return "—"
    word = source.metadata.get("cell") or type_of(source).cell
    return Markup(cell(word, source)(value, cell_context()))  # noqa: S704 - cells escape
