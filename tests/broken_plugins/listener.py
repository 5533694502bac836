"""Leaves an event listener behind."""

from sqlalchemy import event

from core.db import HansaSession
from core.plugin_system.info import PluginInfo
from core.plugin_system.specs import hookimpl

PLUGIN = PluginInfo("listener", "listener")


def spoil(*args: object) -> None:
    raise RuntimeError("torture")


@hookimpl
def collect_notes() -> list[str]:
    event.listen(HansaSession, "after_soft_rollback", spoil)
    return ["torture"]
