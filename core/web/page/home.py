"""The home page, the theme's stylesheet, and the root that leads to a program."""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Blueprint, Response, redirect, url_for

from core import clock
from core.db import db
from core.entities import records
from core.entities.scope import current
from core.i18n import _
from core.i18n import current as current_locale
from core.portal import portal
from core.programs.models import Program
from core.web.account import deputies_page
from core.web.door.here import here
from core.web.door.policy import policy
from core.web.page.home_cards import CARDS
from core.web.page.menu import Card
from core.web.page.pages import render
from core.web.theme.tokens import load_look
from core.web.values import format as fmt

pages = Blueprint("core", __name__, url_prefix="/<program>")
site = Blueprint("site", __name__)


@pages.get("/", endpoint="home")
@policy(member=True)
def home() -> str:
    """Three questions first: what needs me, what have I earned, what ends soon; then the cards of the plugins."""
    scope = current()
    found = [c for cards in records.hooks("dashboard_cards", program=scope.program, actor=scope.actor) for c in cards]
    own = [*CARDS, *([deputies_page.CARD] if deputies_page.concerned() else [])]
    lawful = [c for c in (*found, *own) if not c.permission or scope.actor.may(c.permission)]
    shown = sorted(lawful, key=lambda c: (c.weight, c.title))
    cards = [SimpleNamespace(title=_(c.title), size=c.size, url=url_for(c.endpoint, program=scope.program.slug, **c.args)) for c in shown]
    empty = SimpleNamespace(
        icon="circle-check", title=_("Nothing needs you now"), text=_("What waits for you will be listed here."), action=None
    )
    local = clock.now().astimezone(ZoneInfo(scope.program.zone))
    return render(
        "home.html", title=_greeting(scope.actor.name, local.hour), subtitle=fmt.weekday(local.date(), current_locale()), primary=_primary(shown),
        tasks=[], figures=[], cards=cards, empty=None if cards else empty,
    )  # fmt: skip


@pages.get("/theme/<revision>/theme.css", endpoint="theme_css")
@policy(public=True)
def theme_css(revision: str) -> Response:
    """The program's design tokens as custom properties; its URL changes with every revision."""
    program = here().program
    assert program is not None
    css = program.cache.get("theme-css", lambda: _css(program.theme, program.brand))
    return _stylesheet(css)


@site.get("/-/theme.css", endpoint="theme_css")
@policy(public=True)
def site_theme_css() -> Response:
    return _stylesheet(_css("default", {}))


@site.get("/", endpoint="root")
@policy(public=True)
def root() -> Any:
    """Lead to the only program, else to the site's sign-in."""
    slugs = db.session.execute(sa.select(Program.slug).order_by(Program.slug)).scalars().all()
    target = url_for("core.home", program=slugs[0]) if len(slugs) == 1 else url_for("signin_site.form")
    return redirect(target, 303)


def _primary(cards: Iterable[Card]) -> SimpleNamespace | None:
    """Return what the page offers to start; who only looks starts nothing."""
    actor, slug = current().actor, current().program.slug
    if actor.read_only:
        return None
    offered = (c.primary for c in cards if c.primary and (not c.primary.permission or actor.may(c.primary.permission)))
    found = next(offered, None)
    if found is None:
        return None
    return SimpleNamespace(label=_(found.label), icon=found.icon, url=url_for(found.endpoint, program=slug, **found.args))


def _greeting(name: str, hour: int) -> str:
    """Greet by the hour of the program's clock, with the first name where names have one."""
    first = name.split()[0] if name.isascii() and name.strip() else name
    if hour < 12:
        return _("Good morning, %(name)s", name=first)
    return _("Good afternoon, %(name)s", name=first) if hour < 18 else _("Good evening, %(name)s", name=first)


def _css(theme: str, brand: Any) -> str:
    found = portal()
    return found.theming.css(theme, load_look(brand.get("look", {})), found.assets.url)


def _stylesheet(css: str) -> Response:
    return Response(css, 200, {"Cache-Control": "public, max-age=31536000, immutable", "Vary": ""}, content_type="text/css; charset=utf-8")
