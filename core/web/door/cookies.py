"""The cookies of signing in. None can be read by scripts; the session's is bound to the host where the connection is secure."""

from typing import Any

from flask import request

from core.identity import sessions
from core.web.door.guard import LANGUAGE_COOKIE, SESSION_COOKIES

STEP_COOKIE = "hansa_step"
_YEAR = 365 * 86_400


def with_session(response: Any, secret: str) -> Any:
    """Put the session's secret into the cookie; the `__Host-` name where the connection is secure."""
    name = SESSION_COOKIES[0] if request.is_secure else SESSION_COOKIES[1]
    _set(response, name, secret, int(sessions.LIFETIME.total_seconds()))
    response.delete_cookie(STEP_COOKIE, path="/")
    return response


def without_session(response: Any) -> Any:
    for name in (*SESSION_COOKIES, STEP_COOKIE):
        response.delete_cookie(name, path="/", secure=name.startswith("__Host-"), httponly=True, samesite="Lax")
    return response


def with_step(response: Any, ticket: str, seconds: int) -> Any:
    """Keep the ticket of the second step until it is done."""
    _set(response, STEP_COOKIE, ticket, seconds)
    return response


def with_language(response: Any, tag: str) -> Any:
    _set(response, LANGUAGE_COOKIE, tag, _YEAR)
    return response


def _set(response: Any, name: str, value: str, seconds: int) -> None:
    response.set_cookie(name, value, max_age=seconds, httponly=True, secure=request.is_secure, samesite="Lax", path="/")
