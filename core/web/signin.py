"""Signing in and out."""

from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Blueprint, Response, redirect, request, url_for

from core.db import db
from core.i18n import _
from core.identity import passwords, sessions
from core.identity.models import User
from core.web.guard import SESSION_COOKIES
from core.web.here import here
from core.web.pages import render
from core.web.policy import policy

pages = Blueprint("signin", __name__, url_prefix="/<program>")
site = Blueprint("signin_site", __name__)


@pages.get("/signin", endpoint="form")
@policy(public=True)
def form() -> Any:
    return _page(request.args.get("next", ""))


@pages.post("/signin", endpoint="submit")
@policy(public=True)
def submit() -> Any:
    email, password = request.form.get("email", "").strip().casefold(), request.form.get("password", "")
    user = db.session.scalars(sa.select(User).where(User.email == email)).one_or_none()
    good = passwords.verify(user.password_hash if user else None, password)
    if not good or user is None or user.disabled_at is not None:
        return Response(_page(request.form.get("next", ""), email, _("E-mail or password is not right.")), 422)
    secret = sessions.open_session(user.id, address=request.remote_addr or "", device=request.user_agent.string)
    program = here().program
    target = safe_target(request.form.get("next", "")) or url_for("core.home", program=program.slug if program else "")
    return with_session(redirect(target, 303), secret)


@pages.post("/signout", endpoint="out")
@policy(member=True)
def out() -> Any:
    spot = here()
    if spot.resolved and spot.resolved.session_id:
        sessions.close_session(spot.resolved.session_id)
    response = redirect(url_for("signin.form", program=spot.program.slug if spot.program else ""), 303)
    for name in SESSION_COOKIES:
        response.delete_cookie(name, path="/", secure=name.startswith("__Host-"))
    return response


def safe_target(target: str) -> str:
    """Return a path of our own, or nothing."""
    parts = urlsplit(target)
    lawful = target.startswith("/") and not target.startswith("//") and "\\" not in target and not parts.netloc and not parts.scheme
    return target if lawful and all(ord(c) > 31 for c in target) else ""


def with_session(response: Any, secret: str) -> Any:
    """Put the session's secret into the cookie; the `__Host-` name where the connection is secure."""
    name = SESSION_COOKIES[0] if request.is_secure else SESSION_COOKIES[1]
    response.set_cookie(name, secret, max_age=int(sessions.LIFETIME.total_seconds()), httponly=True, secure=request.is_secure, samesite="Lax", path="/")
    return response


def _page(target: str, email: str = "", error: str = "") -> str:
    program = here().program
    slug = program.slug if program else ""
    view = SimpleNamespace(action=url_for("signin.submit", program=slug), next=safe_target(target), email=email, error=error)
    return render("signin.html", signin=view)
