"""Leaves a savepoint open."""

from core.db import db
from core.plugin_system.info import PluginInfo
from core.plugin_system.specs import hookimpl

PLUGIN = PluginInfo("opentransaction", "open_transaction")


@hookimpl
def collect_notes() -> list[str]:
    db.session.begin_nested()
    return ["torture"]
