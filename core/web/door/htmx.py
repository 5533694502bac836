"""htmx, in the one module that knows the library: what a request asks for, and how to answer it.

Wraps htmx-flask 0.1.0, whose `make_response` refuses some lawful swaps and puts raw text into headers.
"""

import json
from typing import Any
from urllib.parse import unquote

from flask import Flask, Response, request
from htmx_flask import Htmx
from htmx_flask.requests import HtmxAwareRequest
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

NO_NUL = "The request holds NUL, a character that stands in no text."
"""No name or value has it, and PostgreSQL cannot even compare with it."""


class HansaRequest(HtmxAwareRequest):  # type: ignore[misc]
    """The request with htmx's headers decoded, and a form of as many fields as MAX_FORM_PARTS allows, however it is sent."""

    def _load_form_data(self) -> None:
        """The framework counts the parts of multipart forms only; a megabyte of `a&a&a…` would become 500,000 fields."""
        fresh = self.mimetype == "application/x-www-form-urlencoded" and "form" not in self.__dict__
        if fresh and self.get_data(cache=True).count(b"&") >= (self.max_form_parts or 1_000):
            raise RequestEntityTooLarge("The form has too many fields.")
        super()._load_form_data()
        if any("\0" in text for pair in self.form.items(multi=True) for text in pair):
            raise BadRequest(NO_NUL)

    @property
    def current_page(self) -> str:
        """Return the URL the browser shows, percent-decoded."""
        return unquote(self.headers.get("HX-Current-URL", ""))


def init_htmx(app: Flask) -> None:
    Htmx(app)
    app.request_class = HansaRequest


def is_fragment() -> bool:
    """Tell whether only a part of the page is wanted (boosted and restored pages are whole)."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and "HX-Boosted" not in headers and "HX-History-Restore-Request" not in headers


def hx(
    body: str = "",
    *,
    status: int = 200,
    toast: str = "",
    kind: str = "ok",
    retarget: str = "",
    reswap: str = "",
    redirect: str = "",
    push_url: str = "",
    events: dict[str, Any] | None = None,
) -> Response:
    """Return an htmx answer. Header values are ASCII JSON, so Chinese toasts pass."""
    told = dict(events or {})
    if toast:
        told["hansa:toast"] = {"kind": kind, "message": toast}
    wanted = {
        "HX-Trigger": json.dumps(told) if told else "",
        "HX-Retarget": retarget,
        "HX-Reswap": reswap,
        "HX-Redirect": redirect,
        "HX-Push-Url": push_url,
    }
    return Response(body, status, {name: value for name, value in wanted.items() if value}, content_type="text/html; charset=utf-8")
