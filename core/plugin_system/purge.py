"""Remove the tables of a plugin whose package is gone, after keeping their rows in a file."""

import json
import os
from pathlib import Path

import sqlalchemy as sa

from core.plugin_system.alembic_options import CORE, owns, version_table
from core.plugin_system.connect import advisory_lock, migration_engine, writing
from core.plugin_system.failures import MigrationRefused
from core.plugin_system.migrate import keys_into
from core.plugin_system.state import TABLE as RECORDS


def purge(target: sa.Engine | sa.URL | str, plugin: str, export: Path) -> int:
    """Write every row of a plugin to `export` (one JSON object a line), drop its tables and its record.

    Returns the number of rows. All or nothing. Raises MigrationRefused for the core, and while the tables of others
    point at the plugin's.
    """
    if plugin == CORE:
        raise MigrationRefused("The core cannot be removed.")
    engine = migration_engine(target)
    with advisory_lock(engine), writing(engine) as connection:
        metadata, tables = _reflected(connection, plugin)
        names = [table.name for table in tables]
        if pointing := keys_into(connection, names):
            raise MigrationRefused(f"Other tables point at {plugin}: {', '.join(pointing)}.")
        rows = _export(connection, tables, export)
        metadata.drop_all(connection, tables)
        sa.Table(version_table(plugin), sa.MetaData()).drop(connection, checkfirst=True)
        connection.execute(sa.delete(RECORDS).where(RECORDS.c.name == plugin))
    return rows


def _reflected(connection: sa.Connection, plugin: str) -> tuple[sa.MetaData, list[sa.Table]]:
    """Reflect the tables that exist: the prefix is the plugin's own, whatever was recorded."""
    metadata = sa.MetaData()
    names = [name for name in sa.inspect(connection).get_table_names() if owns(plugin, name)]
    metadata.reflect(connection, only=names)
    return metadata, [table for table in metadata.sorted_tables if table.name in names]


def _export(connection: sa.Connection, tables: list[sa.Table], path: Path) -> int:
    count = 0
    with path.open("x", encoding="utf-8") as file:
        for table in tables:
            if connection.dialect.name == "postgresql":
                # forced row-level security would show no row, and the export would be empty without a word
                connection.exec_driver_sql(f'ALTER TABLE "{table.name}" NO FORCE ROW LEVEL SECURITY')
            for row in connection.execute(sa.select(table), execution_options={"yield_per": 1000}).mappings():
                line = json.dumps({"table": table.name, "row": dict(row)}, default=str, ensure_ascii=False)
                file.write(f"{line}\n")
                count += 1
        file.flush()
        os.fsync(file.fileno())
    return count
