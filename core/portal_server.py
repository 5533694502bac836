"""`hansa serve`: the portal on the web server, with as many processes as its database can bear."""

import gc
from collections.abc import Mapping
from typing import Any

from flask import Flask

from core.config import Config
from core.server import serve
from schemas.lazy import lazy

loading = lazy("core.loading")

FORM_MARGIN = 100_000
"""Bytes a form may add around the largest upload."""


def serve_portal(host: str, port: int, overrides: Mapping[str, Any] | None = None) -> None:
    """Serve the configured portal: one process on SQLite, `workers` on PostgreSQL, each with `threads` threads."""
    config = Config.load(overrides)
    processes = config["workers"] if config.on_postgres else 1
    limit = config["max_upload"] + FORM_MARGIN
    proxy = config["trusted_proxy"] or None
    threads = config["threads"]
    serve(lambda: loaded(overrides), host, port, processes, threads, max_body=limit, trusted_proxy=proxy, started=_begun)


def loaded(overrides: Mapping[str, Any] | None = None) -> Flask:
    """Import and make the portal.

    Loading makes much and drops little: looking for garbage meanwhile costs a third of it. What is loaded stays, so it is not
    looked at again, and its pages are shared by the processes.
    """
    gc.disable()
    try:
        app: Flask = loading.load(overrides)
    finally:
        gc.enable()
    gc.freeze()
    return app


def _begun(app: Flask) -> None:
    loading.begin(app)
