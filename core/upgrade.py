"""Bringing the database up to date: migrations of core and plugins, then row-level security, then what is remembered."""

import sqlalchemy as sa

from core.db import db
from core.entities import rls
from core.plugin_system.connect import advisory_lock, migration_engine, writing
from core.plugin_system.migrate import Migrator, Result
from core.plugin_system.state import record
from core.portal import Portal
from core.programs.models import Site


def upgrade(portal: Portal, plugin: str | None = None) -> list[Result]:
    """Run what is missing and return what was done, plugin by plugin; a failed plugin has its `error`."""
    migrator = Migrator.of(portal.config["owner_url"], portal.plugins.loaded)
    results = migrator.upgrade(plugin)
    _wake(portal, results)
    engine = migration_engine(portal.config["owner_url"])
    with advisory_lock(engine), writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            rls.sync(connection, portal.registry)
        _first_row(connection)
    record(portal.plugins, migrator, {}, {})
    portal.programs.forget()
    db.engine.dispose()
    return results


def _wake(portal: Portal, results: list[Result]) -> None:
    """Ask plugins whose tables were made a moment ago what they declare, so that their rows are protected from the first."""
    for result in results:
        if result.error is None and result.plugin in portal.plugins.loaded and portal.plugins.loaded[result.plugin].status == "pending":
            portal.plugins.set_status(result.plugin, "active")
    for plugin, entity in portal.plugins.boot("register_entities"):
        if portal.registry.get(f"{plugin}.{entity.name}") is None:
            portal.registry.add(plugin, entity)


def _first_row(connection: sa.Connection) -> None:
    table = Site.__table__
    if connection.scalar(sa.select(sa.func.count()).select_from(table)) == 0:
        connection.execute(sa.insert(table), {"id": 1, "revision": 1, "demo": False})
