"""The pages of leads: the inbox of a partner, the board of staff, what would happen with a lead, reports, panels and cards."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, request, url_for

from hansa import NotFound, Problem, _, clock, current_scope, entity_of, perform, policy, records, render, url_of, with_toast
from plugins.leads import views
from plugins.leads.intake import webforms
from plugins.leads.offers import terms
from plugins.leads.reports import analysis, fairness
from plugins.leads.routing import holidays, trial, whose, why

pages = Blueprint("leads", __name__)
MOST_ZONES = 50


def _here(endpoint: str, **values: Any) -> str:
    return url_for(f"leads.{endpoint}", program=current_scope().program.slug, **values)


def _staff() -> None:
    if not current_scope().actor.staff:
        raise NotFound()


@pages.get("/inbox/", endpoint="inbox")
@policy("leads.assignment.view")
def inbox() -> Any:
    """New offers with their countdown, and what is being worked on."""
    if current_scope().actor.staff:
        return redirect(_here("board"), 303)
    return _inbox()


def _inbox(error: str = "", about: uuid.UUID | None = None) -> str:
    may = current_scope().actor.may("leads.assignment.answer") and not current_scope().actor.read_only
    return render(
        "leads/inbox.html", block="page", offers=views.offers(), held=views.held(), reasons=views.reasons(), may=may, error=error,
        about=about, here=_here, all_url=url_of(entity_of("leads.assignment")),
    )  # fmt: skip


@pages.post("/inbox/<uuid:copy_id>/open", endpoint="open")
@policy("leads.assignment.view")
def open_copy(copy_id: uuid.UUID) -> Any:
    """Look at an offer: the first look is noted."""
    entity = entity_of("leads.assignment")
    copy = records.get(entity, copy_id)
    if copy.opened_at is None and copy.partner_id == current_scope().actor.partner_id:
        records.apply(entity, copy, {"opened_at": clock.now()}, act="opened")
    return redirect(url_of(entity, copy_id), 303)


@pages.post("/inbox/<uuid:copy_id>/answer", endpoint="answer")
@policy("leads.assignment.answer")
def answer(copy_id: uuid.UUID) -> Any:
    """Accept, claim or decline from the list; what the policy asks at acceptance is asked on a page of its own."""
    entity = entity_of("leads.assignment")
    copy = records.get(entity, copy_id)
    name = request.form.get("do", "")
    if name not in ("accept", "claim", "decline"):
        raise NotFound()
    if name == "accept" and terms.read(copy.terms).get("asks"):
        return redirect(
            url_for(
                "workflow.ask", program=current_scope().program.slug, plugin="leads", entity="assignment", record_id=copy_id, name=name
            ),
            303,
        )
    raw = {"reason_code": request.form.get("reason_code", "")} if name == "decline" else {}
    try:
        perform(entity, copy, name, raw)
    except Problem as error:
        message = "; ".join(one["message"] for one in error.errors) or _(error.message)
        return _inbox(message, copy_id), error.status
    said = {"accept": _("Accepted. Everything about the lead is open to you now."), "claim": _("It is yours."), "decline": _("Declined.")}
    target = _here("inbox") if name == "decline" else url_of(entity, copy_id)
    return with_toast(redirect(target, 303), said[name])


@pages.get("/our-capacity/", endpoint="capacity")
@policy("leads.capacity.view")
def capacity() -> Any:
    """Where a partner says how much it takes on; the form is that of the record."""
    entity = entity_of("leads.capacity")
    if current_scope().actor.staff:
        return redirect(url_of(entity), 303)
    return render(
        "leads/capacity.html",
        block="page",
        said=views.capacity(),
        entity=entity,
        url_of=url_of,
        absence=entity_of("leads.absence"),
        waiting=views.held(),
    )


@pages.get("/calendars", endpoint="calendars")
@policy("leads.capacity.view")
def calendars() -> Response:
    """Return the holiday calendars of the program, for the form."""
    found: Response = jsonify(items=holidays.offered())
    return found


@pages.get("/board/", endpoint="board")
@policy("leads.lead.view")
def board() -> str:
    """How many leads are where, what waits for a person and why, whose time runs out."""
    _staff()
    may, lead = current_scope().actor.may("leads.lead.distribute"), entity_of("leads.lead")
    return render(
        "leads/board.html",
        block="page",
        stages=views.stages(),
        waiting=views.waiting(),
        late=views.late(),
        may=may,
        here=_here,
        new_url=f"{url_of(lead)}new" if current_scope().actor.may(lead.permission("create")) else "",
    )


@pages.post("/board/<uuid:lead_id>/distribute", endpoint="distribute")
@policy("leads.lead.distribute")
def distribute(lead_id: uuid.UUID) -> Any:
    """Route a lead now, and show where it went."""
    _staff()
    trial.route_now(lead_id)
    return redirect(url_of(entity_of("leads.lead"), lead_id), 303)


@pages.get("/try/", endpoint="try")
@policy("leads.lead.distribute")
def try_out() -> str:
    """What would happen with a lead: one that is there, or one that is described here."""
    _staff()
    asked = trial.asked(request.args)
    told = trial.told(request.args) if request.args else None
    return render("leads/try.html", block="page", asked=asked, told=told, looks=why.LOOKS, action=_here("try"))


@pages.get("/leads/<uuid:lead_id>/why", endpoint="why_panel")
@policy("leads.lead.view")
def why_panel(lead_id: uuid.UUID) -> str:
    _staff()
    lead = records.get(entity_of("leads.lead"), lead_id)
    may = current_scope().actor.may("leads.lead.distribute")
    return render(
        "leads/why.html",
        block="page",
        told=why.of_lead(lead),
        alike=[(hit, *_where(hit)) for hit in lead.alike or ()],
        looks=why.LOOKS,
        try_url=_here("try", lead=lead_id) if may else None,
    )


def _where(hit: Mapping[str, Any]) -> tuple[str, str | None]:
    """Return what kind of record is about the same company, and its address; no address while its plugin is off."""
    try:
        entity = entity_of(hit["entity"])
    except NotFound:
        return "", None
    return _(entity.label), url_of(entity, uuid.UUID(hit["id"]))


@pages.get("/leads/<uuid:lead_id>/copies", endpoint="copies_panel")
@policy("leads.lead.view")
def copies_panel(lead_id: uuid.UUID) -> str:
    _staff()
    return render("leads/copies.html", block="page", copies=analysis.copies_of(lead_id))


@pages.get("/copies/<uuid:copy_id>/lead", endpoint="lead_panel")
@policy("leads.lead.view")
def lead_panel(copy_id: uuid.UUID) -> str:
    _staff()
    copy = records.get(entity_of("leads.assignment"), copy_id)
    lead = records.get(entity_of("leads.lead"), copy.lead_id)
    return render("leads/lead.html", block="page", lead=lead, url=url_of(entity_of("leads.lead"), lead.id))


@pages.get("/reports/", endpoint="reports")
@policy("leads.lead.view")
def reports() -> str:
    """Conversion, where leads get stuck, and whether everybody had their share."""
    _staff()
    return render("leads/reports.html", block="page", report=analysis.report(), fairness_url=_here("fairness"))


@pages.get("/fairness/", endpoint="fairness")
@policy("leads.lead.view")
def fairness_report() -> str:
    """What each was entitled to and got, and what the nightly replay found."""
    _staff()
    return render("leads/fairness.html", block="page", report=fairness.report())


@pages.get("/cards/offers", endpoint="offers_card")
@policy("leads.assignment.view")
def offers_card() -> str:
    return render("leads/card.html", block="page", rows=views.offers(5), empty=_("No lead waits for you."), url=_here("inbox"))


@pages.get("/cards/waiting", endpoint="waiting_card")
@policy("leads.lead.view")
def waiting_card() -> str:
    _staff()
    return render("leads/card.html", block="page", rows=views.waiting(5), empty=_("Every lead has its way."), url=_here("board"))


@pages.get("/zones", endpoint="zones")
@policy("leads.capacity.view")
def zones() -> Response:
    """Return the time zones there are, for the form."""
    typed = request.args.get("q", "").strip().casefold().replace(" ", "_")
    found: Response = jsonify(items=[{"value": zone} for zone in holidays.zones() if typed in zone.casefold()][:MOST_ZONES])
    return found


@pages.get("/people", endpoint="people")
@policy("leads.capacity.view")
def people() -> Response:
    """Return the people of the reader's company, for the form."""
    found: Response = jsonify(items=whose.offered(request.args.get("q", "")))
    return found


pages.get("/public/<slug>", endpoint="public")(policy(public=True)(webforms.page))
pages.post("/public/<slug>", endpoint="send")(policy(public=True)(webforms.send))
