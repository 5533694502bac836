"""Acts on many records of a list: what will happen is shown first, then done, and told record by record."""

import uuid
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Response, redirect, request, url_for

from core.entities import bulk
from core.entities.entity import Entity
from core.entities.listing import ListQuery
from core.entities.scope import current
from core.errors import NotFound, Unprocessable
from core.i18n import _, ngettext
from core.portal import portal
from core.web.door.here import here
from core.web.door.policy import policy
from core.web.forms.field_markup import render_field
from core.web.forms.forms import SchemaForm, error_summary, errors_to_form, to_raw
from core.web.lists import export_values, exports
from core.web.lists.bulk_forms import editable_fields, move_form, moves, one_field_form
from core.web.lists.list_query import read_query
from core.web.lists.list_view import base_url
from core.web.page.pages import render
from core.web.page.toasts import with_toast
from core.workflow.machine import Transition

pages = Blueprint("bulk", __name__, url_prefix="/<program>/<plugin>/<entity>/bulk")
SHOWN = 20
"""So many refusals are named one by one."""


@pages.post("/export", endpoint="export")
@policy(action="export", costly=True)
def export() -> Response:
    """Return the chosen records as a file."""
    entity = _entity()
    query = _query(entity)
    found = export_values.chosen(entity, query, _chosen(entity))
    body = b"".join(exports.csv_file(export_values.titles(entity, query), found))
    headers = exports.file_headers(_(entity.plural or entity.label), "csv")
    return Response(body, 200, headers, content_type=exports.TYPES["csv"])


@pages.post("/do/<name>", endpoint="move")
@policy(action="view")
def move(name: str) -> Any:
    """Make a transition of the chosen records; its input is asked once for all."""
    entity = _entity()
    found = next((m for m in moves(entity) if m.name == name), None)
    if found is None:
        raise NotFound()
    ids, confirmed = _chosen(entity), bool(request.form.get("confirmed"))
    if found.input is None:
        return _moved(entity, found, ids, {}) if confirmed else _confirm_move(entity, found, ids)
    form = move_form(entity, found)(request.form if confirmed else None)
    return _asked(entity, form, ids, _(found.label), confirmed, lambda: _moved(entity, found, ids, to_raw(form)))


@pages.post("/edit", endpoint="edit")
@policy(action="edit")
def edit() -> Any:
    """Change one field of the chosen records: which one, then to what."""
    entity = _entity()
    ids, name = _chosen(entity), request.form.get("field", "")
    offered = editable_fields(entity)
    if name not in offered:
        return _choose_field(entity, ids, offered)
    confirmed = bool(request.form.get("confirmed"))
    form = one_field_form(entity, name, request.form if confirmed else None)
    title = _("Change %(field)s", field=offered[name])
    return _asked(entity, form, ids, title, confirmed, lambda: _edited(entity, ids, name, form), ("field", name), only=name)


@pages.post("/<name>", endpoint="act")
@policy(action="view")
def act(name: str) -> Any:
    """Archive the chosen records, or restore them."""
    entity, action = _entity(), bulk.named(name)
    if action is None:
        raise NotFound()
    ids = _chosen(entity)
    if not request.values.get("confirmed"):
        outcome = bulk.preview(lambda: bulk.run(entity, action, ids))
        return _confirm(entity, _(action.label), _(action.effect, n=len(outcome.fit)), action.icon, outcome, danger=action.danger)
    outcome = bulk.run(entity, action, ids)
    undo = urlencode([("confirmed", "1"), *(("ids", str(i)) for i in outcome.fit)])
    words: dict[str, Any] = {"program": current().program.slug, "plugin": entity.plugin, "entity": entity.name}
    target = url_for("bulk.act", **words, name=action.undo) if action.undo and outcome.fit else ""
    return _told(entity, _(action.done, n=len(outcome.fit)), outcome, f"{target}?{undo}" if target else "")


def _confirm_move(entity: Entity, found: Transition, ids: list[uuid.UUID]) -> Any:
    outcome = bulk.preview(lambda: bulk.move(entity, found.name, ids, {}))
    return _confirm(entity, _(found.label), _done_text(found, outcome), found.icon, outcome, danger=found.kind == "bad")


def _moved(entity: Entity, found: Transition, ids: list[uuid.UUID], raw: dict[str, Any]) -> Any:
    outcome = bulk.move(entity, found.name, ids, raw)
    return _told(entity, _done_text(found, outcome), outcome)


def _done_text(found: Transition, outcome: bulk.Outcome) -> str:
    return ngettext("%(act)s: %(n)s record.", "%(act)s: %(n)s records.", len(outcome.fit), act=_(found.label))


def _edited(entity: Entity, ids: list[uuid.UUID], name: str, form: SchemaForm) -> Any:
    outcome = bulk.edit(entity, ids, {name: to_raw(form).get(name)})
    return _told(entity, ngettext("%(n)s record changed.", "%(n)s records changed.", len(outcome.fit)), outcome)


def _asked(
    entity: Entity,
    form: SchemaForm,
    ids: list[uuid.UUID],
    title: str,
    confirmed: bool,
    work: Callable[[], Any],
    *hidden: tuple[str, str],
    only: str = "",
) -> Any:
    """Show the form that asks once for all; when it was sent, do the work, and show it again with what is wrong."""
    status = 200
    if confirmed:
        try:
            return work()
        except Unprocessable as error:
            status, messages = error.status, {one["pointer"].lstrip("/").split("/")[0]: [one["message"]] for one in error.errors}
            errors_to_form(form, messages)
    asked = [form[only]] if only else [field for field in form if field.word != "hidden"]
    return Response(_form_page(entity, asked, ids, title, hidden, error_summary(form) if confirmed else []), status)


def _form_page(
    entity: Entity, asked: Sequence[Any], ids: list[uuid.UUID], title: str, hidden: Sequence[tuple[str, str]], errors: Any
) -> str:
    icon = portal().assets.icon
    view = SimpleNamespace(
        title=title, help=_count(ids), action=request.path, method="post", enctype=None, groups=[("", [render_field(f, icon) for f in asked])],
        submit_label=title, cancel_url=base_url(entity), hidden=_carried(ids, *hidden), errors=errors,
        steps=None, draft_url=None, conflict=None, crumbs=_crumbs(entity),
    )  # fmt: skip
    return str(render("form.html", form=view))


def _choose_field(entity: Entity, ids: list[uuid.UUID], offered: dict[str, str]) -> str:
    view = SimpleNamespace(
        title=_("Edit"),
        text=_count(ids),
        fields=offered,
        action=request.path,
        hidden=_ids(ids),
        crumbs=_crumbs(entity),
        cancel_url=base_url(entity),
    )
    return str(render("bulk_field.html", page=view))


def _confirm(entity: Entity, label: str, effect: str, icon: str, outcome: bulk.Outcome, *, danger: bool) -> Any:
    if not outcome.fit:
        reason = _(outcome.refused[0][1]) if outcome.refused else _("Choose at least one record.")
        return with_toast(redirect(base_url(entity), 303), reason, kind="bad")
    confirm = SimpleNamespace(
        title=_("%(act)s: what will happen", act=label), text=None, effects=[SimpleNamespace(icon=icon, text=effect), *_refusals(outcome)],
        fields=(), hidden=_carried(outcome.fit), action=request.path, submit_label=label, kind="bad" if danger else "primary",
        cancel_url=base_url(entity), crumbs=_crumbs(entity),
    )  # fmt: skip
    return render("confirm.html", confirm=confirm)


def _told(entity: Entity, text: str, outcome: bulk.Outcome, undo: str = "") -> Any:
    """Say what was done: in passing, or, where some were refused, on a page that names each."""
    if not outcome.refused and not outcome.gone:
        return with_toast(redirect(base_url(entity), 303), text, undo=undo)
    view = SimpleNamespace(
        title=text,
        effects=_refusals(outcome),
        list_url=base_url(entity),
        crumbs=_crumbs(entity),
        undo=undo,
        label=_(entity.plural or entity.label),
    )
    return render("bulk_result.html", page=view)


def _refusals(outcome: bulk.Outcome) -> list[SimpleNamespace]:
    found = [SimpleNamespace(icon="alert-triangle", text=f"{title}: {_(reason)}") for title, reason in outcome.refused[:SHOWN]]
    if (more := len(outcome.refused) - SHOWN) > 0:
        found.append(
            SimpleNamespace(icon="alert-triangle", text=ngettext("%(n)s more stays as it is.", "%(n)s more stay as they are.", more))
        )
    if outcome.gone:
        gone = ngettext("%(n)s chosen record no longer exists.", "%(n)s chosen records no longer exist.", outcome.gone)
        found.append(SimpleNamespace(icon="file-x", text=gone))
    return found


def _count(ids: Sequence[uuid.UUID]) -> str:
    return ngettext("For %(n)s chosen record.", "For %(n)s chosen records.", len(ids))


def _carried(ids: Sequence[uuid.UUID], *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("confirmed", "1"), ("_key", uuid.uuid4().hex), *more, *_ids(ids)]


def _ids(ids: Sequence[uuid.UUID]) -> list[tuple[str, str]]:
    return [("ids", str(i)) for i in ids]


def _chosen(entity: Entity) -> list[uuid.UUID]:
    """Return what the form chose: the ticked rows, or all that the list finds, up to a limit the page has told of."""
    if request.values.get("all"):
        return bulk.matching(entity, _query(entity))
    return bulk.read_ids(request.values.getlist("ids"))


def _query(entity: Entity) -> ListQuery:
    """Return what the list showed when the form was sent from it."""
    return read_query(entity, parse_qsl(request.form.get("query", "")))


def _crumbs(entity: Entity) -> list[tuple[str, str]]:
    return [(_(entity.plural or entity.label), base_url(entity))]


def _entity() -> Entity:
    found = here().entity
    if found is None:
        raise NotFound()
    return found
