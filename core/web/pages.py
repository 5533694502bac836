"""Rendering a page: the shell around it, or only the wanted block for htmx."""

from collections.abc import Mapping
from functools import partial
from types import SimpleNamespace
from typing import Any

from flask import current_app, request, url_for
from jinja2_fragments import render_block as _render_block

from core.entities import records
from core.entities.entity import Entity
from core.errors import Problem
from core.i18n import _, lang_tag, ngettext
from core.i18n import current as current_locale
from core.identity.actor import Actor
from core.portal import portal
from core.programs.state import ProgramState
from core.web import csrf
from core.web import format as fmt
from core.web.cells import CellContext
from core.web.here import Here, here, there
from core.web.htmx import is_fragment
from core.web.menu import MenuItem
from core import clock


def render(template: str, *, block: str | None = None, **context: Any) -> str:
    """Return a page in the program's theme; only `block` of it when htmx asks for a part."""
    environment = _environment()
    context = {"shell": shell(), **context}
    if block and is_fragment():
        return str(_render_block(environment, template, block, **context))
    return str(environment.get_template(template).render(**context))


def render_error(problem: Problem, request_id: str) -> str:
    """Return the page of a refusal. Its bytes depend on the reader and the kind of refusal only, but for the request id."""
    shown = SimpleNamespace(
        status=problem.status, title=_(problem.title), message=_(problem.message), code=problem.code, errors=problem.errors, request_id=request_id
    )
    return str(_environment().get_template("error.html").render(shell=shell(), problem=shown))


def _environment() -> Any:
    spot = there()
    program = spot.program if spot else None
    return portal().theming.environment(program.theme if program else "default")


def cell_context() -> CellContext:
    """Return what cells need to know of the reader."""
    program = here().program
    zone, currency = (program.zone, program.currency) if program else ("UTC", "")
    return CellContext(current_locale(), zone, currency, portal().assets.url("icons.svg"), clock.now())


def shell() -> SimpleNamespace:
    """Return what the frame of a page shows; see docs/themes.md."""
    spot = there() or Here(request_id="")
    program, actor = spot.program, spot.actor
    known = actor.kind != "anonymous" and program is not None
    resolved = spot.resolved
    return SimpleNamespace(
        program=_program(program),
        actor=_person(actor) if known else None,
        nav=_navigation(program, actor) if known and program else [],
        tabs=_tabs(program, actor) if known and program else [],
        csrf_token=csrf.token_for(spot.csrf_seed) if spot.csrf_seed else "",
        membership_id=actor.membership_id,
        switch=[],
        account=_account(program) if known and program else [],
        viewing_as=_("You look at the portal as %(name)s. Nothing can be changed.", name=resolved.viewing_name) if resolved and resolved.viewing_name else None,
        stop_viewing_url=_url("core.stop_viewing", program) if resolved and resolved.viewing_name else None,
        search_url=_url("core.search", program) if known else None,
        signout_url=_url("signin.out", program) if known else None,
        home_url=_url("core.home", program) if program else "/",
        inbox_url=None,
        unread=0,
        help_url=None,
        toasts=(),
        lang=lang_tag(current_locale()),
        theme_css_url=_theme_url(program),
        color_mode=resolved.color_mode if resolved else "auto",
        request_id=spot.request_id,
    )


def _program(program: ProgramState | None) -> SimpleNamespace | None:
    if program is None:
        return None
    return SimpleNamespace(
        name=program.name, slug=program.slug, tagline=program.tagline, locale=program.locale,
        logo_icon=program.brand.get("logo"), theme_key=program.theme, currency=program.currency,
    )


def _person(actor: Actor) -> SimpleNamespace:
    initials = "".join(word[0] for word in actor.name.split()[:2]).upper() if actor.name.isascii() else actor.name[-2:]
    return SimpleNamespace(name=actor.name, email=actor.email, partner_name=actor.partner_name or None, staff=actor.staff, initials=initials)


def _theme_url(program: ProgramState | None) -> str:
    if program is None:
        return url_for("site.theme_css")
    return program.cache.get("theme-url", lambda: url_for("core.theme_css", program=program.slug, revision=f"{program.revision}-{program.site_revision}"))


def _url(endpoint: str, program: ProgramState | None) -> str | None:
    if program is None or endpoint not in current_app.view_functions:
        return None
    return program.cache.get(("url", endpoint), lambda: url_for(endpoint, program=program.slug))


def _account(program: ProgramState) -> list[SimpleNamespace]:
    url = _url("account.profile", program)
    return [SimpleNamespace(url=url, icon="user", label=_("My account"))] if url else []


def _items(program: ProgramState, actor: Actor) -> list[tuple[MenuItem, str]]:
    """Return the entries the actor may open, with their URLs, in order; plugins are asked on every full page."""
    own = program.cache.get(("entity-menu", actor.staff), lambda: [_entity_item(e) for e in portal().registry.of_plugins(program.plugins) if e.menu is not None])
    found = [*own, *(item for items in records.hooks("menu_items", program=program, actor=actor) for item in items)]
    lawful = [i for i in found if (not i.permission or actor.may(i.permission)) and i.staff in (None, actor.staff)]
    placed = [(item, program.cache.get(("menu-url", item.endpoint, tuple(item.args.items())), partial(_menu_url, item, program))) for item in lawful]
    return sorted(placed, key=lambda pair: (pair[0].section, pair[0].weight, pair[0].label))


def _entity_item(entity: Entity) -> MenuItem:
    return MenuItem(entity.plural or entity.label, f"entity:{entity.key}", entity.icon, entity.menu or "", permission=entity.permission("view"), tab=True)


def _menu_url(item: MenuItem, program: ProgramState) -> str:
    if item.endpoint.startswith("entity:"):
        plugin, name = item.endpoint[7:].split(".")
        return url_for("entity.list", program=program.slug, plugin=plugin, entity=name)
    return url_for(item.endpoint, program=program.slug, **item.args)


def _navigation(program: ProgramState, actor: Actor) -> list[dict[str, Any]]:
    sections: dict[str, list[Mapping[str, Any]]] = {"": [_entry("home", _("Home"), _url("core.home", program) or "/")]}
    for item, url in _items(program, actor):
        sections.setdefault(item.section, []).append(_entry(item.icon, _(item.label), url))
    return [{"label": _(name) if name else "", "items": items} for name, items in sections.items()]


def _entry(icon: str, label: str, url: str) -> dict[str, Any]:
    path = request.path
    return {"label": label, "url": url, "icon": icon, "count": None, "current": path == url or (path.startswith(url) and url.count("/") > 2)}


def _tabs(program: ProgramState, actor: Actor) -> list[dict[str, Any]]:
    entries = [_entry("home", _("Home"), _url("core.home", program) or "/")]
    return entries + [_entry(i.icon, _(i.label), url) for i, url in _items(program, actor) if i.tab][:3]


def install(globals: dict[str, Any]) -> None:
    """Give templates the words and formats they use."""
    globals.update({"_": _, "ngettext": ngettext, "fmt": fmt})
