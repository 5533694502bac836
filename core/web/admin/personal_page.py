"""Personal data: look up a person or a partner, see what is held, take it away as a file, have it erased."""

from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, redirect, request, url_for

from core.db import db
from core.entities.registry import registry
from core.entities.scope import current
from core.errors import NotFound, Problem, Unprocessable
from core.i18n import N_, _
from core.i18n import current as current_locale
from core.identity.models import Partner
from core.personal import erasing, holding, subject
from core.personal.subject import Subject
from core.personal.tables import Held
from core.web.door.policy import policy
from core.web.page.pages import render
from core.web.page.toasts import with_toast
from core.web.records.files import disposition
from core.web.values import format as fmt

pages = Blueprint("personal", __name__, url_prefix="/<program>/admin/personal")
LONGEST = 200
NAMES = {
    "account": N_("Account"), "memberships": N_("Memberships"), "devices": N_("Devices"), "API tokens": N_("API tokens"), "drafts": N_("Drafts"),
    "views": N_("Views"), "exports": N_("Exports"), "deputies": N_("Deputies"), "mail": N_("Mail"), "acts": N_("Acts in the audit trail"),
}  # fmt: skip


@pages.get("/", endpoint="show")
@policy("core.personal.edit")
def show() -> Any:
    asked = request.args.get("q", "").strip()[:LONGEST]
    return _page(asked, _find(asked) if asked else None)


@pages.post("/file", endpoint="file")
@policy("core.personal.edit")
def file() -> Response:
    """Everything as one file. A POST: giving data out is written down."""
    found = _wanted()
    erasing.told(found, erasing.GIVEN)
    headers = {"Content-Disposition": disposition("personal-data.zip")}
    return Response(holding.archive(found, holding.held(found)), content_type="application/zip", headers=headers)


@pages.post("/erase", endpoint="erase")
@policy("core.personal.edit")
def erase() -> Any:
    asked, found = request.form.get("q", ""), _wanted()
    try:
        if request.form.get("confirm", "").strip().casefold() != asked.strip().casefold():
            raise Unprocessable(_("Write the address or number once more to confirm."), code="not-confirmed")
        erasing.erase(found)
    except Problem as problem:
        return _page(asked, found, problem)
    return with_toast(redirect(url_for("personal.show", program=current().program.slug), 303), _("The personal data is erased."))


def _wanted() -> Subject:
    found = _find(request.form.get("q", "")[:LONGEST])
    if found is None:
        raise NotFound()
    return found


def _find(asked: str) -> Subject | None:
    """An address is a person, known or only named as a contact; anything else the number or the whole name of one partner."""
    if "@" in asked:
        return subject.person(asked)
    named = sa.select(Partner).where(sa.or_(Partner.number == asked, Partner.name == asked)).limit(2)
    found = db.session.scalars(named).all()
    return subject.partner(found[0]) if len(found) == 1 else None


def _page(asked: str, found: Subject | None, problem: Problem | None = None) -> Response:
    program = current().program.slug
    view = SimpleNamespace(
        asked=asked,
        found=found and SimpleNamespace(name=found.name, partner=found.partner_id is not None, held=[_line(one) for one in holding.held(found)]),
        silent=holding.silent(),
        url=url_for("personal.show", program=program),
        file_url=url_for("personal.file", program=program),
        erase_url=url_for("personal.erase", program=program),
        error=_(problem.message) if problem else "",
    )
    html = render("admin/personal.html", page=view)
    return Response(html, problem.status if problem else 200, content_type="text/html; charset=utf-8")


def _line(one: Held) -> tuple[str, str]:
    entity = registry().get(one.name)
    label = _(entity.plural or entity.label) if entity else _(NAMES.get(one.name, one.name))
    return label, fmt.number(len(one.rows), current_locale())
