"""Raises in a boot hook."""

from typing import NoReturn

from core.plugin_system.info import PluginInfo
from core.plugin_system.specs import hookimpl

PLUGIN = PluginInfo("bootraising", "boot_raising")


@hookimpl
def register_pages() -> NoReturn:
    raise RuntimeError("torture")
