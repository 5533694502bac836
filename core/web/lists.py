"""What belongs to a list beside its page: lookups, totals, saved views, exports, acts on many records."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Response, jsonify, redirect, request, url_for

from core.entities import bulk, views
from core.entities.columns import list_fields
from core.entities.entity import Entity
from core.entities.listing import ListQuery
from core.entities.scope import current
from core.errors import NotFound, Problem
from core.i18n import _, ngettext
from core.portal import portal
from core.web import exports, list_forms, typeahead
from core.web.action_markup import post_button
from core.web.here import here
from core.web.htmx import is_fragment
from core.web.list_forms import audience_select, guard_inputs
from core.web.list_query import Pairs, read_query
from core.web.list_totals import total_row
from core.web.list_view import base_url
from core.web.pages import render, render_part
from core.web.policy import policy
from core.web.toasts import with_toast

lists = Blueprint("lists", __name__, url_prefix="/<program>/<plugin>/<entity>")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    selectable = bool(bulk.offered(entity, archived=query.archived)) or current().actor.may(entity.permission("export"))
    return str(total_row(entity, query, selectable))


@lists.get("/export.<any(csv, xlsx):ending>", endpoint="export")
@policy(action="export")
def export(ending: str) -> Response:
    """Return everything the query finds as a file."""
    entity = _entity()
    query = read_query(entity)
    exports.check_size(entity, query)
    return _file(entity, query, ending, exports.rows(entity, query))


@lists.post("/bulk/export", endpoint="export_chosen")
@policy(action="export")
def export_chosen() -> Response:
    """Return the chosen records as a file."""
    entity = _entity()
    ids = bulk.read_ids(request.form.getlist("ids"))
    query = read_query(entity)
    return _file(entity, query, "csv", exports.rows(entity, query, ids))


@lists.post("/bulk/<name>", endpoint="bulk")
@policy(action="view")
def act(name: str) -> Any:
    """Show what an act on the chosen records will do; do it when that was confirmed."""
    entity, action = _entity(), bulk.named(name)
    if action is None:
        raise NotFound()
    ids = bulk.read_ids(request.values.getlist("ids"))
    if not request.values.get("confirmed"):
        return _preview(entity, action, ids)
    outcome = bulk.run(entity, action, ids)
    undo = urlencode([("confirmed", "1"), *(("ids", str(i)) for i in outcome.fit)])
    target = url_for("lists.bulk", **_words(entity), name=action.undo) if action.undo and outcome.fit else ""
    answer = redirect(base_url(entity), 303)
    return with_toast(answer, _(action.done, n=len(outcome.fit)), undo=f"{target}?{undo}" if target else "")


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


def _file(entity: Entity, query: ListQuery, ending: str, found: Iterator[exports.Row]) -> Response:
    head = exports.titles(entity, query)
    headers = exports.file_headers(_(entity.plural or entity.label), ending)
    if ending == "xlsx":
        return Response(exports.xlsx_file(head, found), 200, headers, content_type=XLSX)
    # Built before it is sent: a slow reader must not keep a transaction open. The cap on rows bounds the memory.
    return Response(b"".join(exports.csv_file(head, found)), 200, headers, content_type="text/csv; charset=utf-8")


def _preview(entity: Entity, action: bulk.BulkAction, ids: list[uuid.UUID]) -> Any:
    outcome = bulk.preview(entity, action, ids)
    if not outcome.fit:
        reason = _(outcome.refused[0][1]) if outcome.refused else _("Choose at least one record.")
        return with_toast(redirect(base_url(entity), 303), reason, kind="bad")
    effects = [SimpleNamespace(icon=action.icon, text=_(action.effect, n=len(outcome.fit)))]
    effects += [SimpleNamespace(icon="alert-triangle", text=f"{title}: {_(reason)}") for title, reason in outcome.refused]
    if outcome.gone:
        gone = ngettext("%(n)s chosen record no longer exists.", "%(n)s chosen records no longer exist.", outcome.gone)
        effects.append(SimpleNamespace(icon="file-x", text=gone))
    hidden = [("confirmed", "1"), ("_key", uuid.uuid4().hex), *(("ids", str(i)) for i in outcome.fit)]
    confirm = SimpleNamespace(
        title=_("%(act)s: what will happen", act=_(action.label)),
        text=None,
        effects=effects,
        fields=(),
        hidden=hidden,
        action=request.path,
        submit_label=_(action.label),
        kind="bad" if action.danger else "primary",
        cancel_url=base_url(entity),
        crumbs=[(_(entity.plural or entity.label), base_url(entity))],
    )
    return render("confirm.html", confirm=confirm)


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
