"""Asks for an argument the hook does not have."""

from core.plugin_system.info import PluginInfo
from core.plugin_system.specs import hookimpl

PLUGIN = PluginInfo("badsignature", "bad_signature")


@hookimpl
def before_save(reccord: object) -> None:
    """Never called."""
