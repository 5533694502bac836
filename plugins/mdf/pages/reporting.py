"""Reporting an activity on a phone: photo, place, list of leads."""

import uuid
from typing import Any

from flask import Blueprint, Response, redirect, request

from hansa import Conflict, NotFound, Unprocessable, _, files, perform, policy, records, render, typed_number, url_of, with_toast
from plugins.mdf.entities import ACTIVITY
from plugins.mdf.money import layers
from plugins.mdf.pages.mine import REPORTABLE, here
from plugins.mdf.words import said

PHOTOS = (
    ("photo", "photo"), ("photo_two", "photo"), ("invoice", "invoice"), ("leads", "leads"), ("attendees_list", "attendees"), ("sample", "sample"),
)  # fmt: skip
PLACE = {"Permissions-Policy": "camera=(), geolocation=(self), microphone=()"}
"""Only here may the page ask the phone where it is, and only on a click."""


def add(pages: Blueprint) -> None:
    """Add the routes to the blueprint of the plugin."""
    pages.get("/activity/<uuid:record_id>/report", endpoint="report")(policy("mdf.activity.report")(report))
    pages.post("/activity/<uuid:record_id>/report", endpoint="report_it")(policy("mdf.activity.report")(report_it))


def report(record_id: uuid.UUID) -> Response:
    """The report on a phone: camera, place, list of leads."""
    return _report(records.get(ACTIVITY, record_id))


def report_it(record_id: uuid.UUID) -> Any:
    """Keep photos and files with the activity, then report it; or only check in."""
    found = records.get(ACTIVITY, record_id)
    typed = {name: request.form.get(name, "") for name in ("held_on", "attendees", "outcome", "position")}
    records.require(ACTIVITY, "report", found)
    try:
        for name, kind in PHOTOS:
            for upload in request.files.getlist(name):
                if upload and upload.filename:
                    files.attach(ACTIVITY, found, upload, kind=kind)
        if request.form.get("act") == "check_in":
            perform(ACTIVITY, found, "check_in", {"position": typed["position"]})
        else:
            given = {name: typed[name] for name in ("held_on", "outcome")}
            perform(ACTIVITY, found, "report", {**given, "attendees": typed_number(typed["attendees"])})
    except (Unprocessable, Conflict) as error:
        return _report(found, typed, error, error.status)
    return with_toast(redirect(url_of(ACTIVITY, record_id), 303), _("Saved."))


def _report(found: Any, typed: dict[str, str] | None = None, error: Any = None, status: int = 200) -> Response:
    if found.state not in REPORTABLE:
        raise NotFound()
    errors = {one["pointer"].rsplit("/", 1)[-1]: _(one["message"]) for one in error.errors} if error is not None else {}
    there = {file.kind for file in files.list_for(found)}
    page = render(
        "mdf/report.html", block="page", activity=found, typed=typed or {}, errors=errors, error=_(error.message) if error is not None else "",
        action=here("report_it", record_id=found.id), back=url_of(ACTIVITY, found.id), key=uuid.uuid4().hex,
        needed=[(said([code]), code in there) for code in found.proof], today=layers.today().isoformat(),
        may_check_in=found.state in ("planned", "running"),
    )  # fmt: skip
    return Response(page, status, headers=PLACE)
