"""Uses a reserved name."""

from core.plugin_system.info import PluginInfo

PLUGIN = PluginInfo("core", "Core")
