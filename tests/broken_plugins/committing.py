"""Commits what its caller has begun."""

from core.db import db
from core.plugin_system.info import PluginInfo
from core.plugin_system.specs import hookimpl

PLUGIN = PluginInfo("committing", "committing")


@hookimpl
def collect_notes() -> list[str]:
    db.session.commit()
    return ["torture"]


@hookimpl
def before_save() -> None:
    db.session.commit()
