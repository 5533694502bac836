"""The plugins of a program: what there is, what is on, what switching would mean, their settings."""

from types import SimpleNamespace
from typing import Any

from flask import Blueprint, redirect, request, url_for

from core.db import db
from core.entities.scope import current
from core.errors import NotFound, Unprocessable
from core.i18n import _
from core.plugin_system.discovery import LoadedPlugin
from core.plugin_system.state import resume
from core.portal import portal
from core.programs import settings
from core.programs.enabling import disable, enable
from core.programs.impact import impact
from core.web.admin.plugin_list import abilities, effects, plugin_groups, plugin_view, shown_plugins
from core.web.door.here import here
from core.web.door.policy import policy
from core.web.forms.forms import SchemaForm, to_raw
from core.web.forms.schema_page import form_page, schema_form
from core.web.page.pages import render

pages = Blueprint("admin_plugins", __name__, url_prefix="/<program>/admin/plugins")


@pages.get("/", endpoint="list")
@policy("core.plugin.edit")
def list_page() -> str:
    program = current().program
    plugins = shown_plugins(program, request.args.get("q", ""), request.args.get("show", ""))
    url = url_for("admin_plugins.list", program=program.slug)
    return render("admin/plugins.html", url=url, program=program, **plugin_groups(plugins, program, url, request.args))


@pages.get("/<name>/switch", endpoint="preview")
@policy("core.plugin.edit")
def preview(name: str) -> str:
    """Tell what switching the plugin would mean; nothing is changed."""
    program, plugin = current().program, _switchable(name)
    on = name not in program.plugins
    found = impact(program, name, on)
    view = plugin_view(plugin, program)
    view.impact = SimpleNamespace(
        on=on, refusal=found.refusal, also=",".join(found.also), effects=effects(found), can=abilities(plugin) if on else [], names=[_label(n) for n in found.also]
    )
    return render("admin/plugin_switch.html", block="row", plugin=view, url=url_for("admin_plugins.list", program=program.slug))


@pages.post("/<name>/switch", endpoint="switch")
@policy("core.plugin.edit")
def switch(name: str) -> Any:
    program, actor = current().program, current().actor
    _switchable(name)
    if request.form.get("on") == "1":
        enable(program, name, actor)
    else:
        disable(program, name, actor, also=[n for n in request.form.get("also", "").split(",") if n])
    return redirect(url_for("admin_plugins.list", program=program.slug, _anchor=f"plugin-{name}"), 303)


@pages.post("/<name>/resume", endpoint="resume")
@policy(site=True)
def start_again(name: str) -> Any:
    """Let a plugin run again that was suspended because a hook of it hung."""
    if _plugin(name).status != "suspended":
        raise NotFound()
    resume(db.session.connection(), name)
    return redirect(url_for("admin_plugins.list", program=current().program.slug), 303)


@pages.get("/<name>/settings", endpoint="settings")
@policy("core.plugin.edit")
def settings_page(name: str) -> Any:
    schema = settings.settings_schema(name)
    return _settings(name, schema_form(schema)(None, data=settings.settings_for(name)))


@pages.post("/<name>/settings", endpoint="save_settings")
@policy("core.plugin.edit")
def save_settings(name: str) -> Any:
    form = schema_form(settings.settings_schema(name))(request.form)
    try:
        settings.save_settings(name, to_raw(form))
    except Unprocessable as problem:
        return _settings(name, form, problem)
    return redirect(url_for("admin_plugins.list", program=current().program.slug, _anchor=f"plugin-{name}"), 303)


def _settings(name: str, form: SchemaForm, problem: Unprocessable | None = None) -> Any:
    program = current().program
    back = url_for("admin_plugins.list", program=program.slug)
    return form_page(
        form,
        title=_("Settings: %(label)s", label=_label(name)),
        submit=_("Save"),
        cancel_url=back,
        crumbs=[(_("Plugins"), back)],
        problem=problem,
        text=_("They hold for %(name)s only.", name=program.name),
    )


def _plugin(name: str) -> LoadedPlugin:
    found = portal().plugins.loaded.get(name)
    if found is None or (found.info.scope == "site" and not here().actor.site_admin):
        raise NotFound()
    return found


def _switchable(name: str) -> LoadedPlugin:
    """Plugins of the whole site have no switch in a program."""
    found = _plugin(name)
    if found.info.scope == "site":
        raise NotFound()
    return found


def _label(name: str) -> str:
    return _(portal().plugins.loaded[name].info.label)
