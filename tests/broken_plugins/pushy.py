"""Wants to be called before all others."""

from core.plugin_system.info import PluginInfo
from core.plugin_system.specs import hookimpl

PLUGIN = PluginInfo("pushy", "pushy")


@hookimpl(tryfirst=True)
def before_save(record: object) -> None:
    """Never called."""
