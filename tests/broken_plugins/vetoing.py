"""Refuses a change on purpose."""

from core.errors import Veto
from core.plugin_system.info import PluginInfo
from core.plugin_system.specs import hookimpl

PLUGIN = PluginInfo("vetoing", "vetoing")


@hookimpl
def before_save() -> None:
    raise Veto("Not on a Sunday.")
