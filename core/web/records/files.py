"""Files of records: fetched through their record, added and removed on its page."""

import uuid
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, BinaryIO
from urllib.parse import quote

from flask import Blueprint, Response, redirect, request, url_for

from core.db import db
from core.entities import files, quarantine, records
from core.entities.entity import Entity
from core.entities.scope import current
from core.errors import NotFound, Problem, Unprocessable
from core.i18n import _
from core.i18n import current as current_locale
from core.portal import portal
from core.web.door.here import here
from core.web.door.policy import policy
from core.web.page.pages import render
from core.web.records.detail_view import url_of
from core.web.values import format as fmt
from core.workflow.inputs import kind_labels

pages = Blueprint("files", __name__, url_prefix="/<program>/files")

LINK_SECONDS = 60
CHUNK = 256 * 1024
HARMLESS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pages.get("/<uuid:file_id>", endpoint="fetch")
@policy(member=True)
def fetch(file_id: uuid.UUID) -> Any:
    """Send a file to be saved, never to be shown; or lead to a link of the store that ends soon."""
    found = files.get(file_id)
    quarantine.let_out(found)
    link = portal().files.link(found.key, LINK_SECONDS)
    if link is not None:
        return redirect(link, 303)
    headers = {**HARMLESS, "Content-Length": str(found.size), "Content-Disposition": disposition(found.name)}
    stream = files.open_file(found)
    db.session.commit()
    response = Response(chunks(stream), headers=headers, content_type=found.type)
    response.call_on_close(stream.close)
    return response


@pages.get("/of/<plugin>/<entity>/<uuid:record_id>", endpoint="panel")
@policy(action="view")
def panel(record_id: uuid.UUID) -> str:
    """The files of a record, as a part of its page."""
    entity, record = _record(record_id)
    return render("files.html", block="panel", files=_view(entity, record))


@pages.post("/of/<plugin>/<entity>/<uuid:record_id>", endpoint="add")
@policy(action="edit", upload=True)
def add(record_id: uuid.UUID) -> Any:
    """Keep the chosen files with the record; either all of them or none."""
    entity, record = _record(record_id)
    visibility: files.Visibility = "internal" if request.form.get("visibility") == "internal" else "shared"
    chosen = [upload for upload in request.files.getlist("file") if upload.filename]
    try:
        if not chosen:
            raise Unprocessable(_("Choose a file first."), code="file-missing")
        for upload in chosen:
            files.attach(entity, record, upload, visibility=visibility)
    except Unprocessable as problem:
        return Response(render("files.html", block="panel", files=_view(entity, record, problem)), problem.status)
    return _back(entity, record)


@pages.post("/<uuid:file_id>/remove", endpoint="remove")
@policy(member=True)
def remove(file_id: uuid.UUID) -> Any:
    entity, record = files.record_of(files.get(file_id))
    files.remove(file_id)
    return _back(entity, record)


def chunks(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def disposition(name: str) -> str:
    """Return the header that makes a browser save a file under its name."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("\\", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def file_item(file: Any) -> SimpleNamespace:
    """Return a file as lists show it: name, URL, size."""
    url = url_for("files.fetch", program=current().program.slug, file_id=file.id)
    return SimpleNamespace(
        id=file.id,
        name=file.name,
        url=url,
        meta=fmt.filesize(file.size, current_locale()),
        internal=file.visibility == "internal",
        scan=file.scan,
    )


def _record(record_id: uuid.UUID) -> tuple[Entity, Any]:
    entity = here().entity
    if entity is None:
        raise NotFound()
    return entity, records.get(entity, record_id)


def _view(entity: Entity, record: Any, problem: Problem | None = None) -> SimpleNamespace:
    scope = current()
    actor, program = scope.actor, scope.program.slug
    mine = actor.staff or records.owner_of(entity, record) == actor.partner_id
    may_add = mine and actor.may(entity.permission("edit")) and not actor.read_only
    found, kinds = [], kind_labels(entity)
    for file in files.list_for(record):
        item = file_item(file)
        item.kind = _(kinds[file.kind]) if file.kind in kinds else ""
        removable = may_add and (actor.staff or file.created_by == actor.user_id)
        item.remove_url = url_for("files.remove", program=program, file_id=file.id) if removable else None
        found.append(item)
    add_url = url_for("files.add", program=program, plugin=entity.plugin, entity=entity.name, record_id=record.id)
    return SimpleNamespace(
        title=_("Files"),
        items=found,
        add_url=add_url if may_add else None,
        staff=actor.staff,
        error=problem.message if problem else "",
        crumbs=[(_(entity.plural or entity.label), url_of(entity)), (_("Record"), url_of(entity, record.id))],
        limit=fmt.filesize(portal().config["max_upload"], current_locale()),
    )


def _back(entity: Entity, record: Any) -> Any:
    """After a change: the panel anew for htmx, else the page of the record."""
    if request.headers.get("HX-Request"):
        return render("files.html", block="panel", files=_view(entity, record))
    return redirect(url_of(entity, record.id), 303)
