"""Requires a plugin that fails at boot."""

from core.plugin_system.info import PluginInfo

PLUGIN = PluginInfo("dependant", "Dependant", requires=("bootraising",))
