"""`hansa serve`, `hansa worker`, `hansa dev`."""

import os
import socket
from datetime import datetime

import click

from core.app import create_app
from core.cli.clocks import Moment, work_until
from core.config import Config
from core.jobs import worker as workers
from core.loading import demand_tables
from core.portal_server import serve_portal

HOST = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
PORT = click.option(
    "--port", default=8000, type=click.IntRange(0, 65535), envvar="PORT", show_default=True, help="Port to listen on; also $PORT."
)


@click.command()
@HOST
@PORT
def serve(host: str, port: int) -> None:
    """Serve the portal: one process on SQLite, $HANSA_WORKERS on PostgreSQL."""
    listen(host, port)


def answer_at(host: str, port: int) -> None:
    """Have the links in mails lead here, where no address is configured."""
    if not Config.load()["base_url"]:
        os.environ["HANSA_BASE_URL"] = f"http://{host}:{port}"


def free(host: str, port: int) -> None:
    """Refuse, with what to do, an address that cannot be served: before anything is loaded or deleted for it."""
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as error:
        told = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
        raise click.ClickException(f"{host}:{port} cannot be used: {told}. Choose another port, as in PORT={port + 1}.") from None


def listen(host: str, port: int) -> None:
    """Serve until stopped; a port that is taken is refused with what to do."""
    free(host, port)
    answer_at(host, port)
    click.echo(f"Serving on http://{host}:{port} - stop with Ctrl-C")
    serve_portal(host, port)


@click.command()
@click.option("--at", type=Moment(), help="In a sandbox: move the clock on to this moment, do what falls due on the way, and stop.")
def worker(at: datetime | None) -> None:
    """Run background jobs until stopped. On SQLite `hansa serve` does this by itself."""
    if at is not None:
        work_until(at)
    else:
        app = create_app()
        demand_tables(app)
        workers.run(app)


@click.command()
@HOST
@PORT
def dev(host: str, port: int) -> None:
    """Serve for plugin authors: reloads on change, shows errors with their source. Never on a public address."""
    app = create_app({"env": "development", "strict": True})
    demand_tables(app)
    app.run(host, port, debug=True, threaded=True)
