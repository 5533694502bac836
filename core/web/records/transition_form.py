"""The form that asks what a transition needs to know: its fields, its uploads, what is wrong with them."""

import uuid
from types import SimpleNamespace
from typing import Any

from flask import Response, request

from core.entities import files
from core.entities.entity import Entity
from core.entities.scope import current
from core.errors import FieldError, Problem, Unprocessable
from core.i18n import _
from core.i18n import current as current_locale
from core.portal import portal
from core.web.forms.entity_forms import upload_names
from core.web.forms.field_markup import render_field
from core.web.forms.forms import SchemaForm, error_summary, errors_to_form, form_for, grouped, to_raw
from core.web.page.pages import render
from core.web.records.detail_view import title_of, url_of
from core.workflow import rights
from core.workflow.inputs import input_of, kind_of, load
from core.workflow.machine import Transition

SOME = uuid.UUID(int=0)
"""Stands for a file that is not kept yet, while the rest of the input is judged."""


def asking_form(entity: Entity, record: Any, move: Transition) -> type[SchemaForm]:
    """Return the form class of what a transition of this record asks for; it must ask for something."""
    program, schema = current().program, input_of(move, record)
    assert schema is not None
    key = ("transition-form", entity.key, move.name, tuple(sorted(move.demands(record))), current_locale())
    return program.cache.get(key, lambda: form_for(schema, locale=current_locale(), zone=program.zone, currency=program.currency))


def asking_page(entity: Entity, record: Any, move: Transition, form: SchemaForm, problem: Problem | None = None) -> str:
    """Return the page of the form, with what is wrong."""
    icon = portal().assets.icon
    view = SimpleNamespace(
        title=_(move.label), help=_(move.help) if move.help else title_of(entity, record), action=request.path, method="post",
        enctype="multipart/form-data" if upload_names(form) else None,
        groups=[(title, [render_field(f, icon) for f in fields]) for title, fields in grouped(form)],
        submit_label=_(move.label), cancel_url=url_of(entity, record.id), hidden=hidden(record),
        errors=error_summary(form) or ([("", _(problem.message), "")] if problem else []),
        steps=None, draft_url=None, conflict=None, crumbs=crumbs(entity, record),
    )  # fmt: skip
    return str(render("form.html", block="form", form=view))


def refused_page(entity: Entity, record: Any, move: Transition, form: SchemaForm, error: Problem) -> Response:
    """Return the form with everything typed and what is wrong, field by field. A chosen file has to be chosen again."""
    messages: dict[str, Any] = {}
    for one in error.errors:
        messages.setdefault(one["pointer"].lstrip("/").split("/")[0], []).append(one["message"])
    errors_to_form(form, messages)
    html = asking_page(entity, record, move, form, error)
    return Response(html, error.status, content_type="text/html; charset=utf-8")


def posted(entity: Entity, record: Any, move: Transition, form: SchemaForm) -> dict[str, Any]:
    """Return the posted input; files that came with it are kept with the record, once the rest is in order.

    Raises Unprocessable, naming the field whose file is not accepted.
    """
    raw, schema = to_raw(form), input_of(move, record)
    found = {name: request.files[upload] for name, upload in upload_names(form) if upload in request.files}
    chosen = {name: upload for name, upload in found.items() if upload.filename}
    if not chosen or schema is None or move not in rights.lawful(entity, record):
        return raw
    load(schema, {**raw, **dict.fromkeys(chosen, str(SOME))})
    return {**raw, **{name: str(_kept(entity, record, name, upload, kind_of(schema, name))) for name, upload in chosen.items()}}


def hidden(record: Any) -> list[tuple[str, str]]:
    """Return what the form carries along: the version it is about, and the key that makes sending twice harmless."""
    return [("version", str(record.version)), ("_key", uuid.uuid4().hex)]


def crumbs(entity: Entity, record: Any) -> list[tuple[str, str]]:
    return [(_(entity.plural or entity.label), url_of(entity)), (title_of(entity, record), url_of(entity, record.id))]


def _kept(entity: Entity, record: Any, name: str, upload: Any, kind: str) -> uuid.UUID:
    try:
        kept: uuid.UUID = files.attach(entity, record, upload, kind=kind).id
        return kept
    except Unprocessable as error:
        named: list[FieldError] = [{**one, "pointer": f"/{name}"} for one in error.errors]
        raise Unprocessable(str(error.message), errors=named) from None
