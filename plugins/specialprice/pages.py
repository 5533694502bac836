"""The panels of special prices, and using one."""

import uuid
from typing import Any

from flask import Blueprint, Response, redirect, request

from hansa import Conflict, NotFound, Unprocessable, _, current_scope, policy, records, render, url_of, with_toast
from plugins.deals.api import DEAL
from plugins.specialprice import services, views
from plugins.specialprice.entities import REQUEST

pages = Blueprint("specialprice", __name__)


@pages.get("/request/<uuid:record_id>/use", endpoint="left")
@policy("specialprice.request.view")
def left(record_id: uuid.UUID) -> str:
    """What is left at the price, and what was used."""
    return _use_panel(views.use_panel(records.get(REQUEST, record_id)))


@pages.post("/request/<uuid:record_id>/use", endpoint="use")
@policy("specialprice.request.use")
def use(record_id: uuid.UUID) -> Any:
    """Use a quantity of an authorised line."""
    typed = {name: request.form.get(name, "") for name in ("allowance_id", "quantity", "used_on", "document")}
    raw = {name: value for name, value in typed.items() if name != "allowance_id"}
    try:
        services.use(record_id, _chosen(typed["allowance_id"]), raw)
    except (Unprocessable, Conflict) as error:
        message = error.errors[0]["message"] if error.errors else error.message
        return Response(_use_panel(views.use_panel(records.get(REQUEST, record_id), _(message), typed)), error.status)
    return with_toast(redirect(url_of(REQUEST, record_id), 303), _("Saved."))


@pages.get("/request/<uuid:record_id>/guard", endpoint="guard")
@policy("specialprice.request.review")
def guard(record_id: uuid.UUID) -> str:
    """Past approvals, margin and exposure; for staff."""
    if not current_scope().actor.staff:
        raise NotFound()
    return render("specialprice/guard.html", block="page", shown=views.guard_panel(records.get(REQUEST, record_id)))


@pages.get("/deal/<uuid:deal_id>", endpoint="of_deal")
@policy("specialprice.request.view")
def of_deal(deal_id: uuid.UUID) -> str:
    """The special prices of a deal."""
    return render("specialprice/deal.html", block="page", shown=views.of_deal(records.get(DEAL, deal_id)))


def _chosen(value: str) -> uuid.UUID:
    try:
        return uuid.UUID(value)
    except ValueError:
        raise Unprocessable(_("Choose a product."), code="no-line") from None


def _use_panel(panel: views.UsePanel) -> str:
    return render("specialprice/use.html", block="page", panel=panel)
