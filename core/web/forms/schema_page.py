"""A page that is one form over a schema: shown, and shown again with what is wrong."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from flask import Response, request
from marshmallow import Schema, ValidationError

from core.entities.scope import current
from core.errors import FieldError, Problem, Unprocessable
from core.i18n import _, say
from core.i18n import current as current_locale
from core.portal import portal
from core.web.forms.field_markup import render_field
from core.web.forms.forms import SchemaForm, error_summary, errors_to_form, form_for, grouped
from core.web.page.pages import render
from schemas.errors import flatten


def schema_form(schema: type[Schema]) -> type[SchemaForm]:
    """Return the form class of a schema in the reader's language, kept with the program's state."""
    program, locale = current().program, current_locale()
    return program.cache.get(
        ("schema-form", schema, locale), lambda: form_for(schema, locale=locale, zone=program.zone, currency=program.currency)
    )


def form_page(
    form: SchemaForm,
    *,
    title: str,
    submit: str,
    cancel_url: str,
    text: str = "",
    crumbs: Any = None,
    hidden: Any = (),
    aside: Any = None,
    problem: Problem | None = None,
    action: str = "",
    more: Any = (),
) -> Response:
    """Return the page of a form; with a problem its errors stand on the fields and its status is the answer's.

    `more`: HTML of further groups of fields, below those of the schema.
    """
    if problem is not None:
        errors_to_form(form, nested(problem.errors))
    icon = portal().assets.icon
    told = error_summary(form) or ([("", _(problem.message), "")] if problem else [])
    view = SimpleNamespace(
        title=title,
        help=text,
        action=action or request.path,
        method="post",
        submit_label=submit,
        cancel_url=cancel_url,
        crumbs=crumbs,
        groups=[(heading, [render_field(field, icon) for field in fields]) for heading, fields in grouped(form)]
        + [("", more)] * bool(more),
        hidden=hidden,
        errors=told,
        aside=aside,
        steps=None,
        draft_url=None,
        conflict=None,
    )
    html = render("form.html", block="form", form=view)
    return Response(html, problem.status if problem else 200, content_type="text/html; charset=utf-8")


def judged(schema: type[Schema], raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a schema loads; raises Unprocessable with every error, field by field."""
    try:
        loaded: dict[str, Any] = schema().load(raw)
    except ValidationError as error:
        raise Unprocessable(errors=[{"pointer": p, "code": c, "message": say(m)} for p, c, m in flatten(error.messages)]) from None
    return loaded


def nested(errors: list[FieldError]) -> dict[Any, Any]:
    """Turn JSON pointers back into the nested messages of a schema: `/choices/0/label` stands in a row."""
    found: dict[Any, Any] = {}
    for error in errors:
        *path, last = [int(part) if part.isdigit() else part for part in error.get("pointer", "").lstrip("/").split("/")]
        spot = found
        for part in path:
            below = spot.setdefault(part, {})
            spot = below if isinstance(below, dict) else spot.setdefault("_schema", {})
        messages = spot.setdefault(last, [])
        (messages if isinstance(messages, list) else messages.setdefault("_schema", [])).append(error["message"])
    return found


def shown(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values for a form that is first shown; null is left to the field."""
    return {name: value for name, value in values.items() if value is not None}
