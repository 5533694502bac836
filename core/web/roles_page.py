"""Custom roles of a program: which rights they bundle, and who has how many of them."""

from types import SimpleNamespace
from typing import Any

from flask import Blueprint, redirect, request
from markupsafe import Markup

from core.entities.scope import current
from core.errors import Conflict, Denied, Problem, Unprocessable
from core.i18n import N_, _, ngettext
from core.i18n import current as current_locale
from core.identity import roles
from core.portal import portal
from core.web.account import here_url
from core.web.forms import form_for, to_raw
from core.web.pages import render, render_part
from core.web.policy import policy
from core.web.schema_page import form_page, judged
from schemas import fields
from schemas.base import EntitySchema

pages = Blueprint("roles", __name__, url_prefix="/<program>/roles")

SIDES = (("partner", N_("People of partners")), ("staff", N_("The vendor's people")))


@pages.get("/", endpoint="list")
@policy("core.role.edit")
def listing() -> Any:
    """All roles: those every program has, and the program's own, which can be changed."""
    program, held = current().program, roles.holders()
    own = {role.key for role in roles.listing()}
    rows = [_row(key, label, key in own, held.get(key, 0)) for key, label in program.role_labels.items()]
    labels = ((_("Role"), "c-what"), (_("For"), "c-more"), (_("Rights"), "c-more"), (_("Holders"), "c-sum"))
    table = SimpleNamespace(
        title=_("Roles"), subtitle=_("Roles bundle rights. Make your own where the given ones do not fit."), crumbs=(), actions=(), rows=rows, count_text="",
        primary=SimpleNamespace(label=_("New role"), url=here_url("roles.new"), icon="plus"), columns=[SimpleNamespace(label=a, css=b) for a, b in labels],
        empty=None, next_url=None, prev_url=None,
    )
    return render("table.html", table=table)


@pages.get("/new", endpoint="new")
@policy("core.role.edit")
def new() -> Any:
    side = "staff" if request.args.get("side") == "staff" else "partner"
    return _new_page(_form(_schema(staff=side == "staff"))(None), side)


@pages.post("/new", endpoint="create")
@policy("core.role.edit")
def create() -> Any:
    side = "staff" if request.form.get("side") == "staff" else "partner"
    schema = _schema(staff=side == "staff")
    form = _form(schema)(request.form)
    try:
        values = judged(schema, to_raw(form))
        roles.create(values["label"], staff=side == "staff", permissions=_chosen(values))
    except (Unprocessable, Denied) as problem:
        return _new_page(form, side, problem)
    return redirect(here_url("roles.list"), 303)


@pages.get("/<key>", endpoint="edit")
@policy("core.role.edit")
def edit(key: str) -> Any:
    role = roles.get(key)
    held = set(role.permissions)
    groups = {f"of_{plugin}": [name for name, _label in offered if name in held] for plugin, offered in roles.offered(staff=role.staff).items()}
    return _edit_page(_form(_schema(staff=role.staff))(None, data={"label": role.label, **groups}), role)


@pages.post("/<key>", endpoint="update")
@policy("core.role.edit")
def update(key: str) -> Any:
    role = roles.get(key)
    schema = _schema(staff=role.staff)
    form = _form(schema)(request.form)
    try:
        values = judged(schema, to_raw(form))
        roles.change(key, values["label"], _chosen(values))
    except (Unprocessable, Denied) as problem:
        return _edit_page(form, role, problem)
    return redirect(here_url("roles.list"), 303)


@pages.post("/<key>/delete", endpoint="delete")
@policy("core.role.edit")
def delete(key: str) -> Any:
    try:
        roles.delete(key)
    except Conflict as problem:
        role = roles.get(key)
        return _edit_page(_form(_schema(staff=role.staff))(None, data={"label": role.label}), role, problem)
    return redirect(here_url("roles.list"), 303)


def _schema(*, staff: bool) -> type[EntitySchema]:
    """Name, and the rights of each plugin as one group of checkboxes."""
    known: dict[str, Any] = {"label": fields.String(required=True, label=N_("Name of the role"), max_length=60)}
    for plugin, offered in roles.offered(staff=staff).items():
        lawful = [pair for pair in offered if current().actor.site_admin or current().actor.may(pair[0])]
        if lawful:
            known[f"of_{plugin}"] = fields.MultiChoice(lawful, label=_plugin_label(plugin), load_default=list)
    return type("RoleSchema", (EntitySchema,), known)


def _plugin_label(plugin: str) -> str:
    loaded = portal().plugins.loaded.get(plugin)
    return _(loaded.info.label) if loaded is not None else _("Partners, people and program")


def _chosen(values: dict[str, Any]) -> list[str]:
    return [name for key, names in values.items() if key.startswith("of_") for name in names or ()]


def _form(schema: type[EntitySchema]) -> Any:
    return form_for(schema, locale=current_locale())


def _new_page(form: Any, side: str, problem: Problem | None = None) -> Any:
    other = next(key for key, _label in SIDES if key != side)
    label = dict(SIDES)
    switch = SimpleNamespace(label=_("For: %(side)s", side=_(label[other])), url=here_url("roles.new", side=other), kind="quiet", method="get")
    return form_page(
        form, title=_("New role"), text=_(label[side]), submit=_("Make the role"), cancel_url=here_url("roles.list"), problem=problem,
        crumbs=[(_("Roles"), here_url("roles.list"))], hidden=[("side", side)], aside=None if problem else render_part("parts/button.html", item=switch),
    )


def _edit_page(form: Any, role: Any, problem: Problem | None = None) -> Any:
    gone = SimpleNamespace(label=_("Delete the role"), url=here_url("roles.delete", key=role.key), kind="bad", method="post", icon="trash", confirm=_("Delete this role?"))
    return form_page(
        form, title=role.label, text=_(dict(SIDES)["staff" if role.staff else "partner"]), submit=_("Save"), cancel_url=here_url("roles.list"), problem=problem,
        crumbs=[(_("Roles"), here_url("roles.list"))], aside=render_part("parts/button.html", item=gone), action=here_url("roles.update", key=role.key),
    )


def _row(key: str, label: str, own: bool, held: int) -> list[Any]:
    program = current().program
    name = Markup('<a href="{}">{}</a>').format(here_url("roles.edit", key=key), label) if own else Markup("{}<p>{}</p>").format(_(label), _("In every program"))
    side = dict(SIDES)["staff" if key in program.staff_roles else "partner"]
    count = len(program.roles.get(key, ()))
    return [name, _(side), ngettext("%(n)s right", "%(n)s rights", count), held]
