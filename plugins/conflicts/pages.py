"""The panels of conflicts, what parties and staff do in them, and the figures for staff."""

import uuid
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from hansa import Conflict, NotFound, Unprocessable, _, current_scope, policy, records, render, url_of, with_toast
from plugins.conflicts import figures, services, views
from plugins.conflicts.entities import CASE, DOCKET
from plugins.conflicts.states import KINDS
from plugins.deals.api import DEAL

pages = Blueprint("conflicts", __name__)


@pages.get("/case/<uuid:record_id>/evidence", endpoint="of_case")
@policy("conflicts.case.view")
def of_case(record_id: uuid.UUID) -> str:
    """The timeline of a party's conflict."""
    return _thread(views.of_case(records.get(CASE, record_id)))


@pages.get("/docket/<uuid:record_id>/evidence", endpoint="of_docket")
@policy("conflicts.docket.view")
def of_docket(record_id: uuid.UUID) -> str:
    """The timeline of a conflict, for staff."""
    return _thread(views.of_docket(records.get(DOCKET, record_id)))


@pages.post("/case/<uuid:record_id>/evidence", endpoint="give")
@policy("conflicts.case.give", upload=True)
def give(record_id: uuid.UUID) -> Any:
    """Bring evidence as a party."""
    case = records.get(CASE, record_id)
    return _done(lambda: services.give(case, *_evidence()), url_of(CASE, record_id), lambda e: views.of_case(case, e, _text()))


@pages.post("/docket/<uuid:record_id>/evidence", endpoint="add")
@policy("conflicts.docket.decide", upload=True)
def add(record_id: uuid.UUID) -> Any:
    """Put what the program knows before both parties."""
    docket = records.get(DOCKET, record_id)
    return _done(lambda: services.add(docket, *_evidence()), url_of(DOCKET, record_id), lambda e: views.of_docket(docket, e, _text()))


@pages.post("/docket/<uuid:record_id>/evidence/<uuid:evidence_id>/disclose", endpoint="disclose")
@policy("conflicts.docket.decide")
def disclose(record_id: uuid.UUID, evidence_id: uuid.UUID) -> Any:
    """Let the other side read a piece of evidence."""
    services.disclose(records.get(DOCKET, record_id), evidence_id)
    return with_toast(redirect(url_of(DOCKET, record_id), 303), _("Disclosed. Both sides read it now."))


@pages.post("/case/<uuid:record_id>/accept", endpoint="accept")
@policy("conflicts.case.give")
def accept(record_id: uuid.UUID) -> Any:
    """Accept what is proposed."""
    case = records.get(CASE, record_id)
    return _done(lambda: services.accept(case), url_of(CASE, record_id), lambda e: views.of_case(case, e))


@pages.post("/case/<uuid:record_id>/appeal", endpoint="appeal")
@policy("conflicts.case.give")
def appeal(record_id: uuid.UUID) -> Any:
    """Appeal, once and in time."""
    case = records.get(CASE, record_id)
    return _done(lambda: services.appeal(case, {"reason": _text()}), url_of(CASE, record_id), lambda e: views.of_case(case, e, _text()))


@pages.get("/deal/<uuid:deal_id>", endpoint="of_deal")
@policy("conflicts.case.view")
def of_deal(deal_id: uuid.UUID) -> str:
    """A party's conflicts about its deal, and how to report one."""
    return render("conflicts/deal.html", block="page", shown=views.of_deal(records.get(DEAL, deal_id)))


@pages.get("/deal/<uuid:deal_id>/dockets", endpoint="about_deal")
@policy("conflicts.docket.view")
def about_deal(deal_id: uuid.UUID) -> str:
    """The conflicts about a deal as the program sees them; one is opened from an overlap with one click."""
    return render("conflicts/deal.html", block="page", shown=views.about_deal(records.get(DEAL, deal_id)))


@pages.post("/deal/<uuid:deal_id>/open/<uuid:rival_id>", endpoint="open_between")
@policy("conflicts.docket.create")
def open_between(deal_id: uuid.UUID, rival_id: uuid.UUID) -> Response:
    """Open a conflict between two registrations."""
    if not current_scope().actor.staff:
        raise NotFound()
    docket = services.open_between(records.get(DEAL, deal_id), records.get(DEAL, rival_id))
    return with_toast(redirect(url_of(DOCKET, docket.id), 303), _("The conflict is opened. Take it up to tell the parties."))


@pages.get("/deal/<uuid:deal_id>/report", endpoint="report")
@policy("conflicts.case.open")
def report(deal_id: uuid.UUID) -> str:
    """Ask a partner what the conflict about its deal is."""
    return _report(records.get(DEAL, deal_id), {}, {})


@pages.post("/deal/<uuid:deal_id>/report", endpoint="reported")
@policy("conflicts.case.open")
def reported(deal_id: uuid.UUID) -> Any:
    """Open a conflict about one's own deal."""
    raw = {name: request.form.get(name, "") for name in ("subject", "kind", "description")}
    deal = records.get(DEAL, deal_id)
    try:
        case = services.report(deal_id, raw)
    except Unprocessable as error:
        wrong = {problem["pointer"].strip("/"): problem["message"] for problem in error.errors}
        return Response(_report(deal, raw, wrong), error.status)
    return with_toast(redirect(url_of(CASE, case.id), 303), _("Reported. The program looks at it first."))


@pages.get("/statistics", endpoint="statistics")
@policy("conflicts.docket.decide")
def statistics() -> str:
    """Root causes, outcomes and where overlaps are, for staff who decide conflicts."""
    return render("conflicts/statistics.html", block="page", figures=figures.figures())


def _report(deal: Any, typed: dict[str, str], wrong: dict[str, str]) -> str:
    action = url_for("conflicts.reported", program=current_scope().program.slug, deal_id=deal.id)
    return render(
        "conflicts/report.html", block="page", deal=deal, deal_url=url_of(DEAL, deal.id), typed=typed, wrong=wrong, action=action, kinds=KINDS,
        key=uuid.uuid4().hex,
    )  # fmt: skip


def _text() -> str:
    return request.form.get("text", "").strip()


def _evidence() -> tuple[str, list[Any]]:
    return _text(), [upload for upload in request.files.getlist("file") if upload.filename]


def _done(act: Any, back: str, again: Any) -> Any:
    """Do it and go back to the record; what was refused is said beside what was typed."""
    try:
        act()
    except (Unprocessable, Conflict) as error:
        message = error.errors[0]["message"] if error.errors else error.message
        return Response(_thread(again(_(message))), error.status)
    return with_toast(redirect(back, 303), _("Saved."))


def _thread(thread: views.Thread) -> str:
    return render("conflicts/thread.html", block="page", thread=thread)
