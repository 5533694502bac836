"""Offers hooks that exist already."""

from types import ModuleType

from core.plugin_system import specs
from core.plugin_system.info import PluginInfo
from core.plugin_system.specs import hookimpl

PLUGIN = PluginInfo("takinghooks", "Taking hooks")


@hookimpl
def register_hookspecs() -> list[ModuleType]:
    return [specs]
