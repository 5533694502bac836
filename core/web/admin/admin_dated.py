"""Zone, currency and fiscal calendar of a program: what holds since when, and changes planned for a day to come."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, redirect, request, url_for

from core import clock
from core.entities.scope import current
from core.errors import NotFound, Problem, Unprocessable
from core.i18n import _
from core.i18n import current as current_locale
from core.programs.dated import BEGINNING, Dated
from core.programs.dated_editing import plan, take_back
from core.programs.program_schema import MONTHS, DatedSchema
from core.web.door.policy import policy
from core.web.forms.forms import SchemaForm, to_raw
from core.web.forms.schema_page import form_page, schema_form
from core.web.page.pages import render_part
from core.web.values import format as fmt

pages = Blueprint("admin_dated", __name__, url_prefix="/<program>/admin/program/calendar")


@pages.get("/", endpoint="edit")
@policy("core.program.edit")
def edit() -> Any:
    program = current().program
    values = {"currency": program.currency, "zone": program.zone, "fiscal_start_month": str(program.fiscal_start_month)}
    return _page(schema_form(DatedSchema)(None, data=values))


@pages.post("/", endpoint="save")
@policy("core.program.edit")
def save() -> Any:
    form = schema_form(DatedSchema)(request.form)
    try:
        plan(to_raw(form))
    except Unprocessable as problem:
        return _page(form, problem)
    return redirect(_url(), 303)


@pages.post("/<day>/remove", endpoint="remove")
@policy("core.program.edit")
def remove(day: str) -> Any:
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise NotFound() from None
    take_back(wanted)
    return redirect(_url(), 303)


def _page(form: SchemaForm, problem: Problem | None = None) -> Any:
    back = url_for("admin_program.edit", program=current().program.slug)
    return form_page(
        form,
        title=_("Place and calendar"),
        text=_("What held before a change goes on to hold for the days before it."),
        submit=_("Plan the change"),
        cancel_url=back,
        crumbs=[(_("Program"), back)],
        problem=problem,
        aside=history_panel(removable=True),
    )


def history_panel(*, removable: bool = False) -> Any:
    """Return what holds since when, the newest first, as HTML."""
    program, moment = current().program, clock.now()
    now = next(one for one in reversed(program.history) if one.starts_at <= moment)
    rows = [_row(one, now, one.starts_at > moment and removable) for one in reversed(program.history)]
    return render_part("admin/dated_history.html", rows=rows, edit_url=None if removable else _url())


def _row(one: Dated, now: Dated, removable: bool) -> SimpleNamespace:
    program = current().program
    url = url_for("admin_dated.remove", program=program.slug, day=one.effective_from.isoformat())
    take = SimpleNamespace(label=_("Take back"), method="post", kind="quiet", url=url, confirm=_("Take this planned change back?"))
    first = one.effective_from == BEGINNING
    return SimpleNamespace(
        since=_("From the beginning") if first else _("From %(day)s", day=fmt.date(one.effective_from, current_locale())),
        state=_state(one, now),
        values=[
            (_("Currency"), one.currency),
            (_("Time zone"), one.zone.replace("_", " ")),
            (_("Fiscal year begins in"), _(dict(MONTHS)[str(one.fiscal_start_month)])),
        ],
        action=take if removable else None,
    )


def _state(one: Dated, now: Dated) -> tuple[str, str, str]:
    if one is now:
        return "ok", "circle-check", _("In force")
    return ("info", "clock", _("Planned")) if one.effective_from > now.effective_from else ("idle", "history", _("Over"))


def _url() -> str:
    return url_for("admin_dated.edit", program=current().program.slug)
