"""Written for an API that does not exist yet."""

from core.plugin_system.info import PluginInfo

PLUGIN = PluginInfo("futureapi", "Future API", api=">=9")
