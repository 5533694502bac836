"""Naming a deputy for days one is away, and seeing for whom one stands in."""

import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, redirect, request, url_for

from core import clock
from core.entities.scope import current
from core.errors import Conflict, NotFound, Problem, Unprocessable
from core.i18n import N_, _
from core.i18n import current as current_locale
from core.identity import deputies
from core.web.account.account import crumbs
from core.web.door.policy import policy
from core.web.forms.forms import SchemaForm, form_for, to_raw
from core.web.forms.schema_page import form_page, judged
from core.web.page.menu import Card
from core.web.page.pages import render, render_part
from core.web.values import format as fmt
from schemas import fields
from schemas.base import EntitySchema

pages = Blueprint("deputies", __name__, url_prefix="/<program>/account/deputies")

CARD = Card(N_("Deputies"), "deputies.card", "side", 70)


@pages.get("/", endpoint="list")
@policy(staff=True)
def listing() -> Any:
    _member()
    today = clock.today(current().program)
    return _page(_form()(None, data={"first": today, "last": today + timedelta(days=13)}))


@pages.post("/", endpoint="appoint")
@policy(staff=True)
def appoint() -> Any:
    _member()
    form = _form()(request.form)
    try:
        values = judged(_schema(), to_raw(form))
        deputies.appoint(uuid.UUID(values["deputy"]), values["first"], values["last"])
    except (Unprocessable, Conflict) as problem:
        return _page(form, problem)
    return redirect(_url(), 303)


@pages.post("/<uuid:arrangement>/dismiss", endpoint="dismiss")
@policy(staff=True)
def dismiss(arrangement: uuid.UUID) -> Any:
    deputies.dismiss(arrangement)
    return redirect(_url(), 303)


@pages.get("/card", endpoint="card")
@policy(staff=True)
def card() -> str:
    """The card of the home page of those concerned."""
    return render("deputies_card.html", block="page", rows=_rows(), url=_url(), title=_("Deputies"))


def concerned() -> bool:
    """Tell whether the actor has a deputy or is one now or later; asks no database."""
    program, me, today = current().program, current().actor.membership_id, clock.today(current().program)
    return any(me in (row.membership_id, row.deputy_id) and row.until > today for row in program.deputies)


def _page(form: SchemaForm, problem: Problem | None = None) -> Any:
    return form_page(
        form,
        title=_("Deputies"),
        text=_("While you are away, your deputy gets what you would be asked to agree to, and can agree in your place."),
        submit=_("Name as deputy"),
        cancel_url=crumbs()[0][1],
        crumbs=crumbs(),
        problem=problem,
        aside=render_part("parts/deputies.html", rows=_rows()),
    )


def _schema() -> type[EntitySchema]:
    people = [(str(member.membership_id), member.name) for member in deputies.candidates()] or [("", "")]
    known = {
        "deputy": fields.Choice(people, required=True, label=N_("Deputy"), order=1),
        "first": fields.Date(required=True, label=N_("First day"), order=2),
        "last": fields.Date(required=True, label=N_("Last day"), order=3),
    }
    return type("DeputySchema", (EntitySchema,), known)


def _form() -> Any:
    return form_for(_schema(), locale=current_locale())


def _rows() -> list[SimpleNamespace]:
    return [_row(one) for one in deputies.arrangements()]


def _row(one: deputies.Arrangement) -> SimpleNamespace:
    locale = current_locale()
    running = one.starts_on <= clock.today(current().program)
    days = {"first": fmt.date(one.starts_on, locale), "last": fmt.date(one.until - timedelta(days=1), locale)}
    url = url_for("deputies.dismiss", program=current().program.slug, arrangement=one.id)
    return SimpleNamespace(
        text=_("%(name)s stands in for you", name=one.deputy) if one.own else _("You stand in for %(name)s", name=one.person),
        days=_("%(first)s to %(last)s", **days),
        state=("ok", "circle-check", _("Now")) if running else ("info", "clock", _("Later")),
        action=SimpleNamespace(label=_("End"), method="post", kind="quiet", url=url, confirm=None),
    )


def _member() -> None:
    """Site admins who are no members have nobody to be represented as."""
    if current().actor.membership_id is None:
        raise NotFound()


def _url() -> str:
    return url_for("deputies.list", program=current().program.slug)
