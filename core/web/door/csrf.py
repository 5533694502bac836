"""Cross-site request forgery: a token bound to the session, and the browser's own word on where a request comes from."""

import hashlib
import hmac
from urllib.parse import urlsplit

from flask import Request, current_app

from core.errors import Malformed

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SEED_COOKIE = "hansa_seed"


def token_for(seed: str) -> str:
    """Return the token of a seed (the session's id, or the cookie of a visitor)."""
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, f"csrf:{seed}".encode(), hashlib.sha256).hexdigest()


def check(request: Request, seed: str) -> None:
    """Raise Malformed unless an unsafe request comes from our own page with our own token."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Malformed("The request came from another site.", code="csrf")
    origin = request.headers.get("Origin")
    if origin and origin != "null" and urlsplit(origin).netloc != request.host:
        raise Malformed("The request came from another site.", code="csrf")
    sent = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    if not seed or not hmac.compare_digest(sent, token_for(seed)):
        raise Malformed("This form is too old or not ours. Reload the page and send it again; your input is kept.", code="csrf")
