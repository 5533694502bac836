"""How plugins are listed for an admin: by category, with their status in words, what is wrong, and what a switch would do."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from flask import url_for

from core.i18n import N_, _, ngettext
from core.i18n import current as current_locale
from core.plugin_system.capabilities import Capability, of_folder
from core.plugin_system.check import plugin_folder
from core.plugin_system.discovery import LoadedPlugin
from core.portal import portal
from core.programs.impact import Impact
from core.programs.state import ProgramState
from core.web.door.here import here
from core.web.values import format as fmt

TOLD_IN_FULL = ("wall", "beyond", "unread")
"""What is told word for word; hooks are told by what they are for."""
STATUS: Mapping[str, tuple[str, str, str]] = {
    "on": (N_("On"), "ok", "circle-check"),
    "off": (N_("Off"), "idle", "power"),
    "failed": (N_("Failed"), "bad", "plug-connected-x"),
    "suspended": (N_("Stopped"), "bad", "player-pause"),
    "pending": (N_("Needs an upgrade"), "warn", "refresh-alert"),
    "incompatible": (N_("Does not fit"), "bad", "plug-off"),
    "missing": (N_("Not installed"), "warn", "unlink"),
}
TEXTS: Mapping[str, str] = {
    "failed": N_("It could not start. The portal and the other plugins are running; its data is kept."),
    "suspended": N_("It did not answer in time and was stopped. A site administrator can start it again."),
    "pending": N_("Its tables are older than the plugin. Run “hansa db upgrade” on the server."),
    "incompatible": N_("It was written for another version of Hansa. Install a version that fits."),
    "missing": N_("Its package is no longer installed. Its data is kept until it is purged."),
}


def shown_plugins(program: ProgramState, query: str, show: str) -> list[LoadedPlugin]:
    """Return the plugins of the site that fit the search and the filter (`on`, `off`, `failed`)."""
    words = query.casefold().split()
    found = [p for p in portal().plugins.loaded.values() if p.info.scope == "program" or here().actor.site_admin]
    wanted = [p for p in found if not show or _group(p, program) == show]
    return [p for p in wanted if all(word in f"{p.name} {_(p.info.label)} {_(p.info.description)}".casefold() for word in words)]


def plugin_groups(plugins: Sequence[LoadedPlugin], program: ProgramState, url: str, args: Any) -> dict[str, Any]:
    """Return what the list shows: rows by category, the filter's chips with counts, those that failed."""
    groups: dict[str, list[SimpleNamespace]] = {}
    for plugin in sorted(plugins, key=lambda p: (_(p.info.category), _(p.info.label))):
        groups.setdefault(_(plugin.info.category) or _("Other"), []).append(plugin_view(plugin, program))
    every = shown_plugins(program, "", "")
    chips = [_chip(key, label, every, program, url, args.get("show", "")) for key, label in _CHIPS]
    failed = [p for p in every if _group(p, program) == "failed"]
    return {
        "groups": list(groups.items()),
        "chips": chips,
        "failed": [_(p.info.label) for p in failed],
        "q": args.get("q", ""),
        "show": args.get("show", ""),
    }


def plugin_view(plugin: LoadedPlugin, program: ProgramState) -> SimpleNamespace:
    """Return one row. The traceback of a failure is for site administrators only: it names files of the server."""
    state = _state(plugin, program)
    label, kind, icon = STATUS[state]
    words: dict[str, Any] = {"program": program.slug, "name": plugin.name}
    failures = [f for f in portal().plugins.failures if f.plugin == plugin.name]
    return SimpleNamespace(
        name=plugin.name,
        label=_(plugin.info.label),
        version=plugin.info.version,
        builtin=plugin.builtin,
        icon=plugin.info.icon,
        text=_(TEXTS[state]) if state in TEXTS else _(plugin.info.description),
        everywhere=plugin.info.scope == "site" and state == "on",
        on=plugin.name in program.plugins,
        state=state,
        state_label=_(label),
        kind=kind,
        state_icon=icon,
        needs=[_label(n) for n in plugin.info.requires],
        usable=plugin.info.scope == "program" and (plugin.status == "active" or state == "on"),
        trace=_trace(plugin, failures),
        failures=_failures(failures),
        impact=None,
        switch_url=url_for("admin_plugins.preview", **words),
        settings_url=url_for("admin_plugins.settings", **words) if plugin.name in portal().programs.settings else None,
        resume_url=url_for("admin_plugins.resume", **words) if plugin.status == "suspended" and here().actor.site_admin else None,
    )


def effects(found: Impact) -> list[SimpleNamespace]:
    """Say what a switch would do, line by line."""
    texts = _on_texts(found) if found.on else _off_texts(found)
    return [SimpleNamespace(icon=icon, text=text) for icon, text in texts if text]


def abilities(plugin: LoadedPlugin) -> list[SimpleNamespace]:
    """Say what a plugin can do, before it is switched on."""
    if plugin.module is None:
        return []
    return [SimpleNamespace(icon=one.icon, text=_ability(one)) for one in of_folder(plugin_folder(plugin))]


def _ability(one: Capability) -> str:
    return f"{_(one.label)}: {'; '.join(one.details)}" if one.code in TOLD_IN_FULL else _(one.label)


def _on_texts(found: Impact) -> list[tuple[str, str]]:
    also = ", ".join(_label(name) for name in found.also)
    return [
        ("plug", _("It needs %(names)s, which is switched on as well.", names=also) if also else ""),
        ("eye", ngettext("%(n)s page becomes reachable.", "%(n)s pages become reachable.", found.pages)),
        ("users", _("It means something to these roles: %(names)s.", names=", ".join(found.roles)) if found.roles else ""),
        ("database", _("What was entered earlier is there again: %(what)s.", what=_records(found)) if _records(found) else ""),
    ]


def _off_texts(found: Impact) -> list[tuple[str, str]]:
    also = ", ".join(_label(name) for name in found.also)
    hidden = ngettext("%(n)s page is no longer reachable.", "%(n)s pages are no longer reachable.", found.pages)
    partners = ngettext("%(n)s partner has records in it.", "%(n)s partners have records in it.", found.partners) if found.partners else ""
    return [
        ("plug-off", _("Needs it and is switched off as well: %(names)s.", names=also) if also else ""),
        ("eye-off", f"{hidden} {partners}".strip()),
        ("users", _("These roles lose what they do there: %(names)s.", names=", ".join(found.roles)) if found.roles else ""),
        ("player-pause", _("Its jobs, notices and webhooks stop.")),
        (
            "database",
            _("Nothing is deleted. %(what)s stay and come back when you switch it on.", what=_records(found))
            if _records(found)
            else _("Nothing is deleted."),
        ),
    ]


def _records(found: Impact) -> str:
    locale = current_locale()
    return ", ".join(f"{fmt.number(count, locale)} {label}" for label, count in found.records if count)


def _chip(key: str, label: str, every: Sequence[LoadedPlugin], program: ProgramState, url: str, show: str) -> SimpleNamespace:
    count = sum(not key or _group(p, program) == key for p in every)
    return SimpleNamespace(label=_(label), count=count, url=f"{url}?show={key}" if key else url, current=show == key)


def _state(plugin: LoadedPlugin, program: ProgramState) -> str:
    if plugin.status != "active":
        return plugin.status
    return "on" if plugin.name in program.plugins else "off"


def _group(plugin: LoadedPlugin, program: ProgramState) -> str:
    state = _state(plugin, program)
    return state if state in ("on", "off") else "failed"


def _trace(plugin: LoadedPlugin, failures: Sequence[Any]) -> str:
    if not here().actor.site_admin:
        return ""
    return plugin.error or (failures[-1].traceback if failures else "")


def _failures(failures: Sequence[Any]) -> str:
    if not failures:
        return ""
    return ngettext("One call failed since the server started.", "%(n)s calls failed since the server started.", len(failures))


def _label(name: str) -> str:
    known = portal().plugins.loaded.get(name)
    return _(known.info.label) if known else name


_CHIPS = (("", N_("All")), ("on", N_("On")), ("off", N_("Off")), ("failed", N_("Failed")))
