"""Return on marketing: what was paid and what came of it, by kind and by region; small samples say so."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, request

from hansa import N_, _, current_scope, policy, render
from plugins.mdf.pages.mine import here, money
from plugins.mdf.requests import returns as found
from plugins.mdf.settings import settings
from plugins.mdf.words import said

VIEWS = (("kind", N_("By kind")), ("region", N_("By region")), ("kind, region", N_("By kind and region")))
AGAINST = N_("Against like partners without")


def add(pages: Blueprint) -> None:
    """Add the route to the blueprint of the plugin."""
    pages.get("/returns/", endpoint="returns")(policy("mdf.report.view")(returns))


def returns() -> str:
    """The table, grouped as asked for."""
    asked = request.args.get("by", "kind")
    chosen = asked if asked in dict(VIEWS) else "kind"
    groups = sorted(found.by(chosen).items(), key=lambda pair: (-(pair[1].per_unit or 0), pair[0]))
    rows = [_row(name, one) for name, one in groups]
    return render(
        "mdf/returns.html", block="page", rows=rows, views=views(chosen), few=settings()["few"], any_few=any(row.few for row in rows),
        currency=current_scope().program.currency, back=here("desk"),
    )  # fmt: skip


def views(chosen: str) -> list[SimpleNamespace]:
    """Return the ways to look at returns; `against` is the comparison with partners without activities."""
    tables = [SimpleNamespace(label=_(label), url=here("returns", by=key), on=key == chosen) for key, label in VIEWS]
    return [*tables, SimpleNamespace(label=_(AGAINST), url=here("compared"), on=chosen == "against")]


def _row(name: str, one: found.Return) -> SimpleNamespace:
    parts = [said([part]) if part else _("not named") for part in name.split(" / ")]
    return SimpleNamespace(
        name=" · ".join(parts), activities=one.activities, cost=money(one.cost), leads=one.leads, deals=one.deals, wins=one.wins,
        won=money(one.won), per_unit=_ratio(one.per_unit), few=one.few,
    )  # fmt: skip


def _ratio(value: Any) -> str:
    return "–" if value is None else str(value.quantize(Decimal("0.1")))
