"""Search over everything the person may see: one statement for all kinds of records, grouped by kind."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, request

from core.db import db
from core.entities import query as queries
from core.entities import search
from core.entities.columns import list_fields
from core.entities.entity import Entity
from core.entities.known import number_of
from core.entities.listing import ListQuery
from core.entities.marks import WALL
from core.entities.registry import registry
from core.entities.scope import current
from core.i18n import _
from core.web.door.policy import policy
from core.web.lists.list_view import base_url, count_text
from core.web.page.pages import render

pages = Blueprint("search", __name__, url_prefix="/<program>")
EACH = 5
"""So many records of each kind are shown; the rest is one click away, in the list."""


@pages.get("/search", endpoint="page")
@policy(member=True, costly=True)
def page() -> str:
    text = request.args.get("q", "").strip()[:200]
    number = number_of(text)
    groups = _groups(number[0] if number else text) if search.query_words(text) else []
    mistyped = number is not None and not number[1]
    return render("search.html", search=SimpleNamespace(text=text, groups=groups, asked=bool(text), mistyped=mistyped))


def searchable() -> list[Entity]:
    """Return the kinds of records the actor may search, in the order of their names."""
    scope = current()
    usable = [e for e in registry().of_plugins(scope.program.plugins) if e.search and e.searchable and e.pages]
    return sorted((e for e in usable if scope.actor.may(e.permission("view"))), key=lambda e: e.key)


def find(text: str, entities: Sequence[Entity]) -> dict[str, list[Any]]:
    """Return the newest hits of each kind, as rows of kind, id, title, detail and total; one statement."""
    if not entities:
        return {}
    scope = current()
    key = ("search", tuple(e.key for e in entities), scope.reach, scope.actor.staff, scope.actor.viewing)
    statement = scope.program.cache.get(key, lambda: _statement(entities))
    found: dict[str, list[Any]] = {}
    for row in db.session.connection().execute(statement, search.query_binds(text, db.engine.dialect.name)):
        found.setdefault(row.kind, []).append(row)
    return found


def _statement(entities: Sequence[Entity]) -> Any:
    return sa.union_all(*(_part(entity) for entity in entities)).execution_options(**WALL)


def _part(entity: Entity) -> Any:
    """The list's own statement, with its access criteria, cut to a few rows."""
    names = _shown(entity)
    made = queries.compiled(entity, ListQuery(q="x", sort="-id", columns=names, size=EACH - 1))
    hits = made.segments[0].subquery()
    title, detail = (sa.cast(hits.c[name], sa.String()) if name else sa.null() for name in (names[0], names[1] if len(names) > 1 else ""))
    return sa.select(
        sa.literal(entity.key).label("kind"), hits.c.id, title.label("title"), sa.cast(detail, sa.String()).label("detail"), hits.c.total
    )


def _shown(entity: Entity) -> tuple[str, ...]:
    fields = list_fields(entity)
    title = entity.title if entity.title in fields else "id"
    rest = [n for n in (*entity.search, "number") if n in fields and n != title and fields[n].column is not None]
    return (title, *rest[:1])


def _groups(text: str) -> list[SimpleNamespace]:
    entities = searchable()
    found = find(text, entities)
    return [_group(entity, found[entity.key], text) for entity in entities if entity.key in found]


def _group(entity: Entity, rows: list[Any], text: str) -> SimpleNamespace:
    base, total = base_url(entity), min(int(rows[0].total), queries.COUNT_CAP)
    hits = [
        SimpleNamespace(url=f"{base}{row.id}", title=row.title or "…", detail=row.detail if row.detail != row.title else None)
        for row in rows
    ]
    more = total > len(rows)
    return SimpleNamespace(
        label=_(entity.plural or entity.label), icon=entity.icon, hits=hits, count=count_text(total), list_url=base if more else None
    )
