"""Rendering a page: the shell around it, or only the wanted block for htmx."""

from collections.abc import Mapping
from functools import cached_property, partial
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from flask import current_app, request, url_for
from jinja2_fragments import render_block as _render_block
from markupsafe import Markup

from core import clock
from core.entities import records
from core.entities.entity import Entity
from core.entities.scope import peek
from core.errors import Conflict, Problem
from core.i18n import N_, _, lang_tag, ngettext
from core.i18n import current as current_locale
from core.identity.actor import Actor
from core.identity.resolve import SiteUser
from core.portal import portal
from core.programs.state import ProgramState
from core.web.door import csrf
from core.web.door.here import Here, here, there
from core.web.door.htmx import is_fragment
from core.web.page.frames import framed
from core.web.page.menu import CONFIGURE, CORE_MENU, FOLDED, INBOX, SITE_MENU, MenuItem, place
from core.web.theme.logo_urls import by_ground, pictures
from core.web.values import format as fmt
from core.web.values.cells import CellContext

NOT_NOW = N_("This cannot be done now.")


def render(template: str, *, block: str | None = None, **context: Any) -> str:
    """Return a page in the program's theme; only `block` of it when htmx asks for a part."""
    environment = _environment()
    if block and is_fragment():
        return str(_render_block(environment, template, block, shell=shell(), **context))
    return framed(environment, template, context, portal().frames, shell())


def render_part(template: str, **context: Any) -> Markup:
    """Return a template without a page around it, in the program's theme."""
    return Markup(_environment().get_template(template).render(shell=shell(), **context))  # noqa: S704 - templates escape


def render_error(problem: Problem, request_id: str) -> str:
    """Return the page of a refusal. Its bytes depend on the reader and the kind of refusal only, but for the request id.

    An act that does not fit leads back to the page it was tried on.
    """
    refused = problem.status == Conflict.status and problem.message != problem.title
    shown = SimpleNamespace(
        status=problem.status,
        title=_(NOT_NOW) if refused else _(problem.title),
        back_url=came_from() if refused else "",
        message=_(problem.message),
        code=problem.code,
        errors=problem.errors,
        request_id=request_id,
    )
    frame, environment = shell(), _environment()
    name = "error.html" if frame.actor and frame.program else "error_bare.html"
    return framed(environment, name, {"problem": shown}, portal().frames, frame)


def came_from() -> str:
    """Return the page of our own a form was sent from, or the record whose step was asked for; empty when there is none."""
    if request.method == "GET" and request.endpoint == "workflow.ask":
        return request.path.rpartition("/do/")[0]
    referrer = urlsplit(request.referrer or "")
    own = request.method == "POST" and referrer.netloc == request.host and referrer.path.startswith("/")
    return urlunsplit(("", "", referrer.path, referrer.query, "")) if own and not referrer.path.startswith("//") else ""


def _environment() -> Any:
    spot = there()
    program = spot.program if spot else None
    return portal().theming.environment(program.theme if program else "default")


def cell_context() -> CellContext:
    """Return what cells need to know of the reader."""
    spot = here()
    zone, currency = (spot.program.zone, spot.program.currency) if spot.program else ("UTC", "")
    return CellContext(current_locale(), zone, currency, portal().assets.url("icons.svg"), clock.now(), spot.actor.staff)


def shell() -> "Shell":
    """Return what the frame of a page shows; see docs/themes.md. Its parts are found out when they are asked for."""
    return Shell(there() or Here(request_id=""))


class Shell:
    """The frame of a page as templates see it."""

    help_url = None
    unread = 0
    toasts: tuple[tuple[str, str], ...] = ()

    def __init__(self, spot: Here):
        self.spot = spot
        self.request_id = spot.request_id
        self.csrf_token = csrf.token_for(spot.csrf_seed) if spot.csrf_seed else ""
        self.membership_id = spot.actor.membership_id
        known = spot.resolved or spot.user
        self.color_mode = known.color_mode if known else "auto"
        self._places = known.places if known else 0
        self.lang = lang_tag(current_locale())
        self._known = spot.actor.kind != "anonymous" and spot.program is not None

    @cached_property
    def program(self) -> SimpleNamespace | None:
        return _program(self.spot.program)

    @cached_property
    def actor(self) -> SimpleNamespace | None:
        if self.spot.user is not None:
            return _site_person(self.spot.user)
        return _person(self.spot.actor) if self._known else None

    @cached_property
    def items(self) -> tuple[tuple[MenuItem, str], ...]:
        """Entries of the navigation and their URLs; the plugins are asked once for each full page."""
        program, user = self.spot.program, self.spot.user
        if user is not None:
            return tuple((item, url_for(item.endpoint)) for item in SITE_MENU if user.site_admin)
        # After a failure the scope is left already, and plugins cannot be asked any more.
        return tuple(_items(program, self.spot.actor)) if self._known and program and peek() else ()

    @cached_property
    def here_url(self) -> str:
        """The longest entry the page lies under: it is marked as the current one."""
        urls = [url for _, url in self.items if request.path.startswith(url)]
        return max(urls, key=len, default=self.home_url if request.path == self.home_url else "")

    @property
    def inbox_url(self) -> str | None:
        """Where the bell leads; how much is unread is asked by the browser later."""
        return next((url for item, url in self.items if item.section == INBOX), None)

    @cached_property
    def nav(self) -> list[dict[str, Any]]:
        sections: dict[str, list[Mapping[str, Any]]] = {"": [self._entry("home", _("Home"), self.home_url)]} if self._known else {}
        for item, url in self.items:
            if item.section == INBOX:
                continue
            sections.setdefault(item.section, []).append(self._entry(item.icon, _(item.label), url))
        return [{"label": _(name) if name else "", "items": items, "folded": name in FOLDED} for name, items in sections.items()]

    @cached_property
    def tabs(self) -> list[dict[str, Any]]:
        first = [self._entry("home", _("Home"), self.home_url)] if self._known else []
        return first + [self._entry(i.icon, _(i.label), url) for i, url in self.items if i.tab][:3]

    def _entry(self, icon: str, label: str, url: str) -> dict[str, Any]:
        return {"label": label, "url": url, "icon": icon, "count": None, "current": url == self.here_url}

    @property
    def switch_url(self) -> str | None:
        """Where a person with several places switches between them; the list is loaded when it is opened."""
        several = self._places > 1 or self.spot.actor.site_admin
        return _url("places.list", self.spot.program) if self._known and several else None

    @property
    def account(self) -> list[SimpleNamespace]:
        return _account(self.spot.program) if self._known and self.spot.program else []

    @cached_property
    def viewing_as(self) -> str | None:
        name = self.spot.resolved.viewing_name if self.spot.resolved else None
        return _("You look at the portal as %(name)s. Nothing can be changed.", name=name) if name else None

    @cached_property
    def ended(self) -> str | None:
        """What everybody reads on every page of a program that is over."""
        program = self.spot.program
        return _("This program has ended. It can be read, and nothing can be changed.") if program and program.ended else None

    @cached_property
    def sandbox(self) -> str | None:
        """What everybody reads on every page of an installation whose clock can be set."""
        if not portal().config["sandbox"]:
            return None
        if not clock.is_moved():
            return _("This is a sandbox: its clock can be set, and nothing here is real.")
        zone = self.spot.program.zone if self.spot.program else "UTC"
        return _("This is a sandbox: its clock stands at %(moment)s.", moment=fmt.datetime(clock.now(), zone, current_locale()))

    @property
    def stop_viewing_url(self) -> str | None:
        return _url("places.stop_viewing", self.spot.program) if self.viewing_as else None

    @property
    def search_url(self) -> str | None:
        return _url("search.page", self.spot.program) if self._known else None

    @property
    def signout_url(self) -> str | None:
        if self.spot.user is not None:
            return url_for("signin_site.out")
        return _url("signin.out", self.spot.program) if self._known else None

    @property
    def home_url(self) -> str:
        return _url("core.home", self.spot.program) or (url_for("programs.list") if self.spot.user else "/")

    @property
    def theme_css_url(self) -> str:
        return _theme_url(self.spot.program)

    @property
    def frame_key(self) -> tuple[Any, ...]:
        """What decides the frame, but for the words `holes` fills."""
        program = self.spot.program
        return (
            program and (program.id, program.revision, program.site_revision),
            self._known,
            self.spot.actor.staff,
            tuple((i.label, i.icon, i.section, i.tab, url) for i, url in self.items),
            self.here_url,
            self.viewing_as,
            self.ended,
            self.sandbox,
            self.color_mode,
            self.lang,
            self.toasts,
            self.unread,
            self.switch_url,
            self.spot.user is not None,
        )

    @property
    def holes(self) -> Mapping[str, str]:
        """The personal words of the frame."""
        actor = self.actor or SimpleNamespace(name="", email="", partner_name="", initials="")
        return {
            "csrf_token": self.csrf_token,
            "membership_id": str(self.membership_id or ""),
            "name": actor.name,
            "email": actor.email,
            "partner_name": actor.partner_name or "",
            "initials": actor.initials,
            "request_id": self.request_id,
        }


def _program(program: ProgramState | None) -> SimpleNamespace | None:
    if program is None:
        return None
    return SimpleNamespace(
        name=program.name,
        slug=program.slug,
        tagline=program.tagline,
        locale=program.locale,
        logo_icon=program.brand.get("logo"),
        pictures=pictures(program),
        logos=by_ground(program),
        theme_key=program.theme,
        currency=program.currency,
    )


def _person(actor: Actor) -> SimpleNamespace:
    initials = "".join(word[0] for word in actor.name.split()[:2]).upper() if actor.name.isascii() else actor.name[-2:]
    return SimpleNamespace(
        name=actor.name, email=actor.email, partner_name=actor.partner_name or None, staff=actor.staff, initials=initials
    )


def _site_person(user: SiteUser) -> SimpleNamespace:
    return _person(Actor(kind="user", name=user.name, email=user.email))


def _theme_url(program: ProgramState | None) -> str:
    if program is None:
        return url_for("site.theme_css")
    return program.cache.get(
        "theme-url", lambda: url_for("core.theme_css", program=program.slug, revision=f"{program.revision}-{program.site_revision}")
    )


def _url(endpoint: str, program: ProgramState | None) -> str | None:
    if program is None or endpoint not in current_app.view_functions:
        return None
    return program.cache.get(("url", endpoint), lambda: url_for(endpoint, program=program.slug))


def _account(program: ProgramState) -> list[SimpleNamespace]:
    url = _url("account.profile", program)
    return [SimpleNamespace(url=url, icon="user", label=_("My account"))] if url else []


def _items(program: ProgramState, actor: Actor) -> list[tuple[MenuItem, str]]:
    """Return the entries the actor may open, with their URLs, in order; plugins are asked on every full page."""
    own = program.cache.get(
        ("entity-menu", actor.staff), lambda: [_entity_item(e) for e in portal().registry.of_plugins(program.plugins) if e.menu is not None]
    )
    found = [*own, *CORE_MENU, *(item for items in records.hooks("menu_items", program=program, actor=actor) for item in items)]
    lawful = [i for i in found if (not i.permission or actor.may(i.permission)) and i.staff in (None, actor.staff)]
    placed = [
        (item, program.cache.get(("menu-url", item.endpoint, tuple(item.args.items())), partial(_menu_url, item, program)))
        for item in lawful
    ]
    return sorted(placed, key=lambda pair: (place(pair[0].section), pair[0].weight, pair[0].label))


def _entity_item(entity: Entity) -> MenuItem:
    return MenuItem(
        entity.plural or entity.label,
        f"entity:{entity.key}",
        entity.icon,
        entity.menu or "",
        permission=entity.permission("view"),
        tab=entity.menu != CONFIGURE,
    )


def _menu_url(item: MenuItem, program: ProgramState) -> str:
    if item.endpoint.startswith("entity:"):
        plugin, name = item.endpoint[7:].split(".")
        return url_for("entity.list", program=program.slug, plugin=plugin, entity=name)
    arguments: dict[str, Any] = dict(item.args)
    return url_for(item.endpoint, program=program.slug, **arguments)


def install(globals: dict[str, Any]) -> None:
    """Give templates the words and formats they use."""
    globals.update({"_": _, "ngettext": ngettext, "fmt": fmt})
