"""Records offered for a reference: by typing in the browser, as plain options without script."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import url_for

from core.db import db
from core.entities import query as queries
from core.entities.columns import list_fields
from core.entities.entity import Entity
from core.entities.listing import Filter, ListQuery
from core.entities.registry import registry
from core.entities.scope import current
from core.entities.system import select
from core.portal import portal
from core.web.forms.forms import OFFERED, SchemaForm, offer

FOUND = 20
"""As many records are offered for what was typed."""


def search_urls() -> Mapping[str, str]:
    """Return {entity: where its records are looked up} of everything the actor may point at."""
    scope = current()
    return scope.program.cache.get(("search-urls", scope.actor.permissions), _urls)


def _urls() -> dict[str, str]:
    scope = current()
    usable = [e for e in portal().registry.of_plugins(scope.program.plugins) if e.pages and scope.actor.may(e.permission("view"))]
    return {e.key: url_for("lists.options", program=scope.program.slug, plugin=e.plugin, entity=e.name) for e in usable}


def options(entity: Entity, text: str, size: int = FOUND) -> list[dict[str, str]]:
    """Return the records the actor sees that fit what was typed, as `{"value", "label", "detail"}`; one statement."""
    fields = list_fields(entity)
    shown = _shown(entity)
    sort = entity.title if entity.title in fields and fields[entity.title].sortable and not fields[entity.title].nullable else "-id"
    query = ListQuery(sort=sort, columns=shown, size=size, **_matching(entity, text.strip()[:100]))
    page = queries.run(entity, query, counted=False)
    return [_option(row) for row in page.rows]


def offer_references(form: SchemaForm) -> None:
    """Give every reference of the form its options: the chosen record and the first ones; one statement or two for each."""
    for name, source in form.sources.items():
        if target := getattr(source, "to", ""):
            offer_one(form, name, target)


def offer_one(form: SchemaForm, name: str, target: str) -> None:
    """Offer records for one field; an entity the actor may not see offers none."""
    url = search_urls().get(target)
    if url is None:
        return
    entity = registry()[target]
    chosen = form[name].data
    first = [(o["value"], o["label"]) for o in options(entity, "", OFFERED)]
    if chosen and str(chosen) not in dict(first):
        first = [*titles(entity, chosen), *first]
    offer(form, name, first, url)


def titles(entity: Entity, record_id: Any) -> list[tuple[str, str]]:
    """Return the id and title of one record, or nothing when the actor cannot see it."""
    try:
        wanted = uuid.UUID(str(record_id))
    except ValueError:
        return []
    columns = entity.table.c
    row = db.session.execute(select(columns.id, columns[entity.title or "id"]).where(columns.id == wanted)).one_or_none()
    return [(str(row[0]), str(row[1]))] if row else []


def _shown(entity: Entity) -> tuple[str, ...]:
    """Return the title and what tells apart records that share it: the number, else the next column of the list."""
    fields = list_fields(entity)
    title = entity.title if entity.title in fields else "id"
    rest = [name for name in ("number", *entity.list_columns) if name in fields and name != title and fields[name].type.name == "text"]
    return (title, *rest[:1])


def _matching(entity: Entity, text: str) -> dict[str, Any]:
    if not text:
        return {}
    if entity.search:
        return {"q": text}
    return {"filters": (Filter(entity.title, "contains", (text,)),)} if entity.title in list_fields(entity) else {}


def _option(row: Any) -> dict[str, str]:
    values = [str(value) if value is not None else "" for value in row[2:4]]
    return {"value": str(row[0]), "label": values[0] or "…", "detail": values[1] if len(values) > 1 else ""}
