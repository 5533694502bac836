"""Custom fields: the fields of each kind of record, made and changed by an admin."""

import uuid
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, redirect, request, url_for

from core.entities.custom import FieldRow
from core.entities.entity import Entity
from core.entities.kinds import field_types, offered_types
from core.entities.registry import registry
from core.entities.scope import current
from core.errors import Problem
from core.i18n import N_, _
from core.programs import fields
from core.programs.field_schema import look_of
from core.web.door.policy import policy
from core.web.forms.forms import SchemaForm, to_raw
from core.web.forms.schema_page import form_page, schema_form, shown
from core.web.page.pages import render

pages = Blueprint("admin_fields", __name__, url_prefix="/<program>/admin/fields")

FLAGS = (("required", N_("needed")), ("filterable", N_("filter")), ("sortable", N_("sort")), ("unique", N_("unique")))
SEEN_BY = {"staff": N_("staff only"), "owner": N_("staff and owner only")}


@pages.get("/", endpoint="list")
@policy("core.field.edit")
def list_page() -> str:
    known: dict[str, list[FieldRow]] = {}
    for row in fields.rows():
        known.setdefault(row.entity, []).append(row)
    groups = [_group(entity, known.get(entity.key, [])) for entity in fields.entities()]
    return render("admin/fields.html", groups=groups, program=current().program)


@pages.get("/<entity_key>/new", endpoint="kinds")
@policy("core.field.edit")
def kinds(entity_key: str) -> str:
    """Ask first what kind of field it is to be; the form then asks only what concerns that kind."""
    entity, types = fields.entity_named(entity_key), offered_types()
    offered = [
        SimpleNamespace(label=_(label), text=_(text) if text else "", icon=icon, url=_url("new", entity_key=entity.key, kind=name))
        for name, (label, text, icon) in ((name, look_of(name, types)) for name in types)
    ]
    return render("admin/field_kinds.html", entity_label=_(entity.label), kinds=offered, crumbs=_crumbs())


@pages.get("/<entity_key>/new/<kind>", endpoint="new")
@policy("core.field.edit")
def new(entity_key: str, kind: str) -> Any:
    return _new_page(fields.entity_named(entity_key), kind, schema_form(fields.questions(kind))(None))


@pages.post("/<entity_key>/new/<kind>", endpoint="create")
@policy("core.field.edit")
def create(entity_key: str, kind: str) -> Any:
    entity = fields.entity_named(entity_key)
    form = schema_form(fields.questions(kind))(request.form)
    try:
        fields.define(entity, kind, to_raw(form))
    except Problem as problem:
        return _new_page(entity, kind, form, problem)
    return redirect(_url("list"), 303)


@pages.get("/<uuid:field_id>", endpoint="edit")
@policy("core.field.edit")
def edit(field_id: uuid.UUID) -> Any:
    row = fields.get(field_id)
    return _edit_page(row, schema_form(fields.questions(row.definition["type"]))(None, data=_values(row)))


@pages.post("/<uuid:field_id>", endpoint="save")
@policy("core.field.edit")
def save(field_id: uuid.UUID) -> Any:
    row = fields.get(field_id)
    form = schema_form(fields.questions(row.definition["type"]))(request.form)
    try:
        fields.change(row, to_raw(form))
    except Problem as problem:
        return _edit_page(row, form, problem)
    return redirect(_url("list"), 303)


@pages.post("/<uuid:field_id>/retire", endpoint="retire")
@policy("core.field.edit")
def retire(field_id: uuid.UUID) -> Any:
    """Retire a field, or bring a retired one back."""
    row = fields.get(field_id)
    (fields.retire if row.retired_at is None else fields.restore)(row)
    return redirect(_url("list"), 303)


def _group(entity: Entity, rows: list[FieldRow]) -> SimpleNamespace:
    return SimpleNamespace(
        label=_(entity.plural or entity.label),
        icon=entity.icon,
        new_url=_url("kinds", entity_key=entity.key),
        rows=[_row(row) for row in rows],
    )


def _row(row: FieldRow) -> SimpleNamespace:
    kind, _text, icon = look_of(row.definition["type"], field_types())
    flags = [_(word) for name, word in FLAGS if row.definition.get(name)]
    flags += [_(SEEN_BY[row.definition["visible"]])] if row.definition.get("visible") else []
    return SimpleNamespace(
        label=row.definition["label"],
        key=row.key,
        kind=_(kind),
        icon=icon,
        flags=flags,
        retired=row.retired_at is not None,
        url=_url("edit", field_id=row.id),
        retire_url=_url("retire", field_id=row.id),
    )


def _values(row: FieldRow) -> Mapping[str, Any]:
    definition = dict(row.definition)
    definition["choices"] = [{"value": value, "label": label} for value, label in definition.get("choices", ())]
    return shown({**definition, "key": row.key, "program_wide": row.program_wide})


def _new_page(entity: Entity, kind: str, form: SchemaForm, problem: Problem | None = None) -> Any:
    label = _(look_of(kind, field_types())[0])
    title = _("New field: %(kind)s", kind=label)
    text = _("It appears in forms, lists, filters and the API of: %(entity)s.", entity=_(entity.plural or entity.label))
    return form_page(form, title=title, text=text, submit=_("Add field"), cancel_url=_url("list"), crumbs=_crumbs(), problem=problem)


def _edit_page(row: FieldRow, form: SchemaForm, problem: Problem | None = None) -> Any:
    label = _(look_of(row.definition["type"], field_types())[0])
    text = _("%(kind)s of: %(entity)s. The kind of a field cannot change.", kind=label, entity=_(registry()[row.entity].label))
    return form_page(
        form, title=row.definition["label"], text=text, submit=_("Save"), cancel_url=_url("list"), crumbs=_crumbs(), problem=problem
    )


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Custom fields"), _url("list"))]


def _url(page: str, **values: Any) -> str:
    return url_for(f"admin_fields.{page}", program=current().program.slug, **values)
