"""What the references and files of a record point at, as links: one statement for all records and one for each file, archived ones included."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask import url_for

from core.db import db
from core.entities import files as stored
from core.entities.entity import Entity
from core.entities.registry import registry
from core.entities.scope import current
from core.entities.system import select, together
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
    known = {target: entity for target in wanted if (entity := registry().get(target)) and entity.plugin in current().program.plugins}
    titles = _titles([(entity, set(wanted[target].values())) for target, entity in known.items()])
    return files | {
        name: _shown(known[target], key, titles[target, key]) if (target, key) in titles else None
        for target, ids in wanted.items()
        for name, key in ids.items()
    }


def _file(file_id: Any) -> Link | None:
    """Return a file under its name; None for one that is gone, or not the reader's to see."""
    try:
        file = stored.get(file_id)
    except NotFound:
        return None
    return Link(url_for("files.fetch", program=current().program.slug, file_id=file_id), file.name)


def _titles(wanted: Sequence[tuple[Entity, set[Any]]]) -> dict[tuple[str, Any], str]:
    """Return titles by kind and id, of the records the reader sees."""
    found = db.session.execute(together(*(_titled(entity, ids) for entity, ids in wanted))) if wanted else ()
    return {(kind, key): title if title is not None else str(key) for kind, key, title in found}


def _titled(entity: Entity, ids: set[Any]) -> sa.Select[Any]:
    columns = entity.table.c
    title = sa.cast(columns[entity.title] if entity.title else sa.null(), sa.Text())
    return select(sa.literal(entity.key), columns.id, title).where(columns.id.in_(ids))


def _shown(entity: Entity, key: Any, title: str) -> Any:
    if not entity.pages or not current().actor.may(entity.permission("view")):
        return title
    where = {"program": current().program.slug, "plugin": entity.plugin, "entity": entity.name, "record_id": key}
    return Link(url_for("entity.detail", **where), title)
