"""`hansa db`: migrations and proofs of what is stored."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import cast

import click

from core.app import create_app
from core.cli.running import running
from core.db import db as db_engine
from core.db import metadata
from core.entities import acting
from core.jobs.scopes import as_system, programs
from core.plugin_system.connect import migration_engine
from core.plugin_system.migrate import Migrator, Result
from core.portal import portal
from core.programs.mirror import differences
from core.sealing import renew
from core.upgrade import upgrade as upgrade_portal

PLUGIN = click.option("--plugin", default=None, help="Only this plugin, or `core`.")


@click.group()
def db() -> None:
    """Bring the database up to date, take it back, look at it."""


@db.command()
@PLUGIN
def upgrade(plugin: str | None) -> None:
    """Run the migrations that are missing, core first. Exit code 1 when one fails; the others are done."""
    results = bring_up_to_date(plugin)
    for result in results:
        click.echo(_line(result))
    if any(result.error for result in results):
        raise SystemExit(1)


@db.command()
def reseal() -> None:
    """Seal stored secrets anew after HANSA_SECRET_KEY changed; the old key stands in HANSA_OLD_SECRET_KEYS meanwhile."""
    with running() as found, migration_engine(found.config["owner_url"]).begin() as connection:
        done = renew(connection, metadata)
    click.echo(f"{done} secrets are sealed under the present key.")


@db.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Copy a SQLite database into the new FILE while the portal runs, and check the copy. PostgreSQL brings pg_dump."""
    with running() as found:
        if found.config.on_postgres:
            raise click.ClickException("PostgreSQL is backed up with pg_dump.")
        try:
            os.close(os.open(file, os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            raise click.ClickException(f"{file} is there already.") from None
        with closing(db_engine.engine.raw_connection()) as source, closing(sqlite3.connect(file)) as copy:
            cast(sqlite3.Connection, source.driver_connection).backup(copy)
            said = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if said != "ok":
        raise click.ClickException(f"The copy is damaged: {said}")
    click.echo(f"Copied to {file}. Keep the files and secret.key with it.")


@db.command()
@click.argument("plugin")
@click.argument("revision", default="base")
@click.option("--yes", is_flag=True, help="Do not ask.")
def downgrade(plugin: str, revision: str, yes: bool) -> None:
    """Take PLUGIN back to REVISION. From `base` on, its tables and all their rows are gone."""
    with running() as found:
        migrator = _migrator(found)
        if plugin not in (there := [row.plugin for row in migrator.status()]):
            raise click.ClickException(f"There is no plugin {plugin!r} with tables here. There are: {', '.join(there)}.")
        if not yes:
            click.confirm(f"This deletes data of {plugin}. Go on?", abort=True)
        click.echo(_line(migrator.downgrade(plugin, revision)))


@db.command()
def status() -> None:
    """Show which migrations are there and which are missing. Exit code 1 when some are missing."""
    with running(migrated=False) as found:
        rows = _migrator(found).status()
    for row in rows:
        click.echo(f"{row.plugin:<20} {row.current or '-':<8} {'up to date' if not row.pending else f'needs {row.head}'}")
    if any(row.pending for row in rows):
        raise SystemExit(1)


@db.command()
@click.option("--fields", is_flag=True, help="Also prove the mirror of custom fields against the records.")
def check(fields: bool) -> None:
    """Compare models and database; print every difference. Exit code 1 when there is one."""
    with running() as found:
        problems = [f"{plugin}: {difference}" for plugin, difference in _migrator(found).check()]
        problems += _field_problems() if fields else []
    for problem in problems:
        click.echo(problem)
    click.echo("No differences." if not problems else f"{len(problems)} differences.")
    if problems:
        raise SystemExit(1)


def bring_up_to_date(plugin: str | None = None) -> list[Result]:
    """Migrate in two rounds: plugins whose tables were missing are asked what they declare in the second."""
    first, second = _round(plugin), _round(plugin)
    told = {result.plugin: result for result in second}
    return list({**told, **{result.plugin: result for result in first if not told[result.plugin].error}}.values())


def _round(plugin: str | None) -> list[Result]:
    with create_app().app_context():
        return upgrade_portal(portal(), plugin)


def _migrator(found: object) -> Migrator:
    return Migrator.of(portal().config["owner_url"], portal().plugins.loaded)


def _field_problems() -> list[str]:
    problems = []
    for state in programs():
        with acting.entered(as_system(state)):
            problems += [f"{state.slug}: {line}" for line in differences()]
    return problems


def _line(result: Result) -> str:
    if result.error:
        return f"{result.plugin}: FAILED\n{result.error}"
    if result.before == result.after:
        return f"{result.plugin}: up to date ({result.after or 'no tables'})"
    return f"{result.plugin}: {result.before or 'nothing'} -> {result.after or 'nothing'}"
