"""A claim out of an electronic invoice: what it says is proposed in a draft, to be looked at before it is sent."""

import uuid
from typing import Any

from flask import Blueprint, redirect, request

from hansa import N_, Conflict, Unprocessable, _, current_scope, db, files, policy, records, url_of, with_toast
from plugins.mdf.claims.embedded import LARGEST_PDF, is_pdf, taken_out
from plugins.mdf.engine.invoice import Invoice, read
from plugins.mdf.entities import ACTIVITY, CLAIM

NOT_READ = N_("This is no electronic invoice we can read (UBL or CII, as XML). Type what it says into the claim.")
NOT_INSIDE = N_("There is no electronic invoice inside of this PDF that we can read (Factur-X or ZUGFeRD). Type what it says into the claim.")
LOOK = N_("This is what the invoice says. Look at it, say what it was for, add it as a PDF and submit it.")
LOOK_AT_PDF = N_("This is what the invoice says; the PDF is added. Look at it, say what it was for and submit it.")
OTHER = "other"


def add(pages: Blueprint) -> None:
    """Add the route to the blueprint of the plugin."""
    pages.post("/activity/<uuid:record_id>/invoice", endpoint="invoice")(policy("mdf.claim.create", upload=True)(invoice))


def invoice(record_id: uuid.UUID) -> Any:
    """Make the draft of a claim with the invoice as its receipt, and open its form.

    A PDF is added to it as proof. XML itself is never kept: browsers run what it holds.
    """
    activity, given = records.get(ACTIVITY, record_id), request.files.get("file")
    records.require(ACTIVITY, "report", activity)
    back = redirect(url_of(ACTIVITY, record_id), 303)
    data = given.stream.read(LARGEST_PDF + 1) if given is not None else b""
    pdf = is_pdf(data)
    said = read(taken_out(data) if pdf else data)
    if said is None:
        return with_toast(back, _(NOT_INSIDE if pdf else NOT_READ), kind="bad")
    try:
        with db.session.begin_nested():
            raw = {"title": f"{said.vendor} · {said.number}"[:200], "activity_id": str(activity.id), "receipts": [_row(said)]}
            made = records.create(CLAIM, raw)
            if pdf:
                files.attach(CLAIM, made, given, kind="invoice")
    except (Unprocessable, Conflict) as error:
        return with_toast(back, str((error.errors or [{}])[0].get("message") or _(error.message)), kind="bad")
    form = redirect(f"{url_of(CLAIM, made.id)}/edit", 303)
    return with_toast(form, _(LOOK_AT_PDF if pdf else LOOK))


def _row(said: Invoice) -> dict[str, str]:
    own = current_scope().program.currency
    return {
        "vendor": said.vendor, "number": said.number, "issued_on": said.issued_on.isoformat(), "kind": OTHER, "net": f"{said.net:f}", "tax": f"{said.tax:f}",
        "currency": "" if said.currency == own else said.currency,
    }  # fmt: skip
