"""Days of a calendar from a list: CSV or iCalendar, shown before they are kept."""

import uuid
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Response, redirect, request

from hansa import Unprocessable, _, ngettext, policy, records, render, url_of, with_toast
from plugins.policies.entities import CALENDAR, CALENDAR_DAY
from plugins.policies.facts import calendars, text_facts
from plugins.policies.pages import views

MOST_BYTES = 1_000_000


def add(pages: Blueprint) -> None:
    """Add the pages of this module to the blueprint."""
    pages.get("/calendars/<uuid:calendar>/days", endpoint="days")(ask)
    pages.post("/calendars/<uuid:calendar>/days", endpoint="keep_days")(keep)


@policy("policies.calendar_day.create")
def ask(calendar: uuid.UUID) -> str:
    """Ask for the list."""
    return _page(records.get(CALENDAR, calendar))


@policy("policies.calendar_day.create", upload=True)
def keep(calendar: uuid.UUID) -> Any:
    """Show the days of the list, or keep them."""
    found = records.get(CALENDAR, calendar)
    sent = request.files.get("file")
    raw = sent.stream.read(MOST_BYTES + 1) if sent is not None and sent.filename else b""
    text = raw.decode("utf-8", "replace") if raw else request.form.get("text", "")
    try:
        if len(text) > MOST_BYTES or not text.strip():
            raise Unprocessable(_("Choose a file, or write the days into the field; at most 1 MB."))
        days = calendars.read_days(text)
    except Unprocessable as error:
        return Response(_page(found, text[:MOST_BYTES], problem=error.message), 422, content_type="text/html; charset=utf-8")
    if request.form.get("_do") != "keep":
        return _page(found, text, days)
    wanted = {day.day: ("working" if day.working else "off", day.label or None) for day in days}
    changed = text_facts.keep_days(found.id, wanted)
    told = ngettext("%(n)s day was kept.", "%(n)s days were kept.", changed)
    return with_toast(redirect(url_of(CALENDAR_DAY, None), 303), told)


def _page(found: Any, text: str = "", days: Any = None, problem: str = "") -> str:
    shown = [SimpleNamespace(day=day.day.isoformat(), working=day.working, label=day.label) for day in days or ()]
    page = SimpleNamespace(
        title=found.label, text=text, days=shown, problem=problem, action=views.url("keep_days", calendar=found.id),
        cancel_url=url_of(CALENDAR, found.id), crumbs=[(_(CALENDAR.plural), url_of(CALENDAR, None)), (found.label, url_of(CALENDAR, found.id))],
    )  # fmt: skip
    return render("policies/days.html", block="page", page=page)
