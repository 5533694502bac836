"""Implements a hook nobody offers."""

from core.plugin_system.info import PluginInfo
from core.plugin_system.specs import hookimpl

PLUGIN = PluginInfo("unknownhook", "unknown_hook")


@hookimpl
def befor_save(record: object) -> None:
    """Never called."""
