"""API tokens of a membership: make one, see it once, revoke it."""

import uuid
from collections.abc import Collection
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Response, redirect, request
from markupsafe import Markup

from core import clock
from core.entities.scope import current
from core.errors import Denied, Problem, Unprocessable
from core.i18n import N_, _
from core.identity import roles, tokens
from core.web.account.account import crumbs, here_url
from core.web.door.policy import policy
from core.web.forms.forms import SchemaForm, to_raw
from core.web.forms.rights import rights
from core.web.forms.schema_page import form_page, judged, schema_form
from core.web.page.pages import render, render_part
from core.web.page.small_table import small_table
from core.web.values.moments import moment
from schemas import fields
from schemas.base import EntitySchema

pages = Blueprint("tokens", __name__, url_prefix="/<program>/account/tokens")

LIVES = (("30", N_("30 days")), ("90", N_("90 days")), ("365", N_("One year")), ("0", N_("No end")))


class TokenSchema(EntitySchema):
    name = fields.String(required=True, label=N_("What is it for?"), max_length=100)
    expires = fields.Choice(LIVES, required=True, label=N_("Holds for"))
    all = fields.Boolean(label=N_("All my rights, also those I get later"), load_default=False)


@pages.get("/", endpoint="list")
@policy(member=True)
def listing() -> Any:
    return _table()


@pages.get("/new", endpoint="new")
@policy(member=True)
def new() -> Any:
    return _form(schema_form(TokenSchema)(None, data={"expires": "90", "all": False}), ())


@pages.post("/new", endpoint="create")
@policy(member=True)
def create() -> Any:
    form, chosen = schema_form(TokenSchema)(request.form), request.form.getlist("permissions")
    try:
        values = judged(TokenSchema, to_raw(form))
        if not values["all"] and not chosen:
            raise Unprocessable(
                errors=[{"pointer": "/all", "code": "required", "message": _("Choose all rights, or some of those below.")}]
            )
        days = int(values["expires"])
        made = tokens.issue(values["name"], () if values["all"] else chosen, clock.real() + timedelta(days=days) if days else None)
    except (Unprocessable, Denied) as problem:
        return _form(form, chosen, problem)
    return _table(made)


@pages.post("/<uuid:token_id>/revoke", endpoint="revoke")
@policy(member=True)
def revoke(token_id: uuid.UUID) -> Any:
    tokens.revoke(token_id)
    return redirect(here_url("tokens.list"), 303)


def _form(form: SchemaForm, chosen: Collection[str], problem: Problem | None = None) -> Any:
    if current().actor.membership_id is None:
        raise Denied(N_("Tokens belong to a membership. Ask for one in this program first."))
    return form_page(
        form,
        title=_("New API token"),
        submit=_("Make the token"),
        crumbs=[*crumbs(), (_("API tokens"), here_url("tokens.list"))],
        cancel_url=here_url("tokens.list"),
        problem=problem,
        text=_("Whoever has the token acts as you, in this program, with the rights you choose."),
        more=[rights(roles.offered(staff=current().actor.staff), chosen)],
    )


def _table(made: str = "") -> Response:
    """The list; right after making a token also its text, which is never shown again."""
    found = tokens.mine()
    rows = [
        (
            Markup("{}<p>{}</p>").format(t.name, _("All rights") if not t.scopes else ", ".join(t.scopes)),
            _state(t),
            moment(t.last_used_at) if t.last_used_at else _("Never"),
            moment(t.expires_at) if t.expires_at else _("No end"),
            _button(t),
        )
        for t in found
    ]
    labels = (
        (_("Token"), "c-what hs-main-cell"),
        (_("State"), "c-state"),
        (_("Last used"), "c-more"),
        (_("Ends"), "c-more"),
        ("", "c-sum"),
    )
    add = SimpleNamespace(label=_("New token"), url=here_url("tokens.new"), icon="plus")
    empty = SimpleNamespace(
        icon="api", title=_("No tokens yet"), text=_("A token lets a program of yours read and write here, as you."), action=add
    )
    note = render_part("parts/token_made.html", token=made) if made else None
    table = small_table(_("API tokens"), labels, rows, crumbs=crumbs(), primary=add if found else None, empty=empty, note=note)
    return Response(render("table.html", table=table), content_type="text/html; charset=utf-8")


def _state(token: Any) -> Markup:
    over = token.expires_at is not None and token.expires_at <= clock.real()
    kind, icon, word = ("idle", "clock", _("Ended")) if over else ("ok", "circle-check", _("Active"))
    return render_part("parts/state_of.html", kind=kind, symbol=icon, word=word)


def _button(token: Any) -> Markup:
    url = here_url("tokens.revoke", token_id=token.id)
    return render_part(
        "parts/button.html",
        item=SimpleNamespace(
            label=_("Revoke"),
            url=url,
            kind="bad",
            method="post",
            confirm=_("Revoke “%(name)s”? Programs that use it stop working.", name=token.name),
        ),
    )
