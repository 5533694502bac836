"""The web form for leads, for visitors: honeypot, time trap, signed token, limit of tries; no script and nobody else's service."""

import hashlib
import hmac
import uuid
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Response, current_app, request

from hansa import N_, Action, NotFound, Unprocessable, _, clock, current_scope, db, entity_of, records, render, system, throttled
from plugins.leads.intake.asking import shown_fields, ways_of
from plugins.leads.models import WebForm
from plugins.leads.tasks import INTAKE

TRAP = "website"
"""A field people do not see; whoever fills it in is no person."""

FASTEST, SLOWEST = timedelta(seconds=3), timedelta(hours=12)
NO_WAY = N_("Leave an e-mail address or a telephone number, so that we can answer you.")
LOOK = N_("Something is missing or not right. Look at the fields below.")
FREE = 20
"""So many leads of one address are taken in before it has to wait."""


def actions(form: Any) -> list[Action]:
    """Return the button of a form for the program's people: what visitors see, at the address to link to."""
    return [Action(N_("Open the form"), "leads.public", "world-www", args={"slug": form.slug})] if form.open else []


def page(slug: str) -> Response:
    """The form."""
    return _page(_open(slug))


def send(slug: str) -> Any:
    """Take in a lead. Whoever is taken for a robot gets the same thanks, and nothing is kept."""
    form = _open(slug)
    values = {name: request.form.get(name, "") for name in (*form.asks, "title")}
    if (problem := _human(form)) is not None:
        return _page(form, values, problem) if problem else _thanks(form)
    if request.form.get("agree") != "on":
        return _page(form, values, _("Please agree, so that we may use what you wrote."))
    ways = ways_of(form)
    if ways and not any(values[name].strip() for name in ways):
        return _page(form, values, _(LOOK), {ways[0]: _(NO_WAY)})
    try:
        _take_in(form, {name: value for name, value in values.items() if value.strip()})
    except Unprocessable as error:
        wrong = {one["pointer"].lstrip("/"): one["message"] for one in error.errors}
        return _page(form, values, "; ".join(message for name, message in wrong.items() if name not in values) or _(LOOK), wrong)
    return _thanks(form)


def _open(slug: str) -> Any:
    """Return the form of an address; NotFound when there is none or it is closed."""
    with system(INTAKE):
        found = db.session.scalars(sa.select(WebForm).where(WebForm.slug == slug, WebForm.archived_at.is_(None))).one_or_none()
    if found is None or not found.open:
        raise NotFound()
    return found


def _human(form: Any) -> str | None:
    """Return None for a person, what to do for one who was too quick or too slow, "" for a robot."""
    if request.form.get(TRAP):
        return ""
    stamp, _dot, mark = request.form.get("token", "").partition(".")
    if not stamp.isdigit() or not hmac.compare_digest(mark, _mark(form, stamp)):
        return _("This form is too old or not ours. Reload the page and send it again; your input is kept.")
    age = clock.now().timestamp() - int(stamp)
    if age < FASTEST.total_seconds() or age > SLOWEST.total_seconds():
        return _("Please send it once more.")
    if throttled(f"leads.form:{form.id}:{request.remote_addr}", free=FREE):
        return _("You are sending requests too quickly. Wait a little and try again.")
    return None


def token(form: Any) -> str:
    """Return the moment the form was shown, signed."""
    stamp = str(int(clock.now().timestamp()))
    return f"{stamp}.{_mark(form, stamp)}"


def _mark(form: Any, stamp: str) -> str:
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, f"leads.form:{form.id}:{stamp}".encode(), hashlib.sha256).hexdigest()


def _take_in(form: Any, raw: dict[str, str]) -> uuid.UUID:
    today = clock.today(current_scope().program.zone)
    months = form.consent_months
    law = {"consent_basis": form.consent_basis, "consent_text": form.consent_text}
    if months:
        law["consent_expires"] = (today + timedelta(days=round(months * 30.4375))).isoformat()
    more = {"source": "web", **({"campaign": form.campaign} if form.campaign else {})}
    with system(INTAKE):
        made: uuid.UUID = records.create(
            entity_of("leads.lead"), {"title": raw.get("need", "")[:120] or form.name, **raw, **more, **law}
        ).id
    return made


def _page(form: Any, values: dict[str, str] | None = None, error: str = "", wrong: dict[str, str] | None = None) -> Response:
    shown = shown_fields(form, values or {}, wrong or {})
    html = render(
        "leads/web_form.html", block="form", web=form, fields=shown, error=error, token=token(form), trap=TRAP, action=request.path,
        agreed=request.form.get("agree") == "on",
    )
    return Response(html, 422 if error else 200, content_type="text/html; charset=utf-8")


def _thanks(form: Any) -> Response:
    html = render("leads/web_thanks.html", block="form", web=form)
    return Response(html, content_type="text/html; charset=utf-8")
