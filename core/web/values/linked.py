"""What the references and files of a record point at, as links: one statement for each kind of record and each file, archived ones included."""

from collections.abc import Mapping
from typing import Any

from flask import url_for

from core.db import db
from core.entities import files as stored
from core.entities.entity import Entity
from core.entities.registry import registry
from core.entities.scope import current
from core.entities.system import select
from core.errors import NotFound
from core.web.values.cells import Link
from schemas.links import File, Ref


def links(fields: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a link or a title for each reference that holds something; None where the reader cannot see the record."""
    wanted: dict[str, dict[str, Any]] = {}
    for name, field in fields.items():
        if isinstance(field, Ref) and values.get(name):
            wanted.setdefault(field.to, {})[name] = values[name]
    files = {name: _file(values[name]) for name, field in fields.items() if isinstance(field, File) and values.get(name)}
    return files | {name: found for target, ids in wanted.items() for name, found in _of_kind(registry().get(target), ids)}


def _file(file_id: Any) -> Link | None:
    """Return a file under its name; None for one that is gone, or not the reader's to see."""
    try:
        file = stored.get(file_id)
    except NotFound:
        return None
    return Link(url_for("files.fetch", program=current().program.slug, file_id=file_id), file.name)


def _of_kind(entity: Entity | None, ids: Mapping[str, Any]) -> list[tuple[str, Any]]:
    if entity is None or entity.plugin not in current().program.plugins:
        return [(name, None) for name in ids]
    columns = entity.table.c
    rows = db.session.execute(select(columns.id, columns[entity.title or "id"]).where(columns.id.in_(set(ids.values()))))
    titles = {key: str(title) for key, title in rows}
    linked = entity.pages and current().actor.may(entity.permission("view"))
    return [(name, _shown(entity, key, titles[key], linked) if key in titles else None) for name, key in ids.items()]


def _shown(entity: Entity, key: Any, title: str, linked: bool) -> Any:
    where = {"program": current().program.slug, "plugin": entity.plugin, "entity": entity.name, "record_id": key}
    return Link(url_for("entity.detail", **where), title) if linked else title
