"""What belongs to a list beside its page: lookups, totals, saved views, exports, acts on many records."""

import tempfile
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Response, jsonify, redirect, request, stream_with_context, url_for

from core.db import db
from core.entities import acting, views
from core.entities import query as queries
from core.entities.columns import list_fields
from core.entities.entity import Entity
from core.entities.listing import ListQuery
from core.entities.scope import current
from core.errors import NotFound, Problem, Unprocessable
from core.i18n import _, use
from core.i18n import current as current_locale
from core.portal import portal
from core.web.door.here import here
from core.web.door.htmx import is_fragment
from core.web.door.policy import policy
from core.web.forms import typeahead
from core.web.lists import bulk_forms, export_pages, export_values, exports, list_forms
from core.web.lists.list_forms import audience_select, guard_inputs
from core.web.lists.list_query import Pairs, pairs_of, read_query
from core.web.lists.list_totals import total_row
from core.web.lists.list_view import base_url
from core.web.page.action_markup import post_button
from core.web.page.pages import render, render_part
from core.web.page.toasts import with_toast
from core.web.records.files import chunks

lists = Blueprint("lists", __name__, url_prefix="/<program>/<plugin>/<entity>")
MOST = 10_000
"""At most so many records are exported while the person waits."""


@lists.get("/options", endpoint="options")
@policy(action="view")
def options() -> Response:
    """Return the records that fit `q`, for the fields that point at one."""
    found: Response = jsonify(items=typeahead.options(_entity(), request.args.get("q", "")))
    return found


@lists.get("/tools/<any(filters, columns, save):part>", endpoint="tools")
@policy(action="view")
def tools(part: str) -> str:
    """Return the forms behind a button above the list; as a page where no script fetched them."""
    entity = _entity()
    query, fields, base = read_query(entity), list_fields(entity), base_url(entity)
    made = {
        "filters": lambda: list_forms.filters(entity, query, fields, base),
        "columns": lambda: list_forms.columns_form(entity, query, fields, base),
        "save": lambda: list_forms.save_form(base),
    }[part]()
    if is_fragment():
        return str(made)
    title = {"filters": _("Filter"), "columns": _("Columns"), "save": _("Save view")}[part]
    return render("list_tool.html", tool=SimpleNamespace(title=title, html=made, crumbs=[(_(entity.plural or entity.label), base)]))


@lists.get("/totals", endpoint="totals")
@policy(action="view")
def totals() -> str:
    """Return the last row of the list, with the total over all pages."""
    entity = _entity()
    if entity.money_total is None or entity.money_total not in list_fields(entity):
        raise NotFound()
    query = replace(read_query(entity), sort="id", after=None, before=None)
    base = base_url(entity)
    selectable = bool(bulk_forms.buttons(entity, base, archived=query.archived) or bulk_forms.move_buttons(entity, base))
    return str(total_row(entity, query, selectable))


@lists.get("/export.<any(csv, xlsx):ending>", endpoint="export")
@policy(action="export", costly=True)
def export(ending: str) -> Response:
    """Return everything the query finds as a file, page by page while it is read."""
    entity = _entity()
    query = read_query(entity)
    if exceeds(entity, query):
        raise Unprocessable(_("More than 10,000 records match. Have the file prepared, or add a filter."), code="too-many")
    return _file(entity, ending, _streamed(entity, query, ending))


@lists.post("/prepare/<any(csv, xlsx):ending>", endpoint="prepare")
@policy(action="export", costly=True)
def prepare(ending: str) -> Any:
    """Have the queue make the file of everything the query finds."""
    entity = _entity()
    read_query(entity)
    return export_pages.prepare(entity, urlencode(pairs_of()), ending)


@lists.get("/views", endpoint="views")
@policy(action="view")
def saved_views() -> str:
    """Return the saved views: as tabs for the list's page, as a page of their own to rename and delete them."""
    entity = _entity()
    usable = [view for view in views.visible(entity) if _reads(entity, view.query)]
    if request.headers.get("HX-Target") == "hs-more-views":
        here_now = sorted(request.args.items(multi=True))
        tabs = [SimpleNamespace(label=v.label, url=_url(entity, v), current=sorted(parse_qsl(v.query)) == here_now) for v in usable]
        return render_part("parts/more_views.html", tabs=tabs, manage_url=url_for("lists.views", **_words(entity)))
    return render("views.html", page=_views_page(entity, usable))


@lists.post("/views", endpoint="save_view")
@policy(action="view")
def save_view() -> Any:
    """Keep what the list shows under a name."""
    entity = _entity()
    pairs: Pairs = [(name[2:], value) for name, value in request.form.items(multi=True) if name.startswith("q.")]
    read_query(entity, pairs)
    views.save(entity, request.form.get("label", ""), urlencode(pairs), request.form.get("audience", "own"))
    return with_toast(redirect(f"{base_url(entity)}?{urlencode(pairs)}", 303), _("View saved."))


@lists.post("/views/<uuid:view_id>", endpoint="change_view")
@policy(action="view")
def change_view(view_id: uuid.UUID) -> Any:
    entity = _entity()
    views.change(entity, view_id, request.form.get("label", ""), request.form.get("audience", "own"))
    return with_toast(redirect(url_for("lists.views", **_words(entity)), 303), _("View saved."))


@lists.post("/views/<uuid:view_id>/delete", endpoint="delete_view")
@policy(action="view")
def delete_view(view_id: uuid.UUID) -> Any:
    entity = _entity()
    views.remove(entity, view_id)
    return with_toast(redirect(url_for("lists.views", **_words(entity)), 303), _("View deleted."))


def _entity() -> Entity:
    found = here().entity
    if found is None:
        raise NotFound()
    return found


def _words(entity: Entity) -> dict[str, Any]:
    return {"program": current().program.slug, "plugin": entity.plugin, "entity": entity.name}


def exceeds(entity: Entity, query: ListQuery) -> bool:
    """Tell whether the query finds more than a person waits for."""
    made = queries.compiled(entity, query)
    return int(db.session.connection().execute(made.count, made.binds(query)).scalar_one()) > MOST


def _file(entity: Entity, ending: str, body: bytes | Iterator[bytes]) -> Response:
    headers = exports.file_headers(_(entity.plural or entity.label), ending)
    return Response(body, 200, headers, content_type=exports.TYPES[ending])


def _streamed(entity: Entity, query: ListQuery, ending: str) -> Iterator[bytes]:
    """Make the file while it is read, after the request itself is over: the scope is entered again for it."""
    scope, locale = current(), current_locale()
    make = _workbook if ending == "xlsx" else exports.csv_file

    def pieces() -> Iterator[bytes]:
        with acting.entered(scope), use(locale):
            yield from make(export_values.titles(entity, query), export_values.rows(entity, query))

    return stream_with_context(pieces())


def _workbook(head: Sequence[str], found: Iterable[exports.Row]) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as file:
        writer = exports.XlsxWriter(file, head)
        writer.add(found)
        writer.close()
        file.seek(0)
        yield from chunks(file)


def _reads(entity: Entity, query: str) -> bool:
    """Tell whether a view can be read by this actor: a shared one may name fields others do not see."""
    try:
        read_query(entity, parse_qsl(query))
    except Problem:
        return False
    return True


def _url(entity: Entity, view: Any) -> str:
    return f"{base_url(entity)}?{view.query}"


def _views_page(entity: Entity, usable: list[Any]) -> SimpleNamespace:
    icon = portal().assets.icon
    rows = [
        SimpleNamespace(
            label=view.label,
            url=_url(entity, view),
            audience=_(views.AUDIENCES[view.audience]),
            may_change=views.may_change(view),
            change_url=url_for("lists.change_view", **_words(entity), view_id=view.id),
            select=audience_select(view.audience),
            delete=post_button(
                url_for("lists.delete_view", **_words(entity), view_id=view.id), _("Delete"), icon("trash"), ask=_("Delete this view?")
            ),
        )
        for view in usable
    ]
    title = _("Saved views: %(label)s", label=_(entity.plural or entity.label))
    crumbs = [(_(entity.plural or entity.label), base_url(entity)), (_("Saved views"), None)]
    return SimpleNamespace(title=title, crumbs=crumbs, rows=rows, guard=guard_inputs(), list_url=base_url(entity), icon=entity.icon)
