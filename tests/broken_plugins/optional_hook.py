"""Implements a hook nobody offers, and says that it may be absent."""

from core.plugin_system.info import PluginInfo
from core.plugin_system.specs import hookimpl

PLUGIN = PluginInfo("optionalhook", "optional_hook")


@hookimpl(optionalhook=True)
def nobody_offers_this(record: object) -> None:
    """Never called."""
