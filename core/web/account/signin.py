"""Signing in and out, in a program and on the site: password, second step, forgotten password."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, url_for

from core.entities.unit import unit
from core.errors import TooMany
from core.i18n import LOCALES, N_, _, lang_tag, set_locale
from core.i18n import current as current_locale
from core.identity import passwords, reset, resolve, sessions, tickets, users
from core.identity import signin as engine
from core.web.account.auth_card import card, card_form, device, program_url
from core.web.door.cookies import STEP_COOKIE, with_language, with_session, with_step, without_session
from core.web.door.guard import session_secret
from core.web.door.here import here
from core.web.door.policy import policy
from schemas import fields
from schemas.base import EntitySchema

pages = Blueprint("signin", __name__, url_prefix="/<program>")
site = Blueprint("signin_site", __name__, url_prefix="/-")
View = Callable[..., Any]

WRONG = N_("E-mail or password is not right.")
LEAST = 0.1
"""Seconds asking for a link takes at least: where there is an account a mail is written, and the time that takes must not tell."""
VOID = N_("This link was used already or is too old. Ask for a new one.")


class Credentials(EntitySchema):
    email = fields.Email(required=True, label=N_("E-mail"), autocomplete="username")
    password = fields.String(required=True, label=N_("Password"), secret=True, autocomplete="current-password")


class Code(EntitySchema):
    code = fields.String(
        required=True,
        label=N_("Code"),
        inputmode="text",
        autocomplete="one-time-code",
        help=N_("Six digits from your authenticator app, or one of your recovery codes."),
    )


class Address(EntitySchema):
    email = fields.Email(required=True, label=N_("E-mail"), autocomplete="username")


class NewPassword(EntitySchema):
    password = fields.String(
        required=True,
        label=N_("New password"),
        secret=True,
        autocomplete="new-password",
        help=N_("At least 8 characters. Several words that do not belong together are easy to keep and hard to guess."),
    )


def _route(rule: str, method: str, *, own_units: bool = False) -> Callable[[View], View]:
    """Serve a view in every program and on the site, for everybody."""

    def add(view: View) -> View:
        declared = policy(public=True, own_units=own_units)(view)
        for blueprint in (pages, site):
            blueprint.add_url_rule(rule, view.__name__, declared, methods=[method])
        return view

    return add


@_route("/signin", "GET")
def form() -> Any:
    chosen = request.args.get("lang", "")
    if chosen in map(lang_tag, LOCALES):
        set_locale(chosen)
        return with_language(_credentials(), current_locale())
    if here().actor.kind != "anonymous" or (here().user is not None):
        return redirect(_target(), 303)
    changed = _("Your password was changed. Sign in with the new one.") if "changed" in request.args else None
    return _credentials(notice=changed, help=_stranger())


@_route("/signin", "POST", own_units=True)
def submit() -> Any:
    email, password = request.form.get("email", ""), request.form.get("password", "")
    try:
        found = engine.by_password(email, password, device())
    except TooMany as problem:
        return _waiting(_credentials(email, error=_(problem.message), status=429), problem)
    if found is None:
        return _credentials(email, error=_(WRONG), status=422)
    if found.step:
        target = program_url("signin.code_form", next=safe_target(request.form.get("next", "")) or None)
        return with_step(redirect(target, 303), found.step, int(tickets.LIFETIMES["second-step"].total_seconds()))
    return _enter(found.secret)


@_route("/signin/code", "GET")
def code_form() -> Any:
    return _code() if STEP_COOKIE in request.cookies else redirect(program_url("signin.form"), 303)


@_route("/signin/code", "POST", own_units=True)
def code() -> Any:
    try:
        found = engine.second_step(request.cookies.get(STEP_COOKIE, ""), request.form.get("code", ""), device())
    except TooMany as problem:
        return _waiting(_code(error=_(problem.message), status=429), problem)
    if found is None:
        return _code(error=_("This code is not right, was used already, or you took more than ten minutes."), status=422)
    return _enter(found.secret)


@_route("/signin/forgot", "GET")
def forgot_form() -> Any:
    return _forgot()


@_route("/signin/forgot", "POST", own_units=True)
def forgot() -> Any:
    email = request.form.get("email", "")
    try:
        engine.admit(f"reset:{users.tidy(email)}", f"reset-address:{device().address}", free=5)
    except TooMany as problem:
        return _waiting(_forgot(error=_(problem.message), status=429), problem)
    began = time.monotonic()
    unit(lambda: reset.request(email))
    time.sleep(max(0.0, began + LEAST - time.monotonic()))
    return _forgot(
        notice=_("If there is an account with this address, a mail with a link is on its way. The link holds for one hour."), form=None
    )


@_route("/signin/reset/<ticket>", "GET")
def reset_form(ticket: str) -> Any:
    return _new_password() if tickets.find("reset", ticket) else _void()


@_route("/signin/reset/<ticket>", "POST", own_units=True)
def reset_submit(ticket: str) -> Any:
    found, password = tickets.find("reset", ticket), request.form.get("password", "")
    if found is None:
        return _void()
    if weak := passwords.weakness(password, users.known_words(users.by_id(found.user_id))):
        return _new_password(weak)
    hashed = passwords.hash_password(password)
    if not unit(lambda: reset.complete(ticket, hashed)):
        return _void()
    return redirect(program_url("signin.form", changed=1), 303)


@pages.post("/signout", endpoint="out")
@policy(member=True, while_viewing=True)
def out() -> Any:
    return _leave()


@site.post("/signout", endpoint="out")
@policy(user=True)
def out_of_site() -> Any:
    return _leave()


def _leave() -> Any:
    if secret := session_secret():
        sessions.close_session(resolve.digest(secret))
    return without_session(redirect(program_url("signin.form"), 303))


def safe_target(target: str) -> str:
    """Return a path of our own, or nothing."""
    parts = urlsplit(target)
    lawful = target.startswith("/") and not target.startswith("//") and "\\" not in target and not parts.netloc and not parts.scheme
    return target if lawful and all(ord(c) > 31 for c in target) else ""


def _enter(secret: str) -> Any:
    """Begin the new session; one this browser had before ends, so that no id from before the sign-in goes on."""
    if earlier := session_secret():
        unit(lambda: sessions.close_session(resolve.digest(earlier)))
    return with_session(redirect(_target(secret), 303), secret)


def _target(secret: str = "") -> str:
    """Where to go from here: the page that was asked for, the program, or the choice of programs for those who are not in it."""
    program = here().program
    wanted = safe_target(request.values.get("next", ""))
    if program is None:
        return wanted or url_for("programs.list")
    found = resolve.by_session(program.slug, secret) if secret else here().resolved
    if found is None or (found.actor.kind == "anonymous" and not wanted.startswith(f"/{program.slug}/join/")):
        return url_for("programs.list")
    return wanted or url_for("core.home", program=program.slug)


def _stranger() -> str | None:
    """What to tell people who are signed in, but not in this program."""
    spot = here()
    if spot.program is None or spot.resolved is None or spot.resolved.session_id is None:
        return None
    return _(
        "You are signed in, but you are not a member of %(program)s. Sign in with another account, or ask for an invitation.",
        program=spot.program.name,
    )


def _credentials(email: str = "", *, status: int = 200, **more: Any) -> Any:
    program = here().program
    target = safe_target(request.values.get("next", ""))
    title = _("Sign in to %(program)s", program=program.name) if program else _("Sign in")
    links = [(_("Forgot your password?"), program_url("signin.forgot_form"))]
    form = card_form(Credentials, data={"email": email} if email else None)
    hidden = [("next", target)] if target else ()
    if program is not None and program.ended:
        more["help"] = _("This program has ended. Partners can no longer sign in; the vendor's people can still read it.")
    return card(
        title, form, submit_label=_("Sign in"), hidden=hidden, links=links, action=program_url("signin.submit"), status=status, **more
    )


def _code(**more: Any) -> Any:
    target = safe_target(request.values.get("next", ""))
    links = [(_("Start again"), program_url("signin.form"))]
    return card(
        _("Second step"), card_form(Code), submit_label=_("Continue"), hidden=[("next", target)] if target else (), links=links, **more
    )


def _forgot(form: bool | None = True, **more: Any) -> Any:
    links = [(_("Back to sign-in"), program_url("signin.form"))]
    if form is None:
        return card(_("Forgot your password?"), links=links, **more)
    text = _("Write the address you sign in with. You get a mail with a link to set a new password.")
    return card(_("Forgot your password?"), card_form(Address), help=text, submit_label=_("Send the link"), links=links, **more)


def _new_password(weak: str = "") -> Any:
    made = card_form(NewPassword)
    if weak:
        made["password"].errors = [_(weak)]
    return card(_("Set a new password"), made, submit_label=_("Set password"), status=422 if weak else 200)


def _void() -> Any:
    links = [(_("Ask for a new link"), program_url("signin.forgot_form"))]
    return card(_("This link no longer works"), error=_(VOID), links=links, status=410)


def _waiting(response: Any, problem: TooMany) -> Any:
    response.headers["Retry-After"] = str(problem.extra["retry_after"])
    return response
