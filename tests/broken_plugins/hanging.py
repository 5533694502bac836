"""Hangs until it is released."""

import threading

from core.plugin_system.info import PluginInfo
from core.plugin_system.specs import hookimpl

PLUGIN = PluginInfo("hanging", "hanging")


RELEASED = threading.Event()


@hookimpl
def collect_notes() -> list[str]:
    RELEASED.wait(10)
    return ["late"]
