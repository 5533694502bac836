"""Migrations per plugin: plain Alembic, one linear history and one version table `<plugin>__alembic` for each."""

import traceback
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from core.plugin_system.alembic_options import options, version_table
from core.plugin_system.connect import advisory_lock, writing
from core.plugin_system.discovery import log
from core.plugin_system.failures import MigrationRefused
from core.plugin_system.order import dependants
from core.plugin_system.standing import Standing, revisions
from schemas.lazy import lazy

command, autogenerate = lazy("alembic.command"), lazy("alembic.autogenerate")
config, migration = lazy("alembic.config"), lazy("alembic.migration")


@dataclass(frozen=True)
class Result:
    """One upgrade: the revisions before and after (None = nothing installed), and why it failed."""

    plugin: str
    before: str | None
    after: str | None
    error: str | None = None


class Migrator(Standing):
    """Runs the migrations of the core and of plugins."""

    def upgrade(self, plugin: str | None = None) -> list[Result]:
        """Bring one plugin, or the core and all plugins, to their newest revision, each in its own transaction.

        A failure is reported, leaves that plugin as it was, and leaves out the plugins that need it.
        """
        results: dict[str, Result] = {}
        with advisory_lock(self.engine):
            for name in self.order if plugin is None else [plugin]:
                failed = [need for need in self.requires[name] if need in results and results[need].error]
                results[name] = self._skipped(name, failed[0]) if failed else self._upgrade(name)
        return list(results.values())

    def downgrade(self, plugin: str, revision: str = "base") -> Result:
        """Take a plugin back to a revision; from "base" on nothing of it is left in the database.

        Raises MigrationRefused while a plugin that needs it is installed, or another's table points at its tables.
        """
        before = self.current(plugin)
        with advisory_lock(self.engine), writing(self.engine) as connection:
            self._refuse_while_needed(connection, plugin)
            command.downgrade(self._config(connection, plugin), revision)
            check_keys(connection)
            if revision == "base":
                sa.Table(version_table(plugin), sa.MetaData()).drop(connection, checkfirst=True)
        return Result(plugin, before, self.current(plugin))

    def check(self, plugin: str | None = None) -> list[tuple[str, str]]:
        """Return (plugin, difference) wherever models and database differ; both are empty in a sound release."""
        with self.engine.connect() as connection:
            names = self.order if plugin is None else [plugin]
            return [(name, str(difference)) for name in names for difference in _drift(connection, name)]

    def revision(self, plugin: str, message: str) -> Path | None:
        """Write the next numbered migration from the models; None when nothing changed.

        The database must be at the newest revision.
        """
        folder = self.sources[plugin]
        folder.mkdir(parents=True, exist_ok=True)
        number = f"{len(list(folder.glob('[0-9]*.py'))) + 1:04d}"
        with self.engine.connect() as connection:
            made = self._config(connection, plugin)
            made.attributes["directives"] = _skip_empty
            command.revision(made, message, autogenerate=True, rev_id=number)
        return next(folder.glob(f"{number}_*.py"), None)

    def _upgrade(self, plugin: str) -> Result:
        before = self.current(plugin)
        try:
            with writing(self.engine) as connection:
                command.upgrade(self._config(connection, plugin), "head")
                check_keys(connection)
        except Exception:
            log.exception("the migration of %s failed", plugin)
            return Result(plugin, before, before, traceback.format_exc())
        return Result(plugin, before, self.current(plugin))

    def _skipped(self, plugin: str, need: str) -> Result:
        current = self.current(plugin)
        return Result(plugin, current, current, f"It requires {need!r}, whose migration failed.")

    def _refuse_while_needed(self, connection: sa.Connection, plugin: str) -> None:
        there = revisions(connection, self.order)
        if users := [name for name in dependants(plugin, self.requires) if name in there]:
            raise MigrationRefused(f"{plugin} is needed by {', '.join(users)}: take those down first.")
        if pointing := keys_into(connection, self.tables(plugin)):
            raise MigrationRefused(f"Other tables point at {plugin}: {', '.join(pointing)}.")

    def _config(self, connection: sa.Connection | None, plugin: str) -> Any:
        made = config.Config(attributes={"connection": connection, "plugin": plugin})
        made.set_main_option("script_location", _plain(self.home))
        made.set_main_option("version_locations", _plain(self.sources[plugin]))
        made.set_main_option("path_separator", "newline")
        made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        return made


def keys_into(connection: sa.Connection, tables: Collection[str]) -> list[str]:
    """Return the tables outside of `tables` that have a foreign key to one of them."""
    keys = sa.inspect(connection).get_multi_foreign_keys()
    pointing = {name for (_, name), found in keys.items() for key in found if key["referred_table"] in tables}
    return sorted(pointing - set(tables))


def check_keys(connection: sa.Connection) -> None:
    """On SQLite, where foreign keys are off while tables are rebuilt: raise when one is broken now."""
    if connection.dialect.name != "sqlite":
        return
    if broken := {str(row[0]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")}:
        raise MigrationRefused(f"The migration breaks foreign keys of {', '.join(sorted(broken))}.")


def _drift(connection: sa.Connection, plugin: str) -> list[Any]:
    choices = options(plugin)
    context = migration.MigrationContext.configure(connection, opts=choices)
    return list(autogenerate.compare_metadata(context, choices["target_metadata"]))


def _skip_empty(context: Any, revision: Any, directives: list[Any]) -> None:
    if directives[0].upgrade_ops.is_empty():
        directives.clear()


def _plain(path: Path) -> str:
    return str(path).replace("%", "%%")
