"""Sends a statement the database refuses."""

import sqlalchemy as sa

from core.db import db
from core.plugin_system.info import PluginInfo
from core.plugin_system.specs import hookimpl

PLUGIN = PluginInfo("badsql", "bad_sql")


@hookimpl
def collect_notes() -> list[str]:
    return list(db.session.scalars(sa.select(sa.column("x")).select_from(sa.table("no_such_table"))))
