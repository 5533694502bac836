"""The page of an entity's form: fields, choices, draft, what is wrong, what somebody else saved."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask import Response, request
from markupsafe import Markup

from core.db import db
from core.entities import records
from core.entities.entity import Entity
from core.errors import Problem, Stale
from core.i18n import _
from core.portal import portal
from core.web.forms import drafts
from core.web.forms.conflicts import differences
from core.web.forms.entity_forms import OWNER, entity_form, owner_form, upload_names
from core.web.forms.field_markup import render_field
from core.web.forms.forms import SchemaForm, error_summary, errors_to_form, grouped
from core.web.forms.typeahead import offer_references
from core.web.lists.list_view import base_url, create_label
from core.web.page.pages import render
from core.web.records.detail_view import url_of
from core.web.records.workflow_view import asked, form_moves, save_label
from core.web.values.moments import moment
from core.workflow.editing import editable


def form_page(
    entity: Entity,
    record: Any,
    form: SchemaForm,
    owner: SchemaForm | None = None,
    *,
    problem: Problem | None = None,
    conflict: Sequence[tuple[str, Any, Any]] | None = None,
    typed_at: datetime | None = None,
) -> Response:
    """Return the page of a form. `typed_at` is when the draft it shows was typed."""
    offer_references(form)
    base = base_url(entity) + (f"{record.id}/" if record is not None else "")
    errors = [*(error_summary(owner) if owner else []), *error_summary(form)]
    view = SimpleNamespace(
        title=create_label(entity) if record is None else _("Edit: %(label)s", label=_(entity.label)),
        help=asked(entity, record),
        action=f"{base}{'edit' if record is not None else 'new'}",
        method="post",
        enctype="multipart/form-data" if upload_names(form) else None,
        groups=_groups(entity, record, form, owner),
        submit_label=save_label(entity, record),
        moves=form_moves(entity, record),
        cancel_url=url_of(entity, record.id if record is not None else None),
        hidden=[("_key", uuid.uuid4().hex)] if record is None else [("version", str(record.version))],
        errors=[] if conflict is not None else errors or ([("", _(problem.message), "")] if problem else []),
        steps=None,
        draft_url=f"{base}draft",
        check_url=f"{base}check",
        restored=SimpleNamespace(when=moment(typed_at), url=f"{base}draft/discard") if typed_at else None,
        crumbs=[(_(entity.plural or entity.label), url_of(entity))],
        conflict=conflict,
    )
    html = render("form.html", block="form", form=view)
    return Response(html, problem.status if problem else 200, content_type="text/html; charset=utf-8")


def first_page(entity: Entity, record: Any, values: dict[str, Any]) -> Response:
    """Return the form as it is opened: what was typed before and not saved, else the given values."""
    found = None if record is None and values else drafts.find(entity, record.id if record is not None else None)
    made = entity_form(entity)
    if found is None:
        return form_page(entity, record, made(None, data=values), owner_form(entity, data=values) if record is None else None)
    typed, when = found
    form = made(typed, data=values)
    return form_page(entity, record, form, owner_form(entity, typed) if record is None else None, typed_at=when)


def refused_page(entity: Entity, record: Any, error: Problem) -> Response:
    """Return the form with everything typed and what is wrong, field by field; beside what somebody else saved if that is it."""
    form = entity_form(entity)(request.form)
    owner = owner_form(entity, request.form) if record is None else None
    messages: dict[str, Any] = {}
    for one in error.errors:
        messages.setdefault(one["pointer"].lstrip("/").split("/")[0], []).append(one["message"])
    if owner is not None:
        chosen = request.form.get(OWNER)
        errors_to_form(owner, {OWNER: messages.pop(OWNER, [] if chosen else [_("Fill in this field.")])})
    errors_to_form(form, messages)
    conflict = None
    if record is not None:
        # A flush that found the row changed has ended the transaction; what was set on the record is not shown.
        record_id = sa.inspect(record).identity[1]
        db.session.rollback()
        record = records.get(entity, record_id)
    if isinstance(error, Stale):
        conflict = differences(entity, record, form)
    return form_page(entity, record, form, owner, problem=error, conflict=conflict)


def checked_field(entity: Entity, name: str, messages: dict[Any, Any]) -> Response | None:
    """Return one field of the posted form anew with what is wrong with it; None when the form has no such field."""
    form = entity_form(entity)(request.form)
    errors_to_form(form, messages)
    owner = owner_form(entity, request.form)
    field = _find(form, name) or (_find(owner, name) if owner else None)
    if field is None:
        return None
    offer_references(form)
    html = render_field(field, portal().assets.icon)
    return Response(html, 422 if field.errors else 200, content_type="text/html; charset=utf-8")


def _groups(entity: Entity, record: Any, form: SchemaForm, owner: SchemaForm | None) -> list[tuple[str, list[Markup]]]:
    icon = portal().assets.icon
    allowed = editable(entity, record) if record is not None else None
    kept = [(title, [f for f in found if allowed is None or f.short_name in allowed]) for title, found in grouped(form)]
    shown = [(title, [render_field(f, icon) for f in found]) for title, found in kept if found]
    return [*([("", [render_field(f, icon) for f in owner])] if owner else []), *shown]


def _find(form: Any, name: str) -> Any:
    """Return the field of that name, in rows too."""
    for field in form:
        if field.name == name:
            return field
        for row in getattr(field, "entries", ()):
            if found := _find(row.form, name):
                return found
    return None
