"""Exports of more records than a person waits for: asked for, prepared by the queue, fetched by who asked."""

import uuid
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Response, redirect, url_for

from core.db import db
from core.entities import exports
from core.entities.entity import Entity
from core.entities.scope import current
from core.errors import NotFound
from core.i18n import _
from core.i18n import current as current_locale
from core.jobs.queue import enqueue
from core.portal import portal
from core.web.door.policy import policy
from core.web.lists.export_job import MAKE
from core.web.lists.exports import TYPES, file_headers
from core.web.lists.list_view import base_url
from core.web.page.pages import render
from core.web.page.toasts import with_toast
from core.web.records.files import HARMLESS, LINK_SECONDS, chunks
from core.web.values import format as fmt

pages = Blueprint("exports", __name__, url_prefix="/<program>/exports")
KINDS = {"csv": "CSV", "xlsx": "Excel"}


def prepare(entity: Entity, query: str, ending: str) -> Any:
    """Have the queue make the file, and lead to the page that shows how far it is."""
    actor = current().actor
    export_id = exports.ask(entity, query, ending)
    enqueue(MAKE, {"export_id": export_id, "user_id": actor.user_id, "membership_id": actor.membership_id})
    answer = redirect(url_for("exports.show", program=current().program.slug, export_id=export_id), 303)
    return with_toast(answer, _("The file is being prepared. You are told when it is ready."))


@pages.get("/<uuid:export_id>", endpoint="show")
@policy(member=True)
def show(export_id: uuid.UUID) -> str:
    """How far an export is, and the file when it is ready."""
    row, entity = exports.find(export_id)
    label, locale = _(entity.plural or entity.label), current_locale()
    words: dict[str, Any] = {"program": current().program.slug, "export_id": export_id}
    view = SimpleNamespace(
        title=_("Export: %(label)s", label=label),
        crumbs=[(label, base_url(entity))],
        state=row.state,
        done=fmt.number(row.done, locale),
        size=fmt.filesize(row.size, locale),
        kind=KINDS[row.ending],
        url=url_for("exports.show", **words),
        file_url=url_for("exports.fetch", **words),
        list_url=base_url(entity),
    )
    return render("export.html", block="state", page=view)


@pages.get("/<uuid:export_id>/file", endpoint="fetch")
@policy(member=True)
def fetch(export_id: uuid.UUID) -> Any:
    """Send the file to who asked for it, while that person may still export what is in it."""
    row, entity = exports.find(export_id)
    if row.state != "ready":
        raise NotFound()
    store, key = portal().files, exports.key_of(row)
    link = store.link(key, LINK_SECONDS)
    if link is not None:
        return redirect(link, 303)
    headers = file_headers(_(entity.plural or entity.label), row.ending)
    headers.update({**HARMLESS, "Content-Length": str(row.size)})
    stream = store.open(key)
    db.session.commit()
    response = Response(chunks(stream), headers=headers, content_type=TYPES[row.ending])
    response.call_on_close(stream.close)
    return response
