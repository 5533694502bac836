"""A plugin in good health: the others must not disturb it."""

from types import ModuleType

import sqlalchemy.orm as so

from core.db import plugin_base
from core.plugin_system.info import PluginInfo
from core.plugin_system.specs import hookimpl
from tests.broken_plugins import note_specs

PLUGIN = PluginInfo("healthy", "Healthy")


class Note(plugin_base("healthy")):
    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    text: so.Mapped[str]


@hookimpl
def register_hookspecs() -> list[ModuleType]:
    return [note_specs]


@hookimpl
def before_save(record: dict[str, object]) -> None:
    record["seen"] = True


@hookimpl
def check_permission(permission: str) -> bool:
    return permission == "yes"


@hookimpl
def collect_notes(record: object) -> list[str]:
    return ["fine"]
