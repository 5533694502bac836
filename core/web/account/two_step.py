"""Two-step sign-in of a person: set it up with an authenticator app, renew the recovery codes, switch it off."""

from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Response, redirect, request

from core.entities.scope import current
from core.entities.unit import unit
from core.errors import TooMany, Unprocessable
from core.i18n import N_, _
from core.identity import sessions, totp, users
from core.portal import portal
from core.web.account.account import confirm_password, crumbs, here_url, session_id, user_id
from core.web.door.cookies import with_session
from core.web.door.policy import policy
from core.web.forms.field_markup import render_field
from core.web.forms.schema_page import form_page, schema_form
from core.web.page.pages import render
from schemas import fields
from schemas.base import EntitySchema

pages = Blueprint("two_step", __name__, url_prefix="/<program>/account/two-step")


class Confirmation(EntitySchema):
    code = fields.String(required=True, label=N_("Code from the app"), inputmode="numeric", autocomplete="one-time-code", max_length=10)


class PasswordAgain(EntitySchema):
    present = fields.String(required=True, label=N_("Password"), secret=True, autocomplete="current-password")


@pages.get("/", endpoint="page")
@policy(member=True)
def page() -> Any:
    user = users.by_id(user_id())
    if user.totp_secret is None:
        return _set_up(*totp.new_secret(user.id))
    return _page(on=True, left=len(user.recovery_hashes))


@pages.post("/", endpoint="turn_on")
@policy(member=True)
def turn_on() -> Any:
    """Switch it on once the app has shown a right code; the session gets a new id, the recovery codes are shown once."""
    user = users.by_id(user_id())
    sealed = request.form.get("sealed", "")
    secret = totp.unseal(sealed, user.id)
    if secret is None or user.totp_secret is not None:
        return redirect(here_url("two_step.page"), 303)
    step = totp.step_of(secret, request.form.get("code", ""))
    if step is None:
        return _set_up(secret, sealed, _("This code is not right. See that the clock of your device is, and try the next code."))
    codes = totp.turn_on(user, secret, step)
    return with_session(_page(on=True, codes=codes), sessions.rotate(session_id()))


@pages.get("/off", endpoint="off_form")
@policy(member=True)
def off_form() -> Any:
    return _ask_password("off")


@pages.post("/off", endpoint="off")
@policy(member=True, own_units=True)
def off() -> Any:
    return _after_password("off", lambda: _off())


@pages.get("/codes", endpoint="codes_form")
@policy(member=True)
def codes_form() -> Any:
    return _ask_password("codes")


@pages.post("/codes", endpoint="codes")
@policy(member=True, own_units=True)
def codes() -> Any:
    return _after_password("codes", lambda: _page(on=True, codes=totp.renew_recovery(users.by_id(user_id()))))


def _off() -> Any:
    totp.turn_off(users.by_id(user_id()))
    return redirect(here_url("account.profile"), 303)


def _after_password(what: str, act: Any) -> Any:
    try:
        confirm_password(request.form.get("present", ""))
    except (Unprocessable, TooMany) as problem:
        return _ask_password(what, problem)
    return unit(act)


def _ask_password(what: str, problem: Any = None) -> Any:
    title, submit = {
        "off": (_("Switch off two-step sign-in"), _("Switch off")),
        "codes": (_("New recovery codes"), _("Make new codes")),
    }[what]
    return form_page(
        schema_form(PasswordAgain)(None),
        title=title,
        submit=submit,
        crumbs=crumbs(),
        problem=problem,
        cancel_url=here_url("two_step.page"),
        text=_("Confirm with your password."),
    )


def _set_up(secret: str, sealed: str, error: str = "") -> Any:
    actor = current().actor
    form = schema_form(Confirmation)(None)
    if error:
        form["code"].errors = [error]
    view = SimpleNamespace(
        picture=totp.qr_svg(secret, actor.email, current().program.name),
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        sealed=sealed,
        field=render_field(form["code"], portal().assets.icon),
    )
    return _page(on=False, setup=view, status=422 if error else 200)


def _page(*, on: bool, setup: Any = None, codes: Any = None, left: int = 0, status: int = 200) -> Response:
    view = SimpleNamespace(
        title=_("Two-step sign-in"),
        crumbs=crumbs(),
        on=on,
        setup=setup,
        codes=codes,
        left=left,
        action=here_url("two_step.turn_on"),
        off_url=here_url("two_step.off_form"),
        codes_url=here_url("two_step.codes_form"),
        done_url=here_url("account.profile"),
    )
    return Response(render("two_step.html", two_step=view), status, content_type="text/html; charset=utf-8")
