"""Calls sys.exit in a hook."""

import sys

from core.plugin_system.info import PluginInfo
from core.plugin_system.specs import hookimpl

PLUGIN = PluginInfo("leaving", "leaving")


@hookimpl
def collect_notes() -> None:
    sys.exit(3)
