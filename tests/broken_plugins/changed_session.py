"""Leaves unsaved changes in the session."""

from core.db import db
from core.plugin_system.info import PluginInfo
from core.plugin_system.specs import hookimpl

PLUGIN = PluginInfo("changedsession", "changed_session")


@hookimpl
def collect_notes(record: object) -> list[str]:
    record.text = "torture"
    db.session.add(type(record)(id=99, text="torture"))
    return ["torture"]
