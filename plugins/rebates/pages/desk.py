"""The desk of staff: every period and its next step, and what waits for a decision."""

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask import Blueprint

from hansa import N_, _, clock, current_scope, db, policy, render, select, together, url_of
from plugins.rebates.entities import (
    ADJUSTMENT,
    CLAIM,
    CONTRACT,
    CORRECTION,
    DISPUTE,
    ENROLMENT,
    FORECAST,
    NEAR,
    PAYOUT,
    PERIOD,
    PRICE_CHANGE,
    SIGNAL,
    STATEMENT,
    STOCK,
    TARGET,
)
from plugins.rebates.expectations import Correction
from plugins.rebates.models import Adjustment, Claim, Dispute, Payout, Period, Signal, Statement
from plugins.rebates.pages.amounts import day, here, money, state
from plugins.rebates.states import DISPUTED

MOST = 24
LISTS = (
    (ENROLMENT, "user-check"), (TARGET, "target"), (CORRECTION, "scale"), (FORECAST, "trending-up"), (NEAR, "stairs-up"), (CONTRACT, "certificate"), (STOCK, "packages"),
    (PRICE_CHANGE, "discount"),
)  # fmt: skip
WAITING: tuple[tuple[Any, type[Any], tuple[str, ...], str, str], ...] = (
    (DISPUTE, Dispute, DISPUTED, "message-circle", N_("Open disputes")),
    (PAYOUT, Payout, ("new",), "cash", N_("Payouts to approve")),
    (PAYOUT, Payout, ("hold",), "lock", N_("Payouts on hold")),
    (PAYOUT, Payout, ("payable",), "clock", N_("Payouts to be confirmed")),
    (CLAIM, Claim, ("received", "matched", "mismatch"), "receipt-refund", N_("Claims to decide")),
    (ADJUSTMENT, Adjustment, ("in_review",), "calculator", N_("Adjustments to agree to")),
    (CORRECTION, Correction, ("in_review",), "scale", N_("Baselines to correct")),
    (SIGNAL, Signal, ("held", "review"), "alert-circle", N_("Fraud signals to look into")),
)
NEXT = {
    "open": ("ends_on", N_("ends")), "grace": ("cut_off_on", N_("cut-off")), "calculated": ("calculate_on", N_("to be reviewed since")),
    "reviewed": ("calculate_on", N_("statements to be issued")),
}  # fmt: skip
"""States that have no day say what comes next by themselves."""


def add(pages: Blueprint) -> None:
    """Add the routes to the blueprint of the plugin."""
    pages.get("/desk/", endpoint="desk")(policy("rebates.period.view")(desk))
    pages.get("/cards/desk", endpoint="desk_card")(policy("rebates.period.view")(desk_card))


def desk() -> str:
    """Every period that is not over, with its figures, and what waits."""
    found = _periods()
    return render(
        "rebates/desk.html", block="page", periods=found, waiting=waiting(), periods_url=url_of(PERIOD), new_url=f"{url_of(PERIOD)}new",
        may_add=current_scope().actor.may(PERIOD.permission("create")), lists=_lists(), bank=_bank(), statements_url=url_of(STATEMENT),
    )  # fmt: skip


def desk_card() -> str:
    return render("rebates/desk_card.html", block="page", waiting=waiting(), periods=_periods()[:3], url=here("desk"))


def waiting() -> list[SimpleNamespace]:
    """Return what waits for somebody, with how many; only what the actor may see; one statement."""
    actor = current_scope().actor
    asked = [(at, *one[:3]) for at, one in enumerate(WAITING) if actor.may(one[0].permission("view"))]
    counts = [
        select(sa.literal(at).label("at"), sa.func.count(model.id).label("n")).where(model.state.in_(states), model.archived_at.is_(None))
        for at, _entity, model, states in asked
    ]
    found = sorted((row.at, row.n) for row in db.session.execute(together(*counts))) if counts else []
    return [_waits(at, count) for at, count in found if count]


def _waits(at: int, count: int) -> SimpleNamespace:
    entity, _model, states, icon, label = WAITING[at]
    query = "&".join(f"f.state.in={one}" for one in states)
    return SimpleNamespace(label=_(label), count=count, icon=icon, url=f"{url_of(entity)}?{query}")


def _periods() -> list[SimpleNamespace]:
    wanted = sa.select(Period).where(Period.state != "paid", Period.archived_at.is_(None))
    today = clock.today(current_scope().program.zone)
    rows = [row for row in db.session.scalars(wanted.order_by(Period.starts_on, Period.program).limit(MOST)) if row.starts_on <= today]
    stated = _stated([row.id for row in rows])
    return [_period(row, stated.get(row.id, [])) for row in rows]


def _stated(ids: Iterable[Any]) -> dict[Any, list[Any]]:
    """Return the sums of the statements by period and currency; one statement."""
    signed = sa.func.sum(sa.case((Statement.state == "confirmed", 1), else_=0))
    disputed = sa.func.sum(sa.case((Statement.state == "disputed", 1), else_=0))
    columns = (
        Statement.period_id,
        Statement.currency,
        sa.func.count(Statement.id).label("n"),
        sa.func.sum(Statement.amount).label("amount"),
    )
    wanted = select(*columns, signed.label("signed"), disputed.label("disputed")).where(Statement.period_id.in_(list(ids)))
    found: dict[Any, list[Any]] = {}
    for row in db.session.execute(wanted.group_by(Statement.period_id, Statement.currency).order_by(Statement.currency)):
        found.setdefault(row.period_id, []).append(row)
    return found


def _period(row: Any, stated: list[Any]) -> SimpleNamespace:
    field, words = NEXT.get(row.state, ("", ""))
    return SimpleNamespace(
        name=row.name, url=url_of(PERIOD, row.id), state=state(PERIOD, row.state), days=f"{day(row.starts_on)} – {day(row.ends_on)}",
        next=f"{_(words)} {day(getattr(row, field))}" if field else "",
        amounts=[money(one.amount, one.currency) for one in stated], signed=sum(one.signed for one in stated), count=sum(one.n for one in stated),
        disputed=sum(one.disputed for one in stated),
    )  # fmt: skip


def _lists() -> list[Mapping[str, str]]:
    actor = current_scope().actor
    return [{"url": url_of(one), "icon": icon, "label": _(one.plural)} for one, icon in LISTS if actor.may(one.permission("view"))]


def _bank() -> SimpleNamespace | None:
    """Return the way to the bank file for who may confirm payouts; None for others."""
    if not current_scope().actor.may(PAYOUT.permission("confirm")):
        return None
    due = sa.or_(Payout.pay_on.is_(None), Payout.pay_on <= clock.today(current_scope().program.zone))
    count = db.session.execute(select(sa.func.count(Payout.id)).where(Payout.state == "payable", Payout.form == "bank", due)).scalar() or 0
    return SimpleNamespace(count=count, file=here("bank_file"), reconcile=here("reconcile"))
