"""Making a transition: from a button, from the page that asks for input, from the API."""

import json
import uuid
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Response, redirect, request

from core.entities import records
from core.entities.entity import Entity
from core.errors import Conflict, NotFound, Unprocessable
from core.i18n import _
from core.web.door.here import here
from core.web.door.json_door import read_object
from core.web.door.policy import policy
from core.web.page.pages import render
from core.web.page.toasts import with_toast
from core.web.records.detail_view import title_of, url_of
from core.web.records.entity_api import record_answer, sent_version
from core.web.records.transition_form import asking_form, asking_page, crumbs, hidden, posted, refused_page
from core.workflow import rights
from core.workflow.inputs import input_of
from core.workflow.machine import Transition
from core.workflow.perform import Outcome, moved_on, perform

pages = Blueprint("workflow", __name__, url_prefix="/<program>/<plugin>/<entity>/<uuid:record_id>/do")
api = Blueprint("workflow_api", __name__, url_prefix="/api/v1/<program>/<plugin>/<entity>/<uuid:record_id>/transitions")


@pages.get("/<name>", endpoint="ask")
@policy(action="view")
def ask(record_id: uuid.UUID, name: str) -> str:
    """The page that asks what a transition needs to know; a confirmation when it needs nothing."""
    entity, record, move = _found(record_id, name)
    if move not in rights.lawful(entity, record):
        rights.require(entity, move, record)
        raise Conflict(move.guard(record) or moved_on(entity, record), code="not-now")
    if move.input is None:
        return _confirmation(entity, record, move)
    return asking_page(entity, record, move, asking_form(entity, record, move)())


@pages.post("/<name>", endpoint="act")
@policy(action="view", upload=True)
def act(record_id: uuid.UUID, name: str) -> Any:
    """Make the transition and return to the record; where it is refused, what was typed stays in its form."""
    entity, record, move = _found(record_id, name)
    form = asking_form(entity, record, move)(request.form) if move.input else None
    try:
        raw = posted(entity, record, move, form) if form else None
        outcome = perform(entity, record, name, raw, version=request.form.get("version", type=int))
    except (Unprocessable, Conflict) as error:
        if form is None:
            raise
        return refused_page(entity, record, move, form, error)
    return with_toast(redirect(url_of(entity, record_id), 303), told(entity, outcome))


@api.get("/", endpoint="list")
@policy(action="view")
def transitions(record_id: uuid.UUID) -> Response:
    """Return the transitions the caller may make of the record now."""
    entity = _entity()
    record = records.get(entity, record_id)
    found = [
        {
            "name": m.name,
            "label": _(m.label),
            "to": m.target,
            "input": sorted(asked().load_fields) if (asked := input_of(m, record)) else [],
        }
        for m in rights.lawful(entity, record)
    ]
    return Response(json.dumps({"items": found}, ensure_ascii=False), content_type="application/json")


@api.post("/<name>", endpoint="act")
@policy(action="view")
def transition(record_id: uuid.UUID, name: str) -> Response:
    """Make a transition; the body is its input, If-Match the version. 200 = made, 202 = others have to agree too."""
    entity, record, _move = _found(record_id, name)
    raw = read_object() if request.content_length else {}
    outcome = perform(entity, record, name, raw, version=sent_version())
    return record_answer(entity, outcome.record, 202 if outcome.waits_for else 200)


def _entity() -> Entity:
    found = here().entity
    if found is None or found.workflow is None:
        raise NotFound()
    return found


def _found(record_id: uuid.UUID, name: str) -> tuple[Entity, Any, Transition]:
    entity = _entity()
    record = records.get(entity, record_id)
    assert entity.workflow is not None
    return entity, record, entity.workflow.transition(name)


def _confirmation(entity: Entity, record: Any, move: Transition) -> str:
    view = SimpleNamespace(
        title=_(move.label), text=_(move.confirm or move.help) or title_of(entity, record), action=request.path, effects=[], fields=[],
        hidden=hidden(record), cancel_url=url_of(entity, record.id), kind=move.kind, submit_label=_(move.label), crumbs=crumbs(entity, record),
    )  # fmt: skip
    return render("confirm.html", confirm=view)


def told(entity: Entity, outcome: Outcome) -> str:
    """Return what to tell the person of what came of it."""
    if outcome.waits_for:
        return _("Noted. More people have to agree.")
    assert entity.workflow is not None
    return _("Done: %(state)s.", state=_(entity.workflow.state_of(outcome.record).look.label))
