"""Writes where only reading is allowed."""

from core.db import db
from core.plugin_system.info import PluginInfo
from core.plugin_system.specs import hookimpl

PLUGIN = PluginInfo("flushing", "flushing")


@hookimpl
def collect_notes(record: object) -> list[str]:
    db.session.add(type(record)(id=99, text="torture"))
    db.session.flush()
    return ["torture"]
