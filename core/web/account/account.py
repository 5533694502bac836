"""A person's own account: name, language, colours, password."""

from typing import Any

from flask import Blueprint, redirect, request, url_for

from core.entities.scope import current
from core.entities.unit import unit
from core.errors import FieldError, NotFound, TooMany, Unprocessable
from core.i18n import LOCALES, N_, _
from core.identity import passwords, reset, sessions, signin, users
from core.identity.models import User
from core.web.account.auth_card import device
from core.web.door.cookies import with_session
from core.web.door.here import here
from core.web.door.policy import policy
from core.web.forms.forms import to_raw
from core.web.forms.schema_page import form_page, judged, schema_form, shown
from core.web.page.pages import render_part
from schemas import fields
from schemas.base import EntitySchema

pages = Blueprint("account", __name__, url_prefix="/<program>/account")

MODES = (("auto", N_("As the device")), ("light", N_("Light")), ("dark", N_("Dark")))


class Profile(EntitySchema):
    name = fields.String(required=True, label=N_("Name"), max_length=100, autocomplete="name")
    locale = fields.Choice(tuple(LOCALES.items()), label=N_("Language"), help=N_("Without a choice the program's language is used."))
    color_mode = fields.Choice(MODES, label=N_("Colours"), required=True)


class ChangePassword(EntitySchema):
    present = fields.String(required=True, label=N_("Present password"), secret=True, autocomplete="current-password")
    password = fields.String(
        required=True,
        label=N_("New password"),
        secret=True,
        autocomplete="new-password",
        help=N_("At least 8 characters. Several words that do not belong together are easy to keep and hard to guess."),
    )


@pages.get("/", endpoint="profile")
@policy(member=True)
def profile() -> Any:
    user = users.by_id(user_id())
    values = {"name": user.name, "locale": user.locale, "color_mode": user.color_mode}
    return _profile(schema_form(Profile)(None, data=shown(values)), user)


@pages.post("/", endpoint="save")
@policy(member=True)
def save() -> Any:
    form = schema_form(Profile)(request.form)
    user = users.by_id(user_id())
    try:
        values = judged(Profile, to_raw(form))
    except Unprocessable as problem:
        return _profile(form, user, problem)
    user.name, user.locale, user.color_mode = values["name"], values["locale"], values["color_mode"]
    return redirect(here_url("account.profile"), 303)


@pages.get("/password", endpoint="password")
@policy(member=True)
def password() -> Any:
    return _password()


@pages.post("/password", endpoint="change_password")
@policy(member=True, own_units=True)
def change_password() -> Any:
    """Change the password, end the other sessions, and give this one a new id."""
    present, new = request.form.get("present", ""), request.form.get("password", "")
    try:
        _check(present, new)
    except (Unprocessable, TooMany) as problem:
        return _password(problem)
    hashed, session = passwords.hash_password(new), session_id()

    def change() -> str:
        user = users.by_id(user_id())
        users.set_password(user, hashed, keep=session)
        reset.tell_of_change(user)
        return sessions.rotate(session)

    return with_session(redirect(here_url("account.profile"), 303), unit(change))


def user_id() -> Any:
    """Return who it is, also while looking at the portal as a partner."""
    return current().actor.user_id


def session_id() -> str:
    """Return the id of the running session; NotFound where there is none."""
    found = here().resolved
    if found is None or found.session_id is None:
        raise NotFound()
    return found.session_id


def here_url(endpoint: str, **values: Any) -> str:
    return url_for(endpoint, program=current().program.slug, **values)


def crumbs() -> list[tuple[str, str]]:
    return [(_("My account"), here_url("account.profile"))]


def confirm_password(typed: str) -> None:
    """Ask for the password again before what matters; raises Unprocessable, TooMany. Outside of a unit."""
    who = users.by_id(user_id())
    account, stored = f"account:{who.email}", who.password_hash
    signin.admit(account, f"address:{device().address}")
    if not passwords.verify(stored, typed):
        raise _wrong("present", "wrong-password", _("This is not your present password."))
    unit(lambda: signin.forgive(account, device()))


def _check(present: str, new: str) -> None:
    confirm_password(present)
    user = users.by_id(user_id())
    if weak := passwords.weakness(new, users.known_words(user, current().program.name)):
        raise _wrong("password", "weak-password", _(weak))


def _wrong(field: str, code: str, message: str) -> Unprocessable:
    error: FieldError = {"pointer": f"/{field}", "code": code, "message": message}
    return Unprocessable(errors=[error])


def _profile(form: Any, user: User, problem: Unprocessable | None = None) -> Any:
    return form_page(
        form,
        title=_("My account"),
        text=user.email,
        submit=_("Save"),
        cancel_url=here_url("core.home"),
        problem=problem,
        aside=render_part("parts/account_links.html", links=_links(user)),
    )


def _password(problem: Any = None) -> Any:
    return form_page(
        schema_form(ChangePassword)(None),
        title=_("Change password"),
        text=_("Your other devices are signed out."),
        crumbs=crumbs(),
        submit=_("Change password"),
        cancel_url=here_url("account.profile"),
        problem=problem,
    )


def _links(user: User) -> list[tuple[str, str, str, str]]:
    """Icon, label, what holds now, and address of the further pages."""
    on = user.totp_secret is not None
    found = [
        ("key", _("Password"), _("Change it, and sign out your other devices."), here_url("account.password")),
        ("shield-check" if on else "shield", _("Two-step sign-in"), _("On") if on else _("Off"), here_url("two_step.page")),
        ("device-desktop", _("Devices"), _("Where you are signed in."), here_url("devices.list")),
        ("switch-horizontal", _("Where I work"), _("Your programs and companies."), here_url("places.list")),
    ]
    if current().actor.membership_id is not None and current().actor.staff:
        found.append(("users", _("Deputies"), _("Who agrees in your place while you are away."), here_url("deputies.list")))
    if current().actor.membership_id is not None:
        found.append(("api", _("API tokens"), _("For programs that act for you."), here_url("tokens.list")))
    return found
