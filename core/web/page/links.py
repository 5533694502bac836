"""Addresses for use outside of a request: in mails and exports."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from core.portal import portal

LOCAL = "http://localhost:8000"
"""Stands in where no base URL is configured: nobody but this machine can follow it."""


def absolute_url(endpoint: str, **values: Any) -> str:
    """Return the whole address of an endpoint under the configured base URL, never under the host a request named."""
    base = urlsplit(portal().config["base_url"] or LOCAL)
    adapter = current_app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)
    return adapter.build(endpoint, values, force_external=True)
