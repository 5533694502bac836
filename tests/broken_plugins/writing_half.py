"""Writes a row, then fails."""

from core.db import db
from core.plugin_system.info import PluginInfo
from core.plugin_system.specs import hookimpl

PLUGIN = PluginInfo("writinghalf", "writing_half")


@hookimpl
def write_notes(record: object) -> None:
    db.session.add(type(record)(id=99, text="torture"))
    db.session.flush()
    raise RuntimeError("torture")
