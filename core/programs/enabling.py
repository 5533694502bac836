"""Switching plugins on and off in a program: with what they require, with those that require them, all or nothing."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa

from core import audit, clock
from core.db import db
from core.entities import acting
from core.entities.marks import WALL
from core.entities.scope import Scope
from core.errors import Conflict, Unprocessable
from core.i18n import _
from core.identity.actor import Actor
from core.plugin_system.discovery import LoadedPlugin
from core.plugin_system.order import by_requirement, dependants
from core.portal import portal
from core.programs.models import ProgramPlugin
from core.programs.revisions import bump
from core.programs.state import ProgramState


def enable(program: ProgramState, plugin: str, actor: Actor) -> tuple[str, ...]:
    """Switch a plugin on, after what it requires; return the names switched on, in order.

    Unprocessable when one of them cannot run; what a `program_enabled` hook raises undoes all.
    """
    new = tuple(name for name in needs(plugin) if name not in program.plugins)
    if not new:
        return ()
    with acting.entered(Scope(program, actor)):
        _write(program, new, True)
    fresh = portal().programs.fresh(program.id)
    with acting.entered(Scope(fresh, actor)):
        for name in new:
            portal().plugins.call("program_enabled", frozenset({name}), program=fresh, actor=actor)
    return new


def disable(program: ProgramState, plugin: str, actor: Actor, also: Collection[str] | None = None) -> tuple[str, ...]:
    """Switch a plugin off, and before it those that require it; return the names switched off, in order. Data stays.

    `also`: the dependants the admin agreed to; Conflict when there are others by now. None agrees to all.
    """
    if plugin in portal().programs.site_wide:
        raise Conflict(_("This plugin belongs to the whole site and cannot be switched in one program."), code="site-wide")
    users = enabled_dependants(program, plugin)
    if also is not None and set(also) != set(users):
        raise Conflict(_("Other plugins need this one by now. Look at the effects again."), code="dependants-changed")
    gone = (*reversed(users), plugin)
    with acting.entered(Scope(program, actor)):
        for name in gone:
            portal().plugins.call("program_disabled", frozenset({name}) & program.plugins, program=program, actor=actor)
        _write(program, gone, False)
    return gone


def needs(plugin: str) -> tuple[str, ...]:
    """Return a plugin and everything it requires, requirements first; Unprocessable when one of them cannot run."""
    wanted, open_ = {plugin}, [plugin]
    while open_:
        name = open_.pop()
        more = set(_usable(name).info.requires) - wanted
        wanted |= more
        open_ += more
    return tuple(name for name in by_requirement(_requires())[0] if name in wanted)


def enabled_dependants(program: ProgramState, plugin: str) -> tuple[str, ...]:
    """Return the plugins of a program that need this one, directly or through others, in order."""
    return tuple(name for name in dependants(plugin, _requires()) if name in program.plugins)


def _requires() -> Mapping[str, tuple[str, ...]]:
    return {name: plugin.info.requires for name, plugin in portal().plugins.loaded.items()}


def _usable(name: str) -> LoadedPlugin:
    plugin = portal().plugins.loaded.get(name)
    if plugin is None:
        raise Unprocessable(_("There is no plugin “%(name)s” on this site. Install it first.", name=name), code="plugin-missing")
    if plugin.status != "active":
        text = _("The plugin “%(name)s” cannot run now (%(status)s), so it cannot be switched on.", name=name, status=plugin.status)
        raise Unprocessable(text, code="plugin-not-active")
    return plugin


def _write(program: ProgramState, names: tuple[str, ...], on: bool) -> None:
    bump(program.id)
    for name in names:
        set_switch(program, name, on)
    changes = {name: [not on, on] for name in names}
    action = "plugins enabled" if on else "plugins disabled"
    audit.write("core.program", action, [{"record_id": program.id, "record_version": None, "partner_id": None, "changes": changes}])


def set_switch(program: ProgramState, plugin: str, on: bool) -> None:
    """Write the row of a switch; nobody is asked and nothing is told."""
    table, connection = ProgramPlugin.__table__, db.session.connection()
    own = (table.c.program_id == program.id, table.c.plugin == plugin)
    changed = connection.execute(sa.update(table).where(*own).values(enabled=on, updated_at=clock.now()).execution_options(**WALL))
    if not changed.rowcount:
        connection.execute(sa.insert(table).execution_options(**WALL), {"program_id": program.id, "plugin": plugin, "enabled": on})
