"""`hansa serve`, `hansa worker`, `hansa dev`."""

import click

from core.app import create_app
from core.jobs import worker as workers
from core.portal_server import serve_portal

HOST = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
PORT = click.option("--port", default=8000, type=click.IntRange(0, 65535), envvar="PORT", show_default=True, help="Port to listen on; also $PORT.")


@click.command()
@HOST
@PORT
def serve(host: str, port: int) -> None:
    """Serve the portal: one process on SQLite, $HANSA_WORKERS on PostgreSQL."""
    click.echo(f"Serving on http://{host}:{port} - stop with Ctrl-C")
    serve_portal(host, port)


@click.command()
def worker() -> None:
    """Run background jobs until stopped. On SQLite `hansa serve` does this by itself."""
    workers.run(create_app())


@click.command()
@HOST
@PORT
def dev(host: str, port: int) -> None:
    """Serve for plugin authors: reloads on change, shows errors with their source. Never on a public address."""
    app = create_app({"env": "development", "strict": True})
    app.run(host, port, debug=True, threaded=True)
