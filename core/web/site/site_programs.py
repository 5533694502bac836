"""The programs of the site, for its admins: made, copied, ended and opened again, and their first admins invited."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, redirect, request, url_for

from core.db import db
from core.entities import acting
from core.entities.scope import Scope
from core.entities.system import select
from core.errors import Conflict, NotFound, Problem, Unprocessable
from core.i18n import LOCALES, N_, _
from core.i18n import current as current_locale
from core.identity import members
from core.identity.actor import Actor
from core.identity.models import Membership, Partner
from core.portal import portal
from core.programs.copying import copy_program
from core.programs.editing import create_program
from core.programs.ending import end_program, reopen_program
from core.programs.program_schema import MONTHS, CopySchema, NewProgramSchema
from core.programs.state import ProgramState
from core.web.door.here import here
from core.web.door.policy import policy
from core.web.forms.forms import SchemaForm, form_for, to_raw
from core.web.forms.schema_page import form_page, judged
from core.web.page.pages import render
from core.web.page.toasts import with_toast
from core.web.values import format as fmt
from schemas import fields
from schemas.base import EntitySchema

pages = Blueprint("site_programs", __name__, url_prefix="/-/programs")


class Invited(EntitySchema):
    email = fields.Email(
        label=N_("E-mail"), group=N_("First admin"), order=50, help=N_("Gets an invitation to set the program up. Left blank, you do it.")
    )
    person = fields.String(label=N_("Name"), group=N_("First admin"), order=51, max_length=100)


class NewAdmin(EntitySchema):
    email = fields.Email(required=True, label=N_("E-mail"), order=50)
    person = fields.String(required=True, label=N_("Name"), order=51, max_length=100)


class NewForm(NewProgramSchema, Invited):
    pass


class CopyForm(CopySchema, Invited):
    pass


@pages.get("/new", endpoint="new")
@policy(site=True)
def new() -> Any:
    defaults = {"locale": current_locale(), "zone": "UTC", "currency": "USD", "fiscal_start_month": "1"}
    return _new(_form(NewForm)(None, data=defaults))


@pages.post("/new", endpoint="create")
@policy(site=True)
def create() -> Any:
    form = _form(NewForm)(request.form)
    return _made(form, NewProgramSchema, lambda raw: create_program(raw, _actor()), _new)


@pages.get("/<name>/", endpoint="show")
@policy(site=True)
def show(name: str) -> str:
    return render("site_program.html", program=_shown(_program(name)), title=_program(name).name, crumbs=_crumbs())


@pages.get("/<name>/copy", endpoint="copy_form")
@policy(site=True)
def copy_form(name: str) -> Any:
    return _copy(_program(name), _form(CopyForm)(None))


@pages.post("/<name>/copy", endpoint="copy")
@policy(site=True)
def copy(name: str) -> Any:
    source, form = _program(name), _form(CopyForm)(request.form)
    return _made(form, CopySchema, lambda raw: copy_program(source, raw, _actor()), lambda f, p: _copy(source, f, p))


@pages.post("/<name>/end", endpoint="end")
@policy(site=True)
def end(name: str) -> Any:
    end_program(_program(name), _actor())
    return with_toast(redirect(_url("show", name), 303), _("The program has ended."))


@pages.post("/<name>/reopen", endpoint="reopen")
@policy(site=True)
def reopen(name: str) -> Any:
    reopen_program(_program(name), _actor())
    return with_toast(redirect(_url("show", name), 303), _("The program is open again."))


@pages.get("/<name>/invite", endpoint="invite_form")
@policy(site=True)
def invite_form(name: str) -> Any:
    return _invite_page(_program(name), _form(NewAdmin)(None))


@pages.post("/<name>/invite", endpoint="invite")
@policy(site=True)
def invite(name: str) -> Any:
    program, form = _program(name), _form(NewAdmin)(request.form)
    try:
        _invite(program, judged(NewAdmin, to_raw(form)))
    except (Unprocessable, Conflict) as problem:
        return _invite_page(program, form, problem)
    return with_toast(redirect(_url("show", name), 303), _("The invitation is on its way."))


def _made(form: SchemaForm, schema: type[EntitySchema], make: Callable[[Any], ProgramState], page: Callable[..., Any]) -> Any:
    """Make a program from a form and invite its first admin; the form again with everything that is wrong."""
    raw = to_raw(form)
    own = {name: value for name, value in raw.items() if name in schema().fields}
    try:
        wanted = judged(Invited, {name: value for name, value in raw.items() if name not in own})
        made = make(own)
    except Unprocessable as problem:
        return page(form, problem)
    if wanted.get("email"):
        _invite(made, {**wanted, "person": wanted.get("person") or wanted["email"].split("@")[0]})
    return with_toast(redirect(_url("show", made.slug), 303), _("The program is made."))


def _invite(program: ProgramState, wanted: Any) -> None:
    with acting.entered(Scope(program, _admin_of(program))):
        members.invite(wanted["email"], wanted["person"], ["admin"], partner_id=None)


def _shown(program: ProgramState) -> SimpleNamespace:
    locale = current_locale()
    with acting.entered(Scope(program, _admin_of(program))):
        columns = (Partner, Membership)
        partners, people = (int(db.session.execute(select(sa.func.count(model.id))).scalar_one()) for model in columns)
    known = portal().plugins.loaded
    names = sorted(_(known[name].info.label) if name in known else name for name in program.plugins - {"core"})
    return SimpleNamespace(
        state=state_of(program.ended, program.ends_at is not None),
        ended=program.ended,
        ends=program.ends_at is not None,
        facts=[
            (_("Name in addresses"), program.slug),
            (_("Language"), LOCALES.get(program.locale, program.locale)),
            (_("Currency"), program.currency),
            (_("Time zone"), program.zone.replace("_", " ")),
            (_("Fiscal year begins in"), _(dict(MONTHS)[str(program.fiscal_start_month)])),
            (_("Plugins"), ", ".join(names) or "–"),
            (_("Program ends"), fmt.datetime(program.ends_at, program.zone, locale) or "–"),
        ],
        figures=[(_("Partners"), fmt.number(partners, locale)), (_("People"), fmt.number(people, locale))],
        actions=_actions(program),
    )


def _actions(program: ProgramState) -> list[SimpleNamespace]:
    def link(endpoint: str, label: str, icon: str) -> SimpleNamespace:
        return SimpleNamespace(
            label=label, icon=icon, method="get", kind="quiet", url=_url(endpoint, program.slug), confirm=None, hidden=()
        )

    def button(endpoint: str, label: str, icon: str, kind: str, confirm: str | None = None) -> SimpleNamespace:
        url = _url(endpoint, program.slug)
        return SimpleNamespace(label=label, icon=icon, method="post", kind=kind, url=url, confirm=confirm, hidden=())

    ask = _("End %(name)s now? Partners cannot sign in any more, and nobody can change anything. Nothing is deleted.", name=program.name)
    return [
        *([] if program.ended else [link("invite_form", _("Invite an admin"), "user-plus")]),
        link("copy_form", _("Copy"), "copy"),
        *([button("reopen", _("Open again"), "restore", "quiet")] if program.ends_at else []),
        *([] if program.ended else [button("end", _("End the program"), "lock", "bad", ask)]),
    ]


def state_of(ended: bool, ends: bool) -> tuple[str, str, str]:
    """Return kind, icon and word of a program's state."""
    if ended:
        return "idle", "lock", _("Ended")
    return ("warn", "clock", _("Will end")) if ends else ("ok", "circle-check", _("Open"))


def _program(name: str) -> ProgramState:
    found = portal().programs.by_slug(name)
    if found is None:
        raise NotFound()
    return found


def _actor() -> Actor:
    user = here().user
    if user is None:
        raise NotFound()
    return Actor(kind="user", user_id=user.id, name=user.name, email=user.email, site_admin=True)


def _admin_of(program: ProgramState) -> Actor:
    """The site admin as every program knows them: with the rights of its admins."""
    return replace(_actor(), roles=("admin",), permissions=program.permissions(("admin",)))


def _form(schema: type[EntitySchema]) -> Any:
    return form_for(schema, locale=current_locale())


def _new(form: SchemaForm, problem: Problem | None = None) -> Any:
    return form_page(
        form,
        title=_("New program"),
        text=_("It starts with the usual plugins; everything else can be changed later."),
        submit=_("Make the program"),
        cancel_url=url_for("programs.list"),
        problem=problem,
        crumbs=_crumbs(),
    )


def _copy(source: ProgramState, form: SchemaForm, problem: Problem | None = None) -> Any:
    return form_page(
        form,
        title=_("Copy %(name)s", name=source.name),
        text=_("The new program gets its settings, plugins, custom fields, roles and brand. Partners, people, records and secrets stay."),
        submit=_("Make the copy"),
        cancel_url=_url("show", source.slug),
        problem=problem,
        crumbs=[*_crumbs(), (source.name, _url("show", source.slug))],
    )


def _invite_page(program: ProgramState, form: SchemaForm, problem: Problem | None = None) -> Any:
    return form_page(
        form,
        title=_("Invite an admin"),
        text=_("For %(name)s.", name=program.name),
        submit=_("Send the invitation"),
        cancel_url=_url("show", program.slug),
        problem=problem,
        crumbs=[*_crumbs(), (program.name, _url("show", program.slug))],
    )


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Programs"), url_for("programs.list"))]


def _url(endpoint: str, name: str) -> str:
    return url_for(f"site_programs.{endpoint}", name=name)
