"""A process of the portal: the application loaded once, and what each process does when it has been forked from it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from core.app import create_app
from core.db import db
from core.jobs import worker
from core.plugin_system.standing import Standing
from core.plugin_system.state import restore
from core.portal import portal


def load(overrides: Mapping[str, Any] | None) -> Flask:
    """Return the application with no connection open: a connection belongs to one process."""
    app = create_app(overrides)
    with app.app_context():
        db.engine.dispose()
    return app


def begin(app: Flask) -> None:
    """See which plugins were suspended since the application was loaded, and watch their hooks. On SQLite background work runs here too."""
    with app.app_context():
        found = portal()
        restore(found.plugins, Standing.of(db.engine, found.plugins.loaded), Path(found.config["data_dir"]), through=db.engine)
        found.plugins.watchdog.start()
    if not found.config.on_postgres:
        worker.embed(app)
