"""Pages of measures: staff see one over all partners, partners their own."""

import uuid
from typing import Any

from flask import Blueprint, redirect, request

from hansa import _, current_scope, entity_of, policy, render, url_of, with_toast
from plugins.policies.metrics import asking, showing
from plugins.policies.metrics.drilling import records_url
from plugins.policies.metrics.listed import list_by, listed


def add(pages: Blueprint) -> None:
    """Add the pages of this module to the blueprint."""
    pages.get("/metrics/", endpoint="metrics")(index)
    pages.get("/metrics/card", endpoint="metrics_card")(card)
    pages.get("/metrics/<key>", endpoint="metric")(one)
    pages.post("/metrics/<key>/column", endpoint="metric_column")(add_column)
    pages.get("/metrics/of/<uuid:partner>", endpoint="metrics_of")(of_partner)


@policy("policies.figure.view")
def index() -> str:
    """All measures for staff; a partner's own figures."""
    if current_scope().actor.staff:
        return render("policies/metrics/index.html", block="page", page=showing.index())
    return render("policies/metrics/own.html", block="page", cards=showing.own())


@policy("policies.figure.view")
def one(key: str) -> str:
    """One measure: ranked over partners for staff; a partner's own figure over the months."""
    asked = asking.question(key, {name: value for name, value in request.args.items() if name in ("window", "day")})
    if current_scope().actor.staff:
        shown = {"page": showing.ranking(asked, _partner()), "listed": listed(asked), "rows_url": records_url(asked, _partner())}
        return render("policies/metrics/ranking.html", block="page", **shown)
    return render("policies/metrics/mine.html", block="page", page=showing.mine(asked), rows_url=records_url(asked, None))


@policy("policies.figure_column.create")
def add_column(key: str) -> Any:
    """Show a measure over a window as a column of the partner list, and go there."""
    list_by(asking.measure(key), asking.window(request.form.get("window", "")).text)
    return with_toast(redirect(url_of(entity_of("policies.figure_column")), 303), _("The partner list has the column. Its figures follow within minutes."))


def _partner() -> uuid.UUID | None:
    try:
        return uuid.UUID(request.args.get("partner", ""))
    except ValueError:
        return None


@policy("policies.figure.view")
def card() -> str:
    """The figures of the partner who looks at its home page."""
    return render("policies/metrics/card.html", block="page", title=_("My figures"), cards=showing.own(showing.FEW))


@policy("policies.policy.view")
def of_partner(partner: uuid.UUID) -> Any:
    """Beside a partner: its figures, this year to date."""
    return render("policies/metrics/card.html", block="page", title=_("Figures"), cards=showing.of_partner(partner))
