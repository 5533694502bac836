"""The cards of the home page, the panel of the duplicate check, receipts, and the workbench."""

import json
import uuid
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, request, url_for

from hansa import NotFound, _, current_scope, file_headers, perform, policy, records, render, signing, url_of, with_toast
from plugins.deals import again, bench, receipts, views
from plugins.deals.after import amending
from plugins.deals.duplicates.customers import known as known_customers
from plugins.deals.entities import DEAL
from plugins.deals.registration import behalf, terms

pages = Blueprint("deals", __name__)


@pages.get("/cards/needs-you", endpoint="needs_you")
@policy("deals.deal.view")
def needs_you() -> str:
    """What waits for the reader: answers and drafts of a partner, registrations staff has to decide."""
    return render("deals/tasks.html", block="page", tasks=views.needs_you(), empty=views.NOTHING, first=views.first_action())


@pages.get("/cards/expiring", endpoint="expiring")
@policy("deals.deal.view")
def expiring() -> str:
    """Protections that end soon, the next one first."""
    return render("deals/tasks.html", block="page", tasks=views.expiring(), empty=views.NO_END)


@pages.get("/customers", endpoint="customers")
@policy("deals.deal.create")
def customers() -> Response:
    """Return the customers of registrations the reader sees that fit `q`, for the form."""
    found: Response = jsonify(items=known_customers(request.args.get("q", "")))
    return found


@pages.get("/amendment/<uuid:deal_id>", endpoint="amendment")
@policy("deals.deal.view")
def amendment(deal_id: uuid.UUID) -> str:
    """What the partner asks to change, beside what was approved."""
    return render("deals/amendment.html", block="page", rows=amending.told(records.get(DEAL, deal_id)))


@pages.get("/rivals/<uuid:deal_id>", endpoint="rivals")
@policy("deals.deal.review")
def rivals(deal_id: uuid.UUID) -> str:
    """Other registrations for the same, and why they are taken for it; for staff."""
    if not current_scope().actor.staff:
        raise NotFound()
    deal = records.get(DEAL, deal_id)
    others, elsewhere = views.alike(deal)
    return render("deals/rivals.html", block="page", rivals=others, elsewhere=elsewhere)


@pages.get("/<uuid:deal_id>/terms", endpoint="terms")
@policy("deals.deal.view")
def what_it_gives(deal_id: uuid.UUID) -> str:
    """What the policy gives the holder of a registration, once it is decided."""
    return render("deals/terms.html", block="page", terms=terms.told(records.get(DEAL, deal_id)))


@pages.get("/<uuid:deal_id>/receipt", endpoint="receipt")
@policy("deals.deal.view")
def receipt(deal_id: uuid.UUID) -> str:
    """The receipt of a submission, to be read and printed."""
    deal, found = records.get(DEAL, deal_id), receipts.of_deal(deal_id)
    says = receipts.told(found)
    return render("deals/receipt.html", deal=deal, receipt=found, says=says, lines=receipts.lines(found), back=url_of(DEAL, deal_id))


@pages.get("/<uuid:deal_id>/receipt.json", endpoint="receipt_file")
@policy("deals.deal.view")
def receipt_file(deal_id: uuid.UUID) -> Response:
    """The receipt as a file that proves the submission without the portal."""
    deal = records.get(DEAL, deal_id)
    text = json.dumps(receipts.of_deal(deal_id), ensure_ascii=False, indent=1)
    return Response(text, content_type="application/json", headers=file_headers(deal.number, "json"))


@pages.get("/receipts/keys", endpoint="keys")
@policy(public=True)
def keys() -> Response:
    """The public keys that receipts are proved with; for everybody."""
    found = [{"id": signing.id_of(key), "ed25519": key} for key in signing.public_keys()]
    return Response(json.dumps({"keys": found}, indent=1), content_type="application/json")


@pages.post("/<uuid:deal_id>/again", endpoint="again")
@policy("deals.deal.create")
def register_again(deal_id: uuid.UUID) -> Any:
    """Copy a registration that has ended into a new draft."""
    made = again.draft_of(records.get(DEAL, deal_id))
    return redirect(url_of(DEAL, made.id, "edit"), 303)


@pages.get("/<uuid:deal_id>/for-dealer", endpoint="for_dealer")
@policy("deals.deal.submit")
def for_dealer(deal_id: uuid.UUID) -> str:
    """For which of its dealers a distributor registers a draft."""
    return _for_dealer(records.get(DEAL, deal_id))


def _for_dealer(deal: Any, error: str = "") -> str:
    dealers = behalf.dealers()
    if not dealers or not behalf.possible(deal):
        raise NotFound()
    return render("deals/for_dealer.html", deal=deal, dealers=dealers, error=error, back=url_of(DEAL, deal.id))


@pages.post("/<uuid:deal_id>/for-dealer", endpoint="register_for_dealer")
@policy("deals.deal.submit")
def register_for_dealer(deal_id: uuid.UUID) -> Any:
    """Register it for the dealer that was chosen."""
    dealer = request.form.get("dealer", type=uuid.UUID)
    if dealer is None:
        return _for_dealer(records.get(DEAL, deal_id), _("Choose the dealer.")), 422
    made = behalf.register(records.get(DEAL, deal_id), dealer)
    return with_toast(redirect(url_of(DEAL, made), 303), _("Registered for your dealer, through you."))


@pages.get("/workbench", endpoint="workbench")
@policy("deals.deal.review")
def workbench() -> str:
    """Everything staff has to decide, and what one of it needs to be decided."""
    _staff_only()
    return _bench(request.args.get("deal", type=uuid.UUID))


@pages.post("/workbench/<uuid:deal_id>/approve", endpoint="bench_approve")
@policy("deals.deal.review")
def bench_approve(deal_id: uuid.UUID) -> Any:
    """Approve the registration that is looked at and go on to the next."""
    _staff_only()
    deal = records.get(DEAL, deal_id)
    onward = request.form.get("next", type=uuid.UUID)
    outcome = perform(DEAL, deal, bench.GRANT.get(deal.state, "approve"), version=request.form.get("version", type=int))
    said = _("Noted. More people have to agree.") if outcome.waits_for else _("%(number)s is approved.", number=deal.number)
    target = url_for("deals.workbench", program=current_scope().program.slug, deal=onward)
    return with_toast(redirect(target, 303), said)


def _bench(deal_id: uuid.UUID | None) -> str:
    lines = bench.queue(deal_id, waiting=False)
    deal = bench.chosen(deal_id, lines)
    before, after = bench.neighbours(lines)
    columns = bench.comparison(deal) if deal is not None else []
    return render(
        "deals/workbench.html", lines=lines, behind=bench.queue(deal_id, waiting=True), deal=deal, before=before, after=after, columns=columns,
        labels=bench.labels(), verdict=bench.verdict(deal.verdict) if deal is not None else "", url=url_of(DEAL, deal.id) if deal is not None else "",
        record=bench.track_record(deal) if deal is not None else "",
        decidable=deal is not None and deal.state in bench.TO_DECIDE, reasons=bench.reasons(deal), refuse_url=bench.refuse_url(deal),
        changes=amending.told(deal) if deal is not None else [],
    )  # fmt: skip


def _staff_only() -> None:
    if not current_scope().actor.staff:
        raise NotFound()
