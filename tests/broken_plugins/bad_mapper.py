"""Its mapper cannot be configured."""

import sqlalchemy.orm as so

from core.db import plugin_base
from core.plugin_system.info import PluginInfo
from core.plugin_system.specs import hookimpl

PLUGIN = PluginInfo("badmapper", "bad_mapper")


class Broken(plugin_base("badmapper")):
    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    other: so.Mapped["NoSuchClass"] = so.relationship()  # noqa: F821


@hookimpl
def collect_notes() -> list[str]:
    return ["torture"]
