"""Returns a coroutine instead of an answer."""

from core.plugin_system.info import PluginInfo
from core.plugin_system.specs import hookimpl

PLUGIN = PluginInfo("asynchronous", "asynchronous")


@hookimpl
async def collect_notes(record: object) -> list[str]:
    return []
