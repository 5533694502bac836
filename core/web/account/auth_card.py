"""The card of pages for people who are not signed in yet: one short form under the program's brand."""

from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from flask import Response, request, url_for

from core.i18n import LOCALES, _, lang_tag
from core.i18n import current as current_locale
from core.identity.signin import Device
from core.portal import portal
from core.web.door.here import here
from core.web.forms.field_markup import render_field
from core.web.forms.forms import SchemaForm, form_for
from core.web.page.pages import render
from schemas.base import EntitySchema


def card_form(schema: type[EntitySchema], formdata: Any = None, data: dict[str, Any] | None = None) -> SchemaForm:
    """Return the form of a schema in the visitor's language."""
    return _form_class(schema, current_locale())(formdata, data=data)


@lru_cache(maxsize=100)
def _form_class(schema: type[EntitySchema], locale: str) -> type[SchemaForm]:
    return form_for(schema, locale=locale)


def card(title: str, form: SchemaForm | None = None, *, status: int = 200, **more: Any) -> Response:
    """Return the page. `more`: help, error, notice, submit_label, hidden, links, action; see docs/themes.md."""
    icon, program = portal().assets.icon, here().program
    fields = [render_field(field, icon) for field in form] if form is not None else []
    shown = {
        "help": None,
        "error": None,
        "notice": None,
        "hidden": (),
        "links": (),
        "submit_label": None,
        "methods": (),
        "action": request.path,
        "headline": _("Everything for partners of %(program)s, in one place.", program=program.name) if program else "",
        "pitch": None,
        "languages": _languages(),
    }
    view = SimpleNamespace(title=title, fields=fields, **{**shown, **more})
    return Response(render("signin.html", block="form", signin=view), status, content_type="text/html; charset=utf-8")


def device() -> Device:
    return Device(request.remote_addr or "", request.user_agent.string)


def program_url(endpoint: str, **values: Any) -> str:
    """Return the address of a page that exists in programs (`x.page`) and outside of them (`x_site.page`)."""
    program = here().program
    if program is not None:
        return url_for(endpoint, program=program.slug, **values)
    blueprint, _, name = endpoint.partition(".")
    return url_for(f"{blueprint}_site.{name}", **values)


def _languages() -> list[SimpleNamespace]:
    """The other languages, each under its own name."""
    here_url = program_url("signin.form")
    others = [(tag, name) for tag, name in LOCALES.items() if tag != current_locale()]
    return [SimpleNamespace(url=f"{here_url}?lang={lang_tag(tag)}", label=name, lang=lang_tag(tag)) for tag, name in others]
