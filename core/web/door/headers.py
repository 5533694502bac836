"""Response headers of every page: content policy, no caching of private pages, the request's id."""

from flask import Flask, Response, request

from core.web.door import csrf
from core.web.door.here import there

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("Content-Security-Policy", CSP),
    ("Cache-Control", "no-store"),
    ("Vary", "Cookie, HX-Request, Accept-Language"),
)
ALWAYS_SECURE = (*ALWAYS, ("Strict-Transport-Security", "max-age=31536000"))
"""What an answer gets unless the page said otherwise."""


def install(app: Flask) -> None:
    app.after_request(_harden)


def _harden(response: Response) -> Response:
    headers, spot, secure = response.headers, there(), request.is_secure
    present = {name.lower() for name, _ in headers}
    headers.extend([pair for pair in (ALWAYS_SECURE if secure else ALWAYS) if pair[0].lower() not in present])
    if spot is not None:
        headers["X-Request-Id"] = spot.request_id
        if spot.fresh_seed:
            response.set_cookie(csrf.SEED_COOKIE, spot.fresh_seed, httponly=True, samesite="Lax", secure=secure, path="/")
    return response
