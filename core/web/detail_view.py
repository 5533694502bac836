"""What the page of a record shows."""

import uuid
from types import SimpleNamespace
from typing import Any

from flask import url_for
from markupsafe import Markup

from core.entities import records
from core.entities.effective import schema_of
from core.entities.entity import Entity
from core.entities.scope import current
from core.i18n import _
from core.web.cells import cell
from core.web.pages import cell_context
from core.web.timeline import timeline
from schemas.types import type_of


def url_of(entity: Entity, record_id: uuid.UUID | None = None, page: str = "detail") -> str:
    """Return the URL of a record's page, or of the list."""
    words = {"program": current().program.slug, "plugin": entity.plugin, "entity": entity.name}
    if record_id is None:
        return url_for("entity.list", **words)
    return url_for(f"entity.{page}", **words, record_id=record_id)


def detail_view(entity: Entity, record: Any) -> SimpleNamespace:
    """Return what detail.html shows."""
    actor = current().actor
    schema, ctx = schema_of(entity), cell_context()
    values = values_of(entity, record)
    groups: dict[str, list[tuple[str, Any]]] = {}
    for name, field in schema.dump_fields.items():
        if field.metadata.get("secret") or values.get(name) in (None, "", []):
            continue
        html = _shown(name, field, values[name], ctx)
        groups.setdefault(_(field.metadata.get("group") or ""), []).append((_(field.metadata.get("label") or name), html))
    may_edit = actor.may(entity.permission("edit")) and not actor.read_only
    return SimpleNamespace(
        title=str(values.get(entity.title) or getattr(record, "number", None) or _(entity.label)),
        subtitle=getattr(record, "number", None),
        crumbs=[(_(entity.plural or entity.label), url_of(entity))],
        state_html=None,
        actions=[],
        figures=[],
        groups=list(groups.items()),
        panels=_panels(entity, record),
        timeline=timeline(entity, record),
        edit_url=url_of(entity, record.id, "edit") if may_edit else None,
        files=None,
        version=record.version,
    )


def values_of(entity: Entity, record: Any) -> dict[str, Any]:
    """Return the typed values of a record by field name."""
    schema = schema_of(entity)
    kept = getattr(record, "custom", None) or {}
    custom = {name: schema.fields[name].deserialize(kept[name]) for name in kept if name in schema.fields}
    return {name: custom.get(name, getattr(record, name, None)) for name in schema.fields}


def _shown(name: str, field: Any, value: Any, ctx: Any) -> Any:
    word = field.metadata.get("cell") or type_of(field).cell
    return Markup(cell(word, field)(value, ctx))


def _panels(entity: Entity, record: Any) -> list[tuple[str, str]]:
    scope = current()
    found = [p for panels in records.hooks("record_panels", entity=entity, record=record, actor=scope.actor) for p in panels]
    lawful = [p for p in found if not p.permission or scope.actor.may(p.permission)]
    return [(_(p.title), url_for(p.endpoint, program=scope.program.slug, **p.args)) for p in sorted(lawful, key=lambda p: (p.weight, p.title))]


