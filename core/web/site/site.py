"""Pages outside of programs: the programs a person belongs to, and for site admins all programs and users of the site."""

import uuid
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, redirect, request, url_for
from markupsafe import Markup

from core import clock
from core.db import db
from core.entities.marks import WALL
from core.errors import Conflict, NotFound
from core.i18n import N_, _
from core.identity import places, users
from core.identity.models import User
from core.identity.resolve import SiteUser
from core.typed_words import meeting
from core.web.door.here import here
from core.web.door.policy import policy
from core.web.page.pages import render, render_part
from core.web.page.small_table import small_table
from core.web.site.site_programs import state_of

programs = Blueprint("programs", __name__, url_prefix="/-")
people = Blueprint("site_users", __name__, url_prefix="/-/users")
PAGE = 50


@programs.get("/", endpoint="list")
@policy(user=True)
def listing() -> Any:
    """Programs to enter; site admins see every one."""
    user = _user()
    found: dict[str, list[Any]] = {}
    for place in places.of_user(user.id, site_admin=user.site_admin):
        found.setdefault(place.slug, []).append(place)
    rows = [_program_row(slug, mine, user.site_admin) for slug, mine in found.items()]
    add = SimpleNamespace(label=_("New program"), url=url_for("site_programs.new"), icon="plus") if user.site_admin else None
    empty = SimpleNamespace(
        icon="building-community",
        title=_("No program yet"),
        action=add,
        text=_("A program is one partner portal with its own brand.")
        if add
        else _("Nobody has invited you to a program yet. Ask the vendor you work with."),
    )
    table = small_table(
        _("Programs"),
        (
            (_("Program"), "c-what hs-main-cell"),
            *([(_("State"), "c-state")] if user.site_admin else []),
            (_("Name in addresses"), "c-more"),
            (_("You work for"), "c-more"),
            *([("", "c-more")] if user.site_admin else []),
        ),
        rows,
        empty=empty,
        primary=add if rows else None,
    )
    return render("table.html", table=table)


@people.get("/", endpoint="list")
@policy(site=True)
def site_users() -> Any:
    words, after = request.args.get("q", "")[:100], request.args.get("after", "")
    wanted = sa.select(User.id, User.name, User.email, User.site_admin, User.totp_secret.is_not(None).label("two_step"), User.disabled_at)
    wanted = wanted.where(User.email > after, *meeting(words, User.name, User.email)).order_by(User.email).limit(PAGE + 1)
    found = db.session.connection().execute(wanted, execution_options=WALL).all()
    labels = ((_("Person"), "c-what hs-main-cell"), (_("State"), "c-state"), (_("Two-step sign-in"), "c-more"), ("", "c-more"))
    empty = SimpleNamespace(icon="users", title=_("Nobody found"), text=_("Try fewer words."), action=None)
    table = small_table(
        _("Users"),
        labels,
        [_user_row(user) for user in found[:PAGE]],
        empty=empty,
        note=render_part("parts/people_search.html", url=url_for("site_users.list"), words=words, partner=None),
        next_url=url_for("site_users.list", q=words or None, after=found[PAGE - 1].email) if len(found) > PAGE else None,
    )
    return render("table.html", block="rows", table=table)


@people.post("/<uuid:user_id>/disable", endpoint="disable")
@policy(site=True)
def disable(user_id: uuid.UUID) -> Any:
    """Shut somebody out of every program at once."""
    if user_id == _user().id:
        raise Conflict(N_("You cannot shut yourself out."), code="oneself")
    users.disable(_found(user_id))
    return redirect(url_for("site_users.list"), 303)


@people.post("/<uuid:user_id>/enable", endpoint="enable")
@policy(site=True)
def enable(user_id: uuid.UUID) -> Any:
    users.enable(_found(user_id))
    return redirect(url_for("site_users.list"), 303)


def _user() -> SiteUser:
    found = here().user
    if found is None:
        raise NotFound()
    return found


def _found(user_id: uuid.UUID) -> User:
    found = db.session.scalars(sa.select(User).where(User.id == user_id).execution_options(**WALL)).one_or_none()
    if found is None:
        raise NotFound()
    return found


def _program_row(slug: str, mine: list[Any], site_admin: bool) -> list[Any]:
    place = mine[0]
    name = Markup('<a href="{}">{}</a>').format(url_for("core.home", program=slug), place.program_name)
    if not site_admin:
        return [name, slug, _employers(mine)]
    ended = place.ends_at is not None and place.ends_at <= clock.now()
    kind, symbol, word = state_of(ended, place.ends_at is not None)
    state = render_part("parts/state_of.html", kind=kind, symbol=symbol, word=word)
    manage = SimpleNamespace(label=_("Manage"), method="get", kind="quiet", url=url_for("site_programs.show", name=slug))
    return [name, state, slug, _employers(mine), render_part("parts/button.html", item=manage)]


def _employers(mine: list[Any]) -> str:
    names = [place.partner_name or _("The vendor's team") for place in mine if place.membership_id]
    return ", ".join(names) or _("You are site admin.")


def _user_row(user: Any) -> list[Any]:
    shut = user.disabled_at is not None
    kind, icon, word = ("bad", "ban", _("Shut out")) if shut else ("ok", "circle-check", _("Active"))
    ask = _("Shut %(name)s out of every program?", name=user.name)
    words = {"label": _("Let in again"), "kind": "quiet"} if shut else {"label": _("Shut out"), "kind": "bad", "confirm": ask}
    url = url_for("site_users.enable" if shut else "site_users.disable", user_id=user.id)
    who = Markup("{}<p>{}{}</p>").format(user.name, user.email, f" · {_('Site admin')}" if user.site_admin else "")
    button = render_part("parts/button.html", item=SimpleNamespace(**words, method="post", url=url))
    return [who, render_part("parts/state_of.html", kind=kind, symbol=icon, word=word), _("On") if user.two_step else _("Off"), button]
