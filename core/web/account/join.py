"""Accepting an invitation: newcomers give their name and set a password, known people only agree."""

from typing import Any

from flask import Blueprint, redirect, url_for
from flask import request as http
from marshmallow import ValidationError

from core.entities.unit import unit
from core.i18n import N_, _
from core.identity import members, passwords, resolve, sessions, tickets, users
from core.identity.models import User
from core.web.account.auth_card import card, card_form, device, program_url
from core.web.account.signin import NewPassword
from core.web.door.cookies import with_session
from core.web.door.guard import session_secret
from core.web.door.here import here
from core.web.door.policy import policy
from core.web.forms.forms import SchemaForm, errors_to_form, to_raw
from schemas import fields

pages = Blueprint("join", __name__, url_prefix="/<program>/join")


class Newcomer(NewPassword):
    name = fields.String(required=True, label=N_("Your name"), autocomplete="name", max_length=100, order=-1)


@pages.get("/<ticket>", endpoint="page")
@policy(public=True)
def page(ticket: str) -> Any:
    user = _invited(ticket)
    if user is None:
        return _void()
    if user.password_hash is None:
        return _newcomer(user, card_form(Newcomer, data={"name": user.name}))
    if not _is_here(user):
        return redirect(program_url("signin.form", next=http.path), 303)
    text = _("You accept as %(name)s, %(email)s.", name=user.name, email=user.email)
    return card(_("Join %(program)s", program=_program().name), help=text, submit_label=_("Accept the invitation"))


@pages.post("/<ticket>", endpoint="accept")
@policy(public=True, own_units=True)
def accept(ticket: str) -> Any:
    user = _invited(ticket)
    if user is None:
        return _void()
    if user.password_hash is None:
        return _first_time(ticket, user)
    if not _is_here(user):
        return redirect(program_url("signin.form", next=http.path), 303)
    return _home() if unit(lambda: _begin(ticket)) else _void()


def _first_time(ticket: str, user: User) -> Any:
    form, password = card_form(Newcomer, http.form), http.form.get("password", "")
    try:
        name = Newcomer().load(to_raw(form))["name"]
    except ValidationError as error:
        errors_to_form(form, error.messages_dict)
        return _newcomer(user, form, status=422)
    if weak := passwords.weakness(password, users.known_words(user, name)):
        form["password"].errors = [_(weak)]
        return _newcomer(user, form, status=422)
    hashed, person, origin = passwords.hash_password(password), user.id, device()

    def enter() -> str | None:
        if not _begin(ticket):
            return None
        known = users.by_id(person)
        known.name = name
        users.set_password(known, hashed)
        return sessions.open_session(person, address=origin.address, device=origin.name)

    secret = unit(enter)
    return with_session(_home(), secret) if secret else _void()


def _begin(ticket: str) -> bool:
    found = tickets.redeem("invite", ticket)
    if found is not None:
        members.accept(found)
    return found is not None


def _invited(ticket: str) -> User | None:
    """Return the person an open invitation to this program is for."""
    found = tickets.find("invite", ticket)
    if found is None or found.program_id != _program().id:
        return None
    user = users.by_id(found.user_id)
    return user if user.disabled_at is None else None


def _is_here(user: User) -> bool:
    found = resolve.user_of(session_secret())
    return found is not None and found.id == user.id


def _program() -> Any:
    return here().program


def _home() -> Any:
    return redirect(url_for("core.home", program=_program().slug), 303)


def _newcomer(user: User, form: SchemaForm, status: int = 200) -> Any:
    text = _("Your account will be %(email)s.", email=user.email)
    return card(_("Join %(program)s", program=_program().name), form, help=text, submit_label=_("Join"), status=status)


def _void() -> Any:
    text = _("This invitation was used already, was taken back, or is too old. Ask the person who invited you for a new one.")
    return card(_("This link no longer works"), error=text, links=[(_("Sign in"), program_url("signin.form"))], status=410)
