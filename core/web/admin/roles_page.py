"""Custom roles of a program: which rights they bundle, and who has how many of them."""

from collections.abc import Collection
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Response, redirect, request
from markupsafe import Markup

from core.entities.scope import current
from core.errors import Conflict, Denied, Problem, Unprocessable
from core.i18n import N_, _, ngettext
from core.identity import roles
from core.web.account.account import here_url
from core.web.door.policy import policy
from core.web.forms.forms import SchemaForm, to_raw
from core.web.forms.rights import rights
from core.web.forms.schema_page import form_page, judged, schema_form
from core.web.page.pages import render, render_part
from core.web.page.small_table import small_table
from schemas import fields
from schemas.base import EntitySchema

pages = Blueprint("roles", __name__, url_prefix="/<program>/roles")

SIDES = (("partner", N_("For people of partners")), ("staff", N_("For the vendor's people")))


class RoleSchema(EntitySchema):
    label = fields.String(required=True, label=N_("Name of the role"), max_length=60)


@pages.get("/", endpoint="list")
@policy("core.role.edit")
def listing() -> Any:
    """All roles: those every program has, and the program's own, which can be changed."""
    program, held = current().program, roles.holders()
    own = {role.key for role in roles.listing()}
    rows = [_row(key, label, key in own, held.get(key, 0)) for key, label in program.role_labels.items()]
    labels = ((_("Role"), "c-what hs-main-cell"), (_("For"), "c-more"), (_("Rights"), "c-more"), (_("Holders"), "c-more"))
    new = SimpleNamespace(label=_("New role"), url=here_url("roles.new"), icon="plus")
    told = _("Roles bundle rights. Make your own where the given ones do not fit.")
    return render("table.html", table=small_table(_("Roles"), labels, rows, subtitle=told, primary=new))


@pages.get("/new", endpoint="new")
@policy("core.role.edit")
def new() -> Any:
    return _page(schema_form(RoleSchema)(None), _side(request.args), ())


@pages.post("/new", endpoint="create")
@policy("core.role.edit")
def create() -> Any:
    form, side, chosen = schema_form(RoleSchema)(request.form), _side(request.form), request.form.getlist("permissions")
    try:
        roles.create(judged(RoleSchema, to_raw(form))["label"], staff=side == "staff", permissions=chosen)
    except (Unprocessable, Denied) as problem:
        return _page(form, side, chosen, problem=problem)
    return redirect(here_url("roles.list"), 303)


@pages.get("/<key>", endpoint="edit")
@policy("core.role.edit")
def edit(key: str) -> Any:
    role = roles.get(key)
    return _page(schema_form(RoleSchema)(None, data={"label": role.label}), _side_of(role), role.permissions, role)


@pages.post("/<key>", endpoint="update")
@policy("core.role.edit")
def update(key: str) -> Any:
    role, form, chosen = roles.get(key), schema_form(RoleSchema)(request.form), request.form.getlist("permissions")
    try:
        roles.change(key, judged(RoleSchema, to_raw(form))["label"], chosen)
    except (Unprocessable, Denied) as problem:
        return _page(form, _side_of(role), chosen, role, problem)
    return redirect(here_url("roles.list"), 303)


@pages.post("/<key>/delete", endpoint="delete")
@policy("core.role.edit")
def delete(key: str) -> Any:
    try:
        roles.delete(key)
    except Conflict as problem:
        role = roles.get(key)
        return _page(schema_form(RoleSchema)(None, data={"label": role.label}), _side_of(role), role.permissions, role, problem)
    return redirect(here_url("roles.list"), 303)


def _side(sent: Any) -> str:
    return "staff" if sent.get("side") == "staff" else "partner"


def _side_of(role: Any) -> str:
    return "staff" if role.staff else "partner"


def _page(form: SchemaForm, side: str, chosen: Collection[str], role: Any = None, problem: Problem | None = None) -> Response:
    """The form of a role: its name, and its rights plugin by plugin."""
    if role is None:
        other = "partner" if side == "staff" else "staff"
        button = SimpleNamespace(
            label=_(dict(SIDES)[other]), url=here_url("roles.new", side=other), kind="quiet", method="get", icon="switch-horizontal"
        )
    else:
        ask = _("Delete this role?")
        button = SimpleNamespace(
            label=_("Delete the role"), url=here_url("roles.delete", key=role.key), kind="bad", method="post", icon="trash", confirm=ask
        )
    return form_page(
        form,
        title=role.label if role else _("New role"),
        text=_(dict(SIDES)[side]),
        submit=_("Save"),
        cancel_url=here_url("roles.list"),
        problem=problem,
        crumbs=[(_("Roles"), here_url("roles.list"))],
        hidden=[("side", side)],
        action=here_url("roles.update", key=role.key) if role else here_url("roles.create"),
        aside=render_part("parts/button.html", item=button),
        more=[rights(roles.offered(staff=side == "staff"), chosen)],
    )


def _row(key: str, label: str, own: bool, held: int) -> list[Any]:
    program = current().program
    name = (
        Markup('<a href="{}">{}</a>').format(here_url("roles.edit", key=key), label)
        if own
        else Markup("{}<p>{}</p>").format(_(label), _("In every program"))
    )
    side = _("Vendor") if key in program.staff_roles else _("Partners")
    count = len(program.roles.get(key, ()))
    return [name, side, ngettext("%(n)s right", "%(n)s rights", count), held]
