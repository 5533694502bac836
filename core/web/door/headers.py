"""Response headers of every page: content policy, no caching of private pages, the request's id."""

from flask import Flask, Response, request

from core.web.door import csrf
from core.web.door.here import there

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def install(app: Flask) -> None:
    app.after_request(_harden)


def _harden(response: Response) -> Response:
    headers = response.headers
    for name, value in ALWAYS.items():
        headers.setdefault(name, value)
    headers.setdefault("Content-Security-Policy", CSP)
    headers.setdefault("Cache-Control", "no-store")
    headers.setdefault("Vary", "Cookie, HX-Request, Accept-Language")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    spot = there()
    if spot is not None:
        headers["X-Request-Id"] = spot.request_id
        if spot.fresh_seed:
            response.set_cookie(csrf.SEED_COOKIE, spot.fresh_seed, httponly=True, samesite="Lax", secure=request.is_secure, path="/")
    return response
