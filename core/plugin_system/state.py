"""What the site remembers about its plugins (`core_plugin`): status, revision, and what to clean up after them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import orm as so
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from core import clock
from core.db import Model
from core.entities.marks import WALL
from core.plugin_system.alembic_options import CORE
from core.plugin_system.connect import writing
from core.plugin_system.discovery import LoadedPlugin
from core.plugin_system.hooks import Plugins
from core.plugin_system.info import PluginInfo
from core.plugin_system.standing import Standing
from core.plugin_system.watchdog import IsSuspended, OnHang
from core.programs.revisions import bump_site

NEWER = "The database was made by a newer Hansa (revision {}). Start that version, or restore the backup from before the upgrade."
NOTE = "suspended-{}.txt"


class PluginRecord(Model):
    """A plugin as the site last saw it. `tables`, `permissions` and `settings` outlive its package."""

    __tablename__ = "core_plugin"

    name: so.Mapped[str] = so.mapped_column(primary_key=True)
    status: so.Mapped[str]
    version: so.Mapped[str | None]
    revision: so.Mapped[str | None]
    error: so.Mapped[str | None] = so.mapped_column(sa.Text())
    tables: so.Mapped[list[str]]
    permissions: so.Mapped[list[str]]
    settings: so.Mapped[list[str]]
    updated_at: so.Mapped[datetime]


TABLE = cast(sa.Table, PluginRecord.__table__)


def restore(plugins: Plugins, standing: Standing, notes: Path | None = None, *, through: sa.Engine | None = None) -> None:
    """Before any hook is called: mark plugins pending or missing, and write suspensions down that `suspender` left in `notes`.

    Raises SystemExit with one line when a newer version made the tables of the core.

    `through`: the engine of the application, so that a process that starts opens one connection, which its first request finds.
    """
    with (through or standing.engine).connect().execution_options(**WALL) as connection:
        rows, found = _rows(connection), standing.status(connection)
    if notes is not None and rows is not None:
        _deliver(notes, standing.engine)
    for status in found:
        if status.newer and status.plugin == CORE:
            raise SystemExit(NEWER.format(status.current))
        if status.newer and status.plugin in plugins.active():
            plugins.set_status(status.plugin, "pending", "A newer version of it made its tables: install that version again.")
        elif status.pending and status.plugin in plugins.active():
            plugins.set_status(status.plugin, "pending", "Its tables are not up to date: run `hansa db upgrade`.")
    for name, row in (rows or {}).items():
        if name not in plugins.loaded:
            info = PluginInfo(name, name, row["version"])
            sentence = "Its package is not installed or was left out by safe mode; its data is kept."
            plugins.loaded[name] = LoadedPlugin(info, status="missing", error=sentence)


def follow(plugins: Plugins, connection: sa.Connection) -> None:
    """Stop what was suspended since, by whichever process, and start what was resumed; a new version has a new chance.

    What a plugin declares is read at boot all the same: so it is whole when it is resumed.
    """
    if not sa.inspect(connection).has_table(TABLE.name):
        return
    for row in connection.execute(sa.select(TABLE.c.name, TABLE.c.status, TABLE.c.version, TABLE.c.error)):
        plugin = plugins.loaded.get(row.name)
        suspended = plugin is not None and row.status == "suspended" and row.version in (None, plugin.info.version)
        if plugin is not None and plugin.status == ("active" if suspended else "suspended"):
            plugins.set_status(row.name, "suspended" if suspended else "active", row.error if suspended else None)


def record(
    plugins: Plugins,
    migrator: Standing,
    permissions: Mapping[str, Collection[str]],
    settings: Mapping[str, Collection[str]],
) -> None:
    """After boot and after migrations: write down what changed. Does nothing before the core has its tables."""
    with migrator.engine.connect() as connection:
        rows = _rows(connection)
        if rows is None:
            return
        revisions = {status.plugin: status.current for status in migrator.status(connection)}
    for name, plugin in plugins.loaded.items():
        known = rows.get(name, {})
        values = {"name": name, "status": plugin.status, "error": plugin.error, "tables": migrator.tables(name)}
        values |= {"revision": revisions.get(name, known.get("revision")), "version": plugin.info.version}
        for key, declared in (("permissions", permissions), ("settings", settings)):
            values[key] = sorted(declared[name]) if name in declared else known.get(key, [])
        if any(known.get(key, ...) != value for key, value in values.items()):
            _save(migrator.engine, values)


def suspender(engine: sa.Engine, notes: Path, plugins: Plugins) -> OnHang:
    """Return what the watchdog calls: it marks the plugin suspended through a connection of its own.

    The hanging hook may hold the write lock of SQLite: then a file takes the suspension to the next start.
    """

    def suspend(plugin: str, hook: str, stack: str) -> None:
        error = f"The hook {hook!r} did not return.\n{stack}"
        try:
            with engine.begin() as connection:
                _wait_briefly(connection)
                _suspend(connection, plugin, error, plugins.loaded[plugin].info.version)
        except DBAPIError:
            (notes / NOTE.format(plugin)).write_text(error)

    return suspend


def suspended_in(engine: sa.Engine) -> IsSuspended:
    """Return what tells whether a plugin is suspended by now; False where the database cannot be asked."""

    def suspended(plugin: str) -> bool:
        try:
            with engine.connect() as connection:
                return connection.scalar(sa.select(TABLE.c.status).where(TABLE.c.name == plugin)) == "suspended"
        except DBAPIError:
            return False

    return suspended


def resume(connection: sa.Connection, name: str) -> None:
    """Let a suspended plugin run again, in every process from its next request on."""
    changed = {"status": "active", "error": None, "updated_at": clock.now()}
    connection.execute(sa.update(TABLE).where(TABLE.c.name == name).values(changed))
    bump_site(connection)


def _deliver(notes: Path, engine: sa.Engine) -> None:
    for note in sorted(notes.glob(NOTE.format("*"))):
        plugin = note.stem.removeprefix("suspended-")
        with writing(engine) as connection:
            _suspend(connection, plugin, note.read_text())
        note.unlink(missing_ok=True)


def _suspend(connection: sa.Connection, plugin: str, error: str, version: str | None = None) -> None:
    """Mark a plugin suspended; with its version, as another version of it has a new chance."""
    changed = {"status": "suspended", "error": error, "updated_at": clock.now(), **({"version": version} if version else {})}
    known = connection.execute(sa.update(TABLE).where(TABLE.c.name == plugin).values(changed)).rowcount
    if not known:
        connection.execute(sa.insert(TABLE).values(name=plugin, tables=[], permissions=[], settings=[], **changed))
    bump_site(connection)


def _wait_briefly(connection: sa.Connection) -> None:
    on_sqlite = connection.dialect.name == "sqlite"
    connection.exec_driver_sql("PRAGMA busy_timeout=1000" if on_sqlite else "SET LOCAL lock_timeout = '1s'")


def _rows(connection: sa.Connection) -> dict[str, dict[str, Any]] | None:
    """Return the records by name, None before the core has its tables."""
    if not sa.inspect(connection).has_table(TABLE.name):
        return None
    return {row["name"]: dict(row) for row in connection.execute(sa.select(TABLE)).mappings()}


def _save(engine: sa.Engine, values: dict[str, Any]) -> None:
    values = {**values, "updated_at": clock.now()}
    insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
    with writing(engine) as connection:
        connection.execute(insert(TABLE).values(values).on_conflict_do_update(index_elements=["name"], set_=values))
