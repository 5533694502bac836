"""Returns something else than pages."""

from core.plugin_system.info import PluginInfo
from core.plugin_system.specs import hookimpl

PLUGIN = PluginInfo("bootwrongtype", "boot_wrong_type")


@hookimpl
def register_pages() -> list[str]:
    return ["torture"]
