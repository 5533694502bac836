"""The program as text: downloaded, and given back to see what it would change, then applied."""

import hashlib
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from core.entities.scope import current
from core.errors import Problem, Unprocessable
from core.i18n import _, ngettext
from core.program_text import document
from core.program_text.reading import read
from core.program_text.report import lines, values
from core.program_text.section import Change
from core.web.door.policy import policy
from core.web.page.pages import render
from core.web.page.toasts import with_toast
from core.web.records.files import disposition

pages = Blueprint("program_text", __name__, url_prefix="/<program>/admin/text")
KINDS = {"add": ("ok", "plus"), "change": ("info", "pencil"), "remove": ("bad", "trash")}


@pages.get("/", endpoint="show")
@policy("core.program.text")
def show() -> Any:
    return _page()


@pages.get("/program.yaml", endpoint="download")
@policy("core.program.text")
def download() -> Response:
    headers = {"Content-Disposition": disposition(f"{current().program.slug}.yaml")}
    return Response(document.export(), content_type="application/yaml; charset=utf-8", headers=headers)


@pages.post("/plan", endpoint="plan")
@policy("core.program.text", upload=True, own_units=True)
def plan() -> Any:
    text = ""
    try:
        text = _given()
        return _page(text, found=_planned(text))
    except Problem as problem:
        return _page(text, problem=problem)


@pages.post("/apply", endpoint="apply")
@policy("core.program.text", upload=True, own_units=True)
def apply() -> Any:
    """Apply what was shown; when it would do something else by now, show that."""
    text, agreed = request.form.get("text", ""), request.form.get("unsafe") == "1"
    try:
        found = _planned(text)
        if _digest(found) != request.form.get("plan"):
            return _page(text, found=found, problem=Unprocessable(_("The program has changed meanwhile. Look at the changes again.")))
        done = document.apply(_own(text), current().actor, allow_unsafe=agreed)
    except document.Unsafe as refused:
        return _page(text, found=refused.plan, problem=refused)
    except Problem as problem:
        return _page(text, problem=problem)
    told = ngettext("%(n)s change was made.", "%(n)s changes were made.", len(done.changes))
    return with_toast(redirect(url_for("program_text.show", program=current().program.slug), 303), told)


def _given() -> str:
    """Return the uploaded file, or else what was written into the field."""
    upload = request.files.get("file")
    try:
        text = upload.read().decode() if upload is not None and upload.filename else request.form.get("text", "")
    except UnicodeDecodeError:
        raise Unprocessable(_("The file is not a text in UTF-8."), code="not-utf-8") from None
    if not text.strip():
        raise Unprocessable(_("Choose a file, or write the text into the field."), code="text-missing")
    return text.replace("\r\n", "\n")


def _own(text: str) -> Any:
    """Return the text of this program; one of another program is refused, it has its own page."""
    found = read(text.replace("\r\n", "\n"))
    given = found.data.get("program") if isinstance(found.data, dict) else None
    slug, own = given.get("slug") if isinstance(given, dict) else None, current().program.slug
    if slug is not None and slug != own:
        message = _("This is the text of “%(slug)s”. Write `slug: %(own)s` to apply it here.", slug=slug, own=own)
        raise Unprocessable(message, errors=[{"pointer": "/program/slug", "code": "other-program", "message": message}])
    return found


def _planned(text: str) -> document.Plan:
    return document.plan(_own(text), current().actor)


def _digest(found: document.Plan) -> str:
    return hashlib.sha256("\n".join(lines(found)).encode()).hexdigest()


def _page(text: str = "", *, found: document.Plan | None = None, problem: Problem | None = None) -> Any:
    program = current().program.slug
    view = SimpleNamespace(
        download_url=url_for("program_text.download", program=program),
        plan_url=url_for("program_text.plan", program=program),
        apply_url=url_for("program_text.apply", program=program),
        text=text,
        plan=found
        and SimpleNamespace(
            rows=[_row(change) for change in found.changes], digest=_digest(found), unsafe=len(found.unsafe), any=bool(found.changes)
        ),
        errors=[error["message"] for error in problem.errors] or [problem.message] if problem else [],
    )
    html = render("admin/program_text.html", page=view)
    return Response(html, problem.status if problem else 200, content_type="text/html; charset=utf-8")


def _row(change: Change) -> SimpleNamespace:
    words = {"add": _("Added"), "change": _("Changed"), "remove": _("Removed")}
    return SimpleNamespace(state=(*KINDS[change.kind], words[change.kind]), path=change.path, values=values(change), unsafe=change.unsafe)
