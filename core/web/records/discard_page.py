"""Discarding a draft: asked first, then gone for good."""

import uuid
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, redirect, request

from core.entities import records
from core.entities.entity import Entity
from core.errors import Conflict, NotFound
from core.i18n import _
from core.web.door.here import here
from core.web.door.policy import policy
from core.web.forms import drafts
from core.web.page.pages import render
from core.web.page.toasts import with_toast
from core.web.records.detail_view import title_of, url_of
from core.workflow.discarding import NO_DRAFT, discard, may_discard

pages = Blueprint("discarding", __name__, url_prefix="/<program>/<plugin>/<entity>/<uuid:record_id>/discard")


@pages.get("/", endpoint="ask")
@policy(action="edit")
def ask(record_id: uuid.UUID) -> str:
    entity, record = _found(record_id)
    if not may_discard(entity, record):
        raise Conflict(NO_DRAFT, code="no-draft")
    crumbs = [(_(entity.plural or entity.label), url_of(entity)), (title_of(entity, record), url_of(entity, record.id))]
    view = SimpleNamespace(
        title=_("Discard this draft?"), text=_("“%(title)s” and its files are deleted. This cannot be undone.", title=title_of(entity, record)),
        action=request.path, effects=[], fields=[], hidden=(), cancel_url=url_of(entity, record.id), kind="bad",
        submit_label=_("Discard the draft"), crumbs=crumbs,
    )  # fmt: skip
    return render("confirm.html", confirm=view)


@pages.post("/", endpoint="act")
@policy(action="edit")
def act(record_id: uuid.UUID) -> Any:
    entity, record = _found(record_id)
    discard(entity, record)
    drafts.drop(entity, record_id)
    return with_toast(redirect(url_of(entity), 303), _("The draft is discarded."))


def _found(record_id: uuid.UUID) -> tuple[Entity, Any]:
    entity = here().entity
    if entity is None:
        raise NotFound()
    return entity, records.get(entity, record_id)
