"""`hansa serve`: the portal on the web server, with as many processes as its database can bear."""

import gc
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from core.app import create_app
from core.config import Config
from core.db import db
from core.jobs import worker
from core.plugin_system.migrate import Migrator
from core.plugin_system.state import restore
from core.portal import portal
from core.server import serve

FORM_MARGIN = 100_000
"""Bytes a form may add around the largest upload."""


def serve_portal(host: str, port: int, overrides: Mapping[str, Any] | None = None) -> None:
    """Serve the configured portal: one process on SQLite, `workers` on PostgreSQL, each with `threads` threads."""
    config = Config.load(overrides)
    processes = config["workers"] if config.on_postgres else 1
    limit = config["max_upload"] + FORM_MARGIN
    proxy = config["trusted_proxy"] or None
    serve(lambda: _loaded(overrides), host, port, processes, config["threads"], max_body=limit, trusted_proxy=proxy, started=_started)


def _loaded(overrides: Mapping[str, Any] | None) -> Flask:
    gc.disable()  # loading makes much and drops little: looking for garbage meanwhile costs a third of it
    try:
        app = create_app(overrides)
    finally:
        gc.enable()
    gc.freeze()  # what is loaded stays: not looked at again, its pages are shared by the processes
    with app.app_context():
        db.engine.dispose()  # a connection belongs to one process
    return app


def _started(app: Flask) -> None:
    """See which plugins were suspended since the application was loaded, and watch their hooks. On SQLite background work runs here too."""
    with app.app_context():
        found = portal()
        restore(found.plugins, Migrator.of(db.engine, found.plugins.loaded), Path(found.config["data_dir"]))
        found.plugins.watchdog.start()
    if not found.config.on_postgres:
        worker.embed(app)
