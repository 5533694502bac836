"""Its migration fails half way."""

from core.plugin_system.info import PluginInfo

PLUGIN = PluginInfo("failingmigration", "Failing migration")
