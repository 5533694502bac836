"""What can be done with many records of a list at once, and the forms that ask for it."""

from types import SimpleNamespace
from typing import Any

from core.entities import bulk
from core.entities.effective import schema_of
from core.entities.entity import Entity
from core.entities.scope import current
from core.i18n import _
from core.i18n import current as current_locale
from core.web.forms.entity_forms import entity_form
from core.web.forms.forms import SchemaForm, form_for
from core.web.forms.typeahead import offer_one
from core.workflow import rights
from core.workflow.inputs import file_names
from core.workflow.machine import Transition
from schemas.types import type_of

ONE_BY_ONE = ("lines", "file", "longtext")
"""Kinds of fields that are never alike on many records."""


def buttons(entity: Entity, base: str, *, archived: bool) -> list[SimpleNamespace]:
    """Return what the actor may do with the chosen rows of a list; the last one is offered first on a phone."""
    found = [SimpleNamespace(action=f"{base}bulk/{a.name}", label=_(a.label), icon=a.icon) for a in bulk.offered(entity, archived=archived)]
    if not archived and editable_fields(entity):
        found.append(SimpleNamespace(action=f"{base}bulk/edit", label=_("Edit"), icon="pencil"))
    if current().actor.may(entity.permission("export")):
        found.append(SimpleNamespace(action=f"{base}bulk/export", label=_("Export"), icon="download"))
    return found


def move_buttons(entity: Entity, base: str) -> list[SimpleNamespace]:
    """Return the transitions the actor may make of many records."""
    return [SimpleNamespace(action=f"{base}bulk/do/{m.name}", label=_(m.label), icon=m.icon) for m in moves(entity)]


def moves(entity: Entity) -> list[Transition]:
    """Return the transitions the actor may make of many records at once: those that ask for a file go one by one."""
    if entity.workflow is None or current().actor.read_only:
        return []
    ways = [move for move in entity.workflow.transitions if rights.may_make(entity, move)]
    return [move for move in ways if move.input is None or not file_names(move.input)]


def editable_fields(entity: Entity) -> dict[str, str]:
    """Return name and label of the fields that can be set on many records alike."""
    actor = current().actor
    if actor.read_only or not actor.may(entity.permission("edit")):
        return {}
    ordered = sorted(schema_of(entity).load_fields.items(), key=lambda item: item[1].metadata.get("order", 0))
    return {name: _(field.metadata.get("label") or name) for name, field in ordered if name != entity.title and _alike(field)}


def move_form(entity: Entity, move: Transition) -> type[SchemaForm]:
    """Return the form class of what a transition asks for."""
    program, schema = current().program, move.input
    assert schema is not None
    key = ("bulk-form", entity.key, move.name, current_locale())
    return program.cache.get(key, lambda: form_for(schema, locale=current_locale(), zone=program.zone, currency=program.currency))


def one_field_form(entity: Entity, name: str, posted: Any) -> SchemaForm:
    """Return the form of the entity, of which one field is asked for."""
    form = entity_form(entity)(posted)
    target = getattr(form.sources[name], "to", "")
    if target:
        offer_one(form, name, target)
    return form


def _alike(field: Any) -> bool:
    hidden = field.dump_only or field.metadata.get("secret") or field.metadata.get("unique")
    return not hidden and type_of(field).name not in ONE_BY_ONE
