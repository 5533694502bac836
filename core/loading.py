"""A process of the portal: the application loaded once, and what each process does when it has been forked from it."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from core.app import create_app
from core.db import db
from core.entities.marks import WALL
from core.jobs import worker
from core.plugin_system.standing import Standing
from core.plugin_system.state import restore
from core.portal import portal

log = logging.getLogger("hansa")

BEHIND = "The tables of the database are missing or not up to date. Run `hansa db upgrade`, then start again."


def load(overrides: Mapping[str, Any] | None) -> Flask:
    """Return the application with no connection open: a connection belongs to one process."""
    app = create_app(overrides)
    demand_tables(app)
    with app.app_context():
        db.engine.dispose()
    return app


def demand_tables(app: Flask) -> None:
    """Warn of plugins that are off for want of their tables. Raises SystemExit with one line when those of the core are not whole."""
    with app.app_context():
        plugins = portal().plugins.loaded
        with db.engine.connect().execution_options(**WALL) as connection:
            core, *_others = Standing.of(db.engine, {}).status(connection)
    if core.pending:
        raise SystemExit(BEHIND)
    for name, plugin in plugins.items():
        if plugin.status == "pending":
            log.warning("The plugin %s is off. %s", name, plugin.error)


def begin(app: Flask) -> None:
    """See which plugins were suspended since the application was loaded, and watch their hooks. On SQLite background work runs here too."""
    with app.app_context():
        found = portal()
        restore(found.plugins, Standing.of(db.engine, found.plugins.loaded), Path(found.config["data_dir"]), through=db.engine)
        found.plugins.watchdog.start()
    if not found.config.on_postgres:
        worker.embed(app)
