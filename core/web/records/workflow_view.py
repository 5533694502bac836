"""What pages show of a workflow: the state, the buttons of the lawful transitions, what the reader has to know."""

import uuid
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from flask import request, url_for
from markupsafe import Markup

from core.entities import records
from core.entities.access import may_write
from core.entities.entity import Entity
from core.entities.scope import current
from core.entities.withholding import withheld
from core.i18n import _
from core.web.page.menu import Action
from core.web.page.pages import cell_context
from core.web.values.cells import StateLook, cell
from core.workflow import approvals, rights
from core.workflow.discarding import may_discard
from core.workflow.editing import editable
from core.workflow.machine import State, Transition
from core.workflow.perform import perform

NOTE_KINDS: Mapping[str, str] = {"ok": "ok", "warn": "warn", "bad": "bad"}


def state_html(entity: Entity, record: Any) -> Markup | None:
    """Return the badge of the record's state: of its workflow, else of the field that holds the state it shares with another record."""
    if entity.workflow:
        return badge(entity.workflow.state_of(record).look)
    own = next(((name, f) for name, f in entity.schema._declared_fields.items() if f.metadata.get("state")), None)
    look = own[1].metadata["states"].get(getattr(record, own[0])) if own else None
    return badge(look) if look else None


def badge(look: StateLook) -> Markup:
    shown = SimpleNamespace(metadata={"states": {look.label: look}})
    return Markup(cell("state", shown)(look.label, cell_context()))  # noqa: S704 - cells escape their values


def buttons(entity: Entity, record: Any) -> list[SimpleNamespace]:
    """Return the transitions the reader may make now, then what plugins offer."""
    actor = current().actor
    found = records.hooks("record_actions", entity=entity, record=record, actor=actor)
    offered = [action for actions in found for action in actions if not action.permission or actor.may(action.permission)]
    return [*(_button(entity, record, move) for move in rights.lawful(entity, record)), *map(_offered, offered), *_discard(entity, record)]


def notes(entity: Entity, record: Any) -> list[SimpleNamespace]:
    """Return what the reader has to know first: what the state says, and who still has to agree."""
    flow = entity.workflow
    if flow is None:
        return []
    state = flow.state_of(record)
    text = state.note(record)
    hidden = {getattr(record, name, None) for name in withheld(entity, record)}
    found = [_note(state, text)] if text and text not in hidden else []
    if current().actor.staff and (missing := approvals.missing(entity, record)):
        labels = current().program.role_labels
        names = ", ".join(_(labels.get(role, role)) for role in missing)
        found.append(SimpleNamespace(kind="info", title=_("More people have to agree"), text=_("Still missing: %(names)s.", names=names)))
    return found


def asked(entity: Entity, record: Any | None) -> str | None:
    """Return what the record's state says to who changes it, like the question that is to be answered."""
    return entity.workflow.state_of(record).note(record) if entity.workflow and record is not None else None


def form_moves(entity: Entity, record: Any | None) -> list[SimpleNamespace]:
    """Return the transitions that are also buttons of the record's form; `record` is None for a new one."""
    flow = entity.workflow
    if flow is None or current().actor.read_only:
        return []
    state = flow.initial if record is None else getattr(record, flow.field)
    ways = [move for move in flow.leaving(state) if move.with_form and rights.may_make(entity, move)]
    return [SimpleNamespace(name=move.name, label=_(move.label), kind=move.kind, icon=move.icon) for move in ways]


def after_save(entity: Entity, record: Any) -> str:
    """Make the transition whose button sent the form; saving alone makes none. Return what to tell the person."""
    wanted = request.form.get("_do", "")
    if not wanted or entity.workflow is None or not entity.workflow.transition(wanted).with_form:
        return _("Saved.")
    perform(entity, record, wanted)
    return _("Done: %(state)s.", state=_(entity.workflow.state_of(record).look.label))


def save_label(entity: Entity, record: Any | None) -> str:
    """Return the word of the form's own button."""
    flow = entity.workflow
    in_draft = flow is not None and (record is None or getattr(record, flow.field) == flow.initial)
    return _("Save as draft") if in_draft and form_moves(entity, record) else _("Save")


def may_edit(entity: Entity, record: Any) -> bool:
    """Tell whether the reader may change anything on the record now."""
    actor = current().actor
    return (
        actor.may(entity.permission("edit"))
        and not actor.read_only
        and may_write(entity, record)
        and editable(entity, record) != frozenset()
    )


def _button(entity: Entity, record: Any, move: Transition) -> SimpleNamespace:
    url = url_for(
        "workflow.ask", program=current().program.slug, plugin=entity.plugin, entity=entity.name, record_id=record.id, name=move.name
    )
    hidden = [("version", str(record.version)), ("_key", uuid.uuid4().hex)]
    method = "get" if move.input else "post"
    return SimpleNamespace(
        label=_(move.label),
        url=url,
        method=method,
        kind=move.kind,
        icon=move.icon,
        hidden=hidden,
        confirm=_(move.confirm) if move.confirm else None,
    )


def _discard(entity: Entity, record: Any) -> list[SimpleNamespace]:
    if not may_discard(entity, record):
        return []
    words: dict[str, Any] = {"program": current().program.slug, "plugin": entity.plugin, "entity": entity.name, "record_id": record.id}
    url = url_for("discarding.ask", **words)
    return [SimpleNamespace(label=_("Discard"), url=url, method="get", kind="bad", icon="trash", hidden=(), confirm=None)]


def _offered(action: Action) -> SimpleNamespace:
    url = url_for(action.endpoint, program=current().program.slug, **action.args)
    confirm = _(action.confirm) if action.confirm else None
    return SimpleNamespace(
        label=_(action.label), url=url, method=action.method, kind=action.kind, icon=action.icon, hidden=(), confirm=confirm
    )


def _note(state: State, text: str) -> SimpleNamespace:
    return SimpleNamespace(kind=NOTE_KINDS.get(state.look.kind, "info"), title=_(state.look.label), text=text)
