"""Requires a plugin that is not installed."""

from core.plugin_system.info import PluginInfo

PLUGIN = PluginInfo("lonely", "Lonely", requires=("nowhere",))
