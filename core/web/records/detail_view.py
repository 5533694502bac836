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
from core.i18n import N_, _
from core.identity import directory
from core.web.page.menu import Panel
from core.web.page.pages import cell_context
from core.web.records.timeline import timeline
from core.web.records.workflow_view import buttons, may_edit, notes, state_html
from core.web.values.cells import Link, cell
from core.web.values.line_table import line_table
from core.web.values.linked import links
from schemas.types import type_of

FILES = N_("Files")


def url_of(entity: Entity, record_id: uuid.UUID | None = None, page: str = "detail") -> str:
    """Return the URL of a record's page, or of the list."""
    words: dict[str, Any] = {"program": current().program.slug, "plugin": entity.plugin, "entity": entity.name}
    if record_id is None:
        return url_for("entity.list", **words)
    return url_for(f"entity.{page}", **words, record_id=record_id)


def title_of(entity: Entity, record: Any) -> str:
    """Return what a record is called: its title, else its number, else what kind of record it is; never its id."""
    own = getattr(record, entity.title, None) if entity.title not in ("", "id") else None
    return str(own or getattr(record, "number", None) or _(entity.label))


def detail_view(entity: Entity, record: Any) -> SimpleNamespace:
    """Return what detail.html shows."""
    schema, ctx = schema_of(entity, record), cell_context()
    values = values_of(entity, record)
    values |= links(schema.dump_fields, values)
    groups: dict[str, list[tuple[str, Any]]] = {}
    figures, told = _owner(entity, record), notes(entity, record)
    above = {None, "", *(note.text for note in told)}
    for name, field in sorted(schema.dump_fields.items(), key=lambda item: item[1].metadata.get("order", 0)):
        words, value = field.metadata, values.get(name)
        if (
            name == entity.title
            or words.get("secret")
            or words.get("state")
            or value == []
            or (isinstance(value, str | None) and value in above)
        ):
            continue
        if value is not None and (code := values.get(words.get("currency", ""))):
            value = (value, code)
        pair = (_(words.get("label") or name), _shown(name, field, value, ctx))
        figures.append(pair) if words.get("figure") else groups.setdefault(_(words.get("group") or ""), []).append(pair)
    return SimpleNamespace(
        title=title_of(entity, record),
        subtitle=getattr(record, "number", None),
        crumbs=[(_(entity.plural or entity.label), url_of(entity))],
        state_html=state_html(entity, record),
        notes=told,
        actions=buttons(entity, record),
        figures=figures,
        groups=list(groups.items()),
        panels=_panels(entity, record),
        timeline=timeline(entity, record),
        edit_url=url_of(entity, record.id, "edit") if may_edit(entity, record) else None,
        files=None,
        version=record.version,
    )


def values_of(entity: Entity, record: Any) -> dict[str, Any]:
    """Return the typed values of a record by field name."""
    schema = schema_of(entity, record)
    kept = getattr(record, "custom", None) or {}
    custom = {name: schema.fields[name].deserialize(kept[name]) for name in kept if name in schema.fields}
    return {name: custom.get(name, getattr(record, name, None)) for name in schema.fields}


def _owner(entity: Entity, record: Any) -> list[tuple[str, Any]]:
    """Name the owner for those who see several; one statement."""
    actor = current().actor
    if entity.audience != "owner" or entity.owner == "id" or getattr(record, entity.owner) == actor.partner_id:
        return []
    company = directory.company(getattr(record, entity.owner))
    if company is None:
        return []
    url = url_for("entity.detail", program=current().program.slug, plugin="core", entity="partner", record_id=company.id)
    return [(_("Partner"), Markup(cell("ref")(Link(url, company.name), cell_context())))]  # noqa: S704 - cells escape


def _shown(name: str, field: Any, value: Any, ctx: Any) -> Any:
    word = field.metadata.get("cell") or type_of(field).cell
    if word == "lines":
        return line_table(field, value, ctx)
    return Markup(cell(word, field)(value, ctx))  # noqa: S704 - cells escape


def _panels(entity: Entity, record: Any) -> list[SimpleNamespace]:
    scope = current()
    found = [p for panels in records.hooks("record_panels", entity=entity, record=record, actor=scope.actor) for p in panels]
    lawful = [p for p in found if not p.permission or scope.actor.may(p.permission)]
    own = [p for p in entity.panels if not p.permission or scope.actor.may(p.permission)]
    files = url_for("files.panel", program=scope.program.slug, plugin=entity.plugin, entity=entity.name, record_id=record.id)
    return [
        *(_panel(p.title, url_for(p.endpoint, program=scope.program.slug, record_id=record.id)) for p in own),
        _panel(FILES, files),
        *(_panel(p.title, url_for(p.endpoint, program=scope.program.slug, **p.args), p.main) for p in sorted(lawful, key=_place)),
    ]


def _panel(title: str, url: str, main: bool = False) -> SimpleNamespace:
    return SimpleNamespace(title=_(title), url=url, main=main)


def _place(panel: Panel) -> tuple[int, str]:
    return panel.weight, panel.title
