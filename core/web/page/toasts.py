"""Short news after an act: with the fragment, or by a cookie that the next page's script shows and deletes."""

import json
from typing import Any
from urllib.parse import quote

from flask import Response, request

from core.i18n import _
from core.web.door.htmx import is_fragment

COOKIE = "hansa_toast"
"""Read by core/static/js/toast.js. It carries text only, shown as text."""

LONGEST = 3_500


def with_toast(response: Any, message: str, *, kind: str = "ok", undo: str = "") -> Response:
    """Let the person know; `undo` is an address of our own that takes the act back when it is posted to."""
    told: dict[str, Any] = {"message": message, "kind": kind}
    if undo:
        told["undo"] = {"label": _("Undo"), "url": undo}
    if is_fragment():
        response.headers["HX-Trigger"] = json.dumps({"hansa:toast": told})
        return response  # type: ignore[no-any-return]
    value = quote(json.dumps(told))
    if len(value) > LONGEST:
        value = quote(json.dumps({"message": message, "kind": kind}))
    response.set_cookie(COOKIE, value, max_age=60, path="/", samesite="Lax", secure=request.is_secure)
    return response  # type: ignore[no-any-return]
