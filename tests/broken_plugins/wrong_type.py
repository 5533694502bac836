"""Returns a number where a list of texts or a truth is due."""

from core.plugin_system.info import PluginInfo
from core.plugin_system.specs import hookimpl

PLUGIN = PluginInfo("wrongtype", "wrong_type")


@hookimpl
def collect_notes() -> int:
    return 7


@hookimpl
def check_permission() -> str:
    return "yes"
