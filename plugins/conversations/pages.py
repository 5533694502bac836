"""Pages and fragments: the conversation of a record, whom one can address, correcting a text."""

import uuid
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, redirect, request

from hansa import NotFound, Stale, Unprocessable, _, current_scope, db, hx, is_fragment, policy, render
from plugins.conversations import services, views
from plugins.conversations.models import Message, Note
from plugins.conversations.people import addressable
from plugins.conversations.subject import find

pages = Blueprint("conversations", __name__)
MODELS = {"message": Message, "note": Note}
SUGGESTED = 8


@pages.get("/about/<about>/<uuid:record_id>/", endpoint="thread")
@policy("conversations.message.view")
def thread(about: str, record_id: uuid.UUID) -> str:
    """The conversation about a record: a panel of its page, or a page of its own."""
    shown = min(max(request.args.get("shown", views.SHOWN, type=int), 1), 1_000)
    return _page(views.thread(find(about, record_id), shown))


@pages.post("/about/<about>/<uuid:record_id>/", endpoint="post")
@policy("conversations.message.create", upload=True)
def post(about: str, record_id: uuid.UUID) -> Any:
    """Write to the other side, or a note among the vendor's people."""
    subject = find(about, record_id)
    body, internal = request.form.get("body", "").strip(), request.form.get("audience") == "internal"
    uploads = [upload for upload in request.files.getlist("file") if upload.filename]
    try:
        said = services.note(subject, body, uploads) if internal else services.post(subject, body, _partner(), uploads)
    except Unprocessable as error:
        return Response(_page(views.thread(subject, error=error.errors[0]["message"], typed=body, internal=internal)), 422)
    shown = views.thread(subject, focus=True)
    if not is_fragment():
        return redirect(f"{shown.url}#said-{said.id}", 303)
    return hx(_page(shown), toast=_("Saved as an internal note.") if internal else _("Sent."))


@pages.get("/about/<about>/<uuid:record_id>/people", endpoint="people")
@policy("conversations.message.create")
def people(about: str, record_id: uuid.UUID) -> dict[str, Any]:
    """Whom a text that begins with @ may mean."""
    subject = find(about, record_id)
    query = request.args.get("q", "").casefold()
    target = None if request.args.get("audience") == "internal" else current_scope().actor.partner_id or _partner() or subject.owner
    known = addressable(subject, target, services.messages(subject, 100))
    found = [p for p in known if query in p.name.casefold()][:SUGGESTED]
    return {"items": [{"value": p.name, "label": p.name, "detail": current_scope().program.name if p.staff else ""} for p in found]}


@pages.get("/<any(message, note):which>/<uuid:said_id>/edit", endpoint="edit")
@policy("conversations.message.edit")
def edit_form(which: str, said_id: uuid.UUID) -> str:
    said = _said(which, said_id)
    if not services.own(said):
        raise NotFound()
    return render("conversations/edit.html", block="form", entry=views.entry(said), said=said, error="")


@pages.post("/<any(message, note):which>/<uuid:said_id>/edit", endpoint="save")
@policy("conversations.message.edit")
def save(which: str, said_id: uuid.UUID) -> Any:
    """Correct a text; the answer is the text as it stands."""
    said = _said(which, said_id)
    subject = find(said.about, said.record_id)
    try:
        services.edit(said, request.form.get("body", "").strip(), request.form.get("version", type=int))
    except (Unprocessable, Stale) as error:
        message = error.errors[0]["message"] if error.errors else _(error.message)
        return Response(render("conversations/edit.html", block="form", entry=views.entry(said), said=said, error=message), error.status)
    if not is_fragment():
        return redirect(f"{views.thread(subject).url}#said-{said.id}", 303)
    return hx(render("conversations/entry.html", entry=views.entry(said)), toast=_("Saved."))


def _page(shown: views.Thread) -> str:
    return render("conversations/thread.html", block="thread", thread=shown)


def _said(which: str, said_id: uuid.UUID) -> Any:
    """Return a text the actor may read; NotFound otherwise."""
    model = MODELS[which]
    said = db.session.scalars(sa.select(model).where(model.id == said_id)).one_or_none()
    if said is None or (which == "note" and not current_scope().actor.staff):
        raise NotFound()
    return said


def _partner() -> uuid.UUID | None:
    return request.values.get("partner_id", type=uuid.UUID)
