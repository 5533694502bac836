"""Pages of every entity: list, detail, form. One blueprint serves them all; the guard has found entity and right."""

import uuid
from typing import Any

from flask import Blueprint, Response, redirect, request
from marshmallow import ValidationError

from core.entities import records
from core.entities.effective import schema_of
from core.entities.entity import Entity
from core.errors import NotFound, Problem, Stale, Unprocessable
from core.i18n import _
from core.web.door.here import here
from core.web.door.policy import policy
from core.web.forms import drafts
from core.web.forms.entity_forms import entity_form, owner_choice, take_uploads
from core.web.forms.form_page import checked_field, first_page, refused_page
from core.web.forms.forms import to_raw
from core.web.lists.list_view import list_view
from core.web.page.pages import render
from core.web.page.toasts import with_toast
from core.web.records.detail_view import detail_view, url_of, values_of
from core.web.records.workflow_view import after_save

pages = Blueprint("entity", __name__, url_prefix="/<program>/<plugin>/<entity>")


@pages.get("/", endpoint="list")
@policy(action="view")
def list_page() -> str:
    return render("list.html", block="rows", view=list_view(_entity()))


@pages.get("/<uuid:record_id>", endpoint="detail")
@policy(action="view", steady=True)
def detail(record_id: uuid.UUID) -> str:
    entity = _entity()
    record = records.get(entity, record_id)
    return render("detail.html", record=detail_view(entity, record))


@pages.get("/new", endpoint="new")
@policy(action="create")
def new() -> Response:
    """The form of a new record; the query string may fill fields in."""
    return first_page(_entity(), None, dict(request.args))


@pages.post("/new", endpoint="create")
@policy(action="create", upload=True, costly=True)
def create() -> Any:
    entity = _entity()
    form = entity_form(entity)(request.form)
    try:
        record = records.create(entity, to_raw(form), partner_id=owner_choice(entity))
        take_uploads(entity, record, form)
        told = after_save(entity, record)
    except (Unprocessable, ValidationError) as error:
        return refused_page(entity, None, _problem(error))
    drafts.drop(entity, None)
    return with_toast(redirect(url_of(entity, record.id), 303), told)


@pages.get("/<uuid:record_id>/edit", endpoint="edit")
@policy(action="edit")
def edit(record_id: uuid.UUID) -> Response:
    entity = _entity()
    record = records.get(entity, record_id)
    records.require(entity, "edit", record)
    return first_page(entity, record, values_of(entity, record))


@pages.post("/<uuid:record_id>/edit", endpoint="update")
@policy(action="edit", upload=True)
def update(record_id: uuid.UUID) -> Any:
    entity = _entity()
    record = records.get(entity, record_id)
    form = entity_form(entity)(request.form)
    try:
        records.update(entity, record, to_raw(form), version=request.form.get("version", type=int))
        take_uploads(entity, record, form)
        told = after_save(entity, record)
    except (Unprocessable, ValidationError, Stale) as error:
        return refused_page(entity, record, _problem(error))
    drafts.drop(entity, record_id)
    return with_toast(redirect(url_of(entity, record.id), 303), told)


@pages.post("/check", endpoint="check_new")
@policy(action="create")
def check_new() -> Response:
    """Judge one field of a form that is still being typed."""
    return _checked(_entity())


@pages.post("/<uuid:record_id>/check", endpoint="check")
@policy(action="edit")
def check(record_id: uuid.UUID) -> Response:
    entity = _entity()
    records.get(entity, record_id)
    return _checked(entity)


@pages.post("/draft", endpoint="draft_new")
@policy(action="create")
def draft_new() -> Response:
    """Keep what is typed into the form of a new record."""
    return _kept(_entity(), None)


@pages.post("/<uuid:record_id>/draft", endpoint="draft")
@policy(action="edit")
def draft(record_id: uuid.UUID) -> Response:
    entity = _entity()
    records.get(entity, record_id)
    return _kept(entity, record_id)


@pages.post("/draft/discard", endpoint="discard_new")
@policy(action="create")
def discard_new() -> Any:
    entity = _entity()
    drafts.drop(entity, None)
    return redirect(f"{url_of(entity)}new", 303)


@pages.post("/<uuid:record_id>/draft/discard", endpoint="discard")
@policy(action="edit")
def discard(record_id: uuid.UUID) -> Any:
    entity = _entity()
    drafts.drop(entity, record_id)
    return redirect(url_of(entity, record_id, "edit"), 303)


@pages.post("/<uuid:record_id>/archive", endpoint="archive")
@policy(action="delete")
def archive(record_id: uuid.UUID) -> Any:
    """Archive a record, or restore it when it is archived: each is the undo of the other."""
    entity = _entity()
    record = records.get(entity, record_id)
    if record.archived_at:
        records.restore(entity, record)
        return with_toast(redirect(url_of(entity, record.id), 303), _("Restored."))
    records.archive(entity, record)
    return with_toast(redirect(url_of(entity), 303), _("Archived."), undo=request.path)


def _entity() -> Entity:
    found = here().entity
    if found is None:
        raise NotFound()
    return found


def _problem(error: Problem | ValidationError) -> Problem:
    return error if isinstance(error, Problem) else Unprocessable()


def _checked(entity: Entity) -> Response:
    messages = schema_of(entity).validate(to_raw(entity_form(entity)(request.form)))
    answer = checked_field(entity, request.form.get("_field", ""), messages)
    if answer is None:
        raise NotFound()
    return answer


def _kept(entity: Entity, record_id: uuid.UUID | None) -> Response:
    form = entity_form(entity)
    secret = frozenset(name for name, source in form.sources.items() if source.metadata.get("secret"))
    drafts.keep(entity, record_id, request.form.items(multi=True), secret)
    return Response("", 204)
