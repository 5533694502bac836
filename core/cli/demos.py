"""`hansa demo`: two programs to look at, with everything in them."""

import json
import shutil
import time
from pathlib import Path

import click
import sqlalchemy as sa

from core.cli.databases import bring_up_to_date
from core.cli.running import running
from core.cli.serving import HOST, PORT, answer_at, free, listen
from core.config import Config
from core.db import db
from core.demo import load
from core.demo.plans import PASSWORD


@click.command()
@HOST
@PORT
@click.option("--no-serve", is_flag=True, help="Only load the demo, do not serve it.")
@click.option("--reset", is_flag=True, help="Delete the demo that is there first.")
@click.option(
    "--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Write address, programs and accounts to this file."
)
def demo(host: str, port: int, no_serve: bool, reset: bool, json_file: Path | None) -> None:
    """Load the demo into an empty database, print its accounts and serve it.

    Loaded before, it is left as it is. A database with real programs is refused.
    """
    if not no_serve:
        free(host, port)
    answer_at(host, port)
    if reset:
        _reset()
    failed = [result for result in bring_up_to_date() if result.error]
    if failed:
        raise click.ClickException("\n".join(f"The migration of {result.plugin} failed:\n{result.error}" for result in failed))
    with running():
        _loaded()
        accounts = load.accounts()
    base_url = f"http://{host}:{port}"
    if json_file is not None:
        programs = sorted({account["program"] for account in accounts if account["program"]})
        json_file.write_text(
            json.dumps({"base_url": base_url, "programs": programs, "accounts": accounts}, ensure_ascii=False, indent=2), encoding="utf-8"
        )
    _print(base_url, accounts)
    if not no_serve:
        listen(host, port)


def _reset() -> None:
    """Delete a SQLite database that holds the demo, and nothing else; uploaded files of the demo go with it."""
    config = Config.load()
    if config.on_postgres:
        raise click.ClickException("--reset works on SQLite. On PostgreSQL drop the database and make it anew.")
    file = Path(str(sa.make_url(config["database_url"]).database))
    if not file.exists():
        return
    with running(migrated=False):
        if sa.inspect(db.engine).has_table("core_site"):
            load.is_loaded()
    for path in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))):
        path.unlink(missing_ok=True)
    shutil.rmtree(Path(config["data_dir"]) / "files", ignore_errors=True)
    click.echo("The old demo is deleted.")


def _loaded() -> None:
    if load.is_loaded():
        click.echo("The demo is loaded already; its data is kept. `make reset-demo` starts over.")
        return
    start = time.monotonic()
    load.load(lambda step: click.echo(f"{time.monotonic() - start:5.1f} s  {step}"))
    click.echo(f"{time.monotonic() - start:5.1f} s  done")


def _print(base_url: str, accounts: list[dict[str, str]]) -> None:
    click.echo(f"\n{base_url}   password of every account: {PASSWORD}\n")
    for account in accounts:
        where = account["program"] or "site"
        click.echo(f"  {where:<9} {account['email']:<32} {account['role']:<14} {account['partner'] or ''}".rstrip())
    click.echo()
