"""Pages of every entity: list, detail, form. One blueprint serves them all; the guard has found entity and right."""

import uuid
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Response, redirect, request
from marshmallow import ValidationError

from core.db import db
from core.entities import records
from core.entities.entity import Entity
from core.errors import NotFound, Problem, Stale, Unprocessable
from core.i18n import _
from core.portal import portal
from core.web.detail_view import detail_view, url_of, values_of
from core.web.entity_forms import entity_form, owner_choice
from core.web.field_markup import render_field
from core.web.forms import SchemaForm, error_summary, errors_to_form, grouped, to_raw
from core.web.here import here
from core.web.list_view import list_view
from core.web.pages import render
from core.web.policy import policy

pages = Blueprint("entity", __name__, url_prefix="/<program>/<plugin>/<entity>")


@pages.get("/", endpoint="list")
@policy(action="view")
def list_page() -> str:
    return render("list.html", block="rows", view=list_view(_entity()))


@pages.get("/<uuid:record_id>", endpoint="detail")
@policy(action="view")
def detail(record_id: uuid.UUID) -> str:
    entity = _entity()
    record = records.get(entity, record_id)
    return render("detail.html", record=detail_view(entity, record))


@pages.get("/new", endpoint="new")
@policy(action="create")
def new() -> str:
    return _form_page(_entity(), None, _form_class(_entity())(None, data=dict(request.args)))


@pages.post("/new", endpoint="create")
@policy(action="create")
def create() -> Any:
    entity = _entity()
    form = _form_class(entity)(request.form)
    try:
        record = records.create(entity, to_raw(form), partner_id=owner_choice(entity))
    except (Unprocessable, ValidationError) as error:
        return _refused(entity, None, form, error)
    return redirect(url_of(entity, record.id), 303)


@pages.get("/<uuid:record_id>/edit", endpoint="edit")
@policy(action="edit")
def edit(record_id: uuid.UUID) -> str:
    entity = _entity()
    record = records.get(entity, record_id)
    return _form_page(entity, record, _form_class(entity)(None, data=values_of(entity, record)))


@pages.post("/<uuid:record_id>/edit", endpoint="update")
@policy(action="edit")
def update(record_id: uuid.UUID) -> Any:
    entity = _entity()
    record = records.get(entity, record_id)
    form = _form_class(entity)(request.form)
    try:
        records.update(entity, record, to_raw(form), version=request.form.get("version", type=int))
    except (Unprocessable, ValidationError, Stale) as error:
        db.session.expire(record)
        return _refused(entity, record, form, error)
    return redirect(url_of(entity, record.id), 303)


@pages.post("/<uuid:record_id>/archive", endpoint="archive")
@policy(action="delete")
def archive(record_id: uuid.UUID) -> Any:
    entity = _entity()
    record = records.get(entity, record_id)
    (records.restore if record.archived_at else records.archive)(entity, record)
    return redirect(url_of(entity, record.id) if record.archived_at is None else url_of(entity), 303)


def _entity() -> Entity:
    found = here().entity
    if found is None:
        raise NotFound()
    return found


def _form_class(entity: Entity) -> type[SchemaForm]:
    return entity_form(entity)


def _form_page(entity: Entity, record: Any, form: SchemaForm, *, status: int = 200, problem: Problem | None = None) -> Any:
    icon = portal().assets.icon
    hidden = [("_key", uuid.uuid4().hex)] if record is None else [("version", str(record.version))]
    view = SimpleNamespace(
        title=_("New: %(label)s", label=_(entity.label)) if record is None else _("Edit: %(label)s", label=_(entity.label)),
        help=None,
        action=request.path,
        method="post",
        groups=[(title, [render_field(f, icon) for f in fields]) for title, fields in grouped(form)],
        submit_label=_("Save"),
        cancel_url=url_of(entity, record.id) if record is not None else url_of(entity),
        hidden=hidden,
        errors=error_summary(form) or ([("", _(problem.message), "")] if problem else []),
        steps=None,
        draft_url=None,
        crumbs=[(_(entity.plural or entity.label), url_of(entity))],
        conflict=None,
    )
    html = render("form.html", block="form", form=view)
    return Response(html, status, content_type="text/html; charset=utf-8")


def _refused(entity: Entity, record: Any, form: SchemaForm, error: Any) -> Response:
    """Show the form again with everything typed and what is wrong, field by field."""
    messages: dict[str, Any] = {}
    for one in getattr(error, "errors", []):
        messages.setdefault(one["pointer"].lstrip("/").split("/")[0], []).append(one["message"])
    errors_to_form(form, messages)
    problem = error if isinstance(error, Problem) else Unprocessable()
    response: Response = _form_page(entity, record, form, status=problem.status, problem=problem)
    return response
