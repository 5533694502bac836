"""The section `plugins`: which are on. What one requires is on with it."""

from dataclasses import replace
from typing import Any

from core.entities.scope import current
from core.i18n import _
from core.plugin_system.order import by_requirement
from core.portal import portal
from core.program_text.section import Change, ProgramSection, compared, sequence, unknown, wrong
from core.programs.enabling import disable, enable, needs


def export() -> list[str]:
    """Return the plugins that are on, by name; those of the whole site have no switch."""
    return sorted(current().program.plugins & _switchable())


def plan(data: Any) -> list[Change]:
    """Compare the switches."""
    before, after = dict.fromkeys(export(), True), dict.fromkeys(_wanted(data), True)
    lost = _("Its pages, jobs and API paths go away in this program. Its data stays, and comes back with it.")
    return [replace(change, unsafe=lost) if change.kind == "remove" else change for change in compared(before, after)]


def apply(data: Any) -> None:
    """Switch on and off, as an admin would."""
    wanted, actor, program_id = set(_wanted(data)), current().actor, current().program.id
    loaded = portal().plugins.loaded
    order, _problems = by_requirement({name: plugin.info.requires for name, plugin in loaded.items()})
    for name in order:
        if name in wanted:
            enable(portal().programs.fresh(program_id), name, actor)
    for name in reversed(order):
        program = portal().programs.fresh(program_id)
        if name in program.plugins & _switchable() and name not in wanted:
            disable(program, name, actor)


def _wanted(data: Any) -> list[str]:
    known, found = _switchable(), set[str]()
    for n, name in enumerate(sequence(data)):
        if name not in known:
            raise wrong(f"/{n}", unknown(str(name), known), code="unknown-name")
        found.update(needs(name))
    return sorted(found & known)


def _switchable() -> frozenset[str]:
    return frozenset(portal().plugins.loaded) - portal().programs.site_wide


SECTION = ProgramSection("plugins", 30, export, plan, apply, "core.plugin.edit")
