"""Panels: results on a period, the comparison on a dispute, the measured rows on a claim."""

import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, redirect, request

from hansa import N_, Conflict, Unprocessable, _, behind, clock, current_scope, db, policy, records, render, select, url_of, with_toast
from plugins.orders.api import LINE
from plugins.rebates.claiming import moves as claiming
from plugins.rebates.claiming.checking import FINDINGS
from plugins.rebates.correcting import comparing
from plugins.rebates.entities import CLAIM, DISPUTE, PERIOD
from plugins.rebates.estimate.confidence import confidence
from plugins.rebates.estimate.stated import stated
from plugins.rebates.models import Period, Result, Statement
from plugins.rebates.pages.amounts import day, here, money, names
from plugins.rebates.paying import accruing
from plugins.rebates.period import cutting, granting
from plugins.rebates.states import DISPUTED, TAKING
from plugins.rebates.tasks import READ

MOST = 50
LARGEST = 4_000_000
"""Bytes of a file that is compared."""
OVER = N_("This dispute is decided.")


def add(pages: Blueprint) -> None:
    """Add the routes to the blueprint of the plugin."""
    pages.get("/period/<uuid:record_id>/results", endpoint="results")(policy("rebates.period.view")(results))
    pages.get("/dispute/<uuid:record_id>/compared", endpoint="compared")(policy("rebates.dispute.view")(compared))
    pages.post("/dispute/<uuid:record_id>/compared", endpoint="compare")(policy("rebates.dispute.view")(compare))
    pages.get("/claim/<uuid:record_id>/rows", endpoint="claim_rows")(policy("rebates.claim.view")(claim_rows))


def results(record_id: uuid.UUID) -> str:
    """What the run that holds gives, partner by partner, the most first."""
    period = records.get(PERIOD, record_id)
    total, earned = sa.func.sum(Result.payable), sa.func.sum(Result.earned)
    columns = (Result.partner_id, Result.currency, earned.label("earned"), total.label("payable"), sa.func.count(Result.id).label("n"))
    wanted = select(*columns).where(Result.run_id == period.run_id).group_by(Result.partner_id, Result.currency)
    rows = db.session.execute(wanted.order_by(total.desc(), Result.partner_id)).all() if period.run_id else []
    called, sums = names(row.partner_id for row in rows[:MOST]), {}
    for row in rows:
        sums[row.currency] = sums.get(row.currency, Decimal(0)) + row.payable
    found = [
        (called.get(row.partner_id, ""), row.n, money(row.earned, row.currency), money(row.payable, row.currency)) for row in rows[:MOST]
    ]
    totals = [money(amount, currency) for currency, amount in sorted(sums.items())]
    standing = accruing.standings(period) if period.state in TAKING else {}
    posted = granting.progress(period.id) if period.state == "approved" else None
    return render(
        "rebates/results.html", block="page", rows=found, totals=totals, count=len(rows), most=MOST, posted=posted,
        trust=confidence(period, clock.today(current_scope().program.zone)) if standing else None,
        accrued=_accrued(period, standing), accrued_in_all=_in_all(standing), partners=len(standing),
    )  # fmt: skip


def _in_all(standing: Mapping[str, Sequence[Decimal]]) -> list[list[str]]:
    """Return the sums of what is accrued, a row for each currency."""
    sums: dict[str, list[Decimal]] = {}
    for key, amounts in standing.items():
        held = sums.setdefault(key.partition("/")[2], [Decimal(0)] * len(amounts))
        sums[key.partition("/")[2]] = [before + more for before, more in zip(held, amounts, strict=True)]
    return [[money(amount, currency) for amount in amounts] for currency, amounts in sorted(sums.items())]


def _accrued(period: Any, standing: Mapping[str, Sequence[Decimal]]) -> list[SimpleNamespace]:
    """Return what is accrued by partner, the most first, with who stated a forecast of it; in the book since the last night."""
    shown = sorted(standing.items(), key=lambda one: (-one[1][0], one[0]))[:MOST]
    partners = [uuid.UUID(key.partition("/")[0]) for key, _amounts in shown]
    called, told = names(partners), stated(period.program, partners, period.starts_on, period.ends_on)
    return [
        SimpleNamespace(
            name=called.get(one, ""), amounts=[money(amount, key.partition("/")[2]) for amount in amounts],
            told=[_("expected by %(who)s, %(day)s", who=row.author, day=day(row.told_on)) for row in told.get(one, ())[-1:]],
        )
        for one, (key, amounts) in zip(partners, shown, strict=True)
    ]  # fmt: skip


def compared(record_id: uuid.UUID, error: str = "") -> Any:
    """Where the partner's file and ours differ, and the way to give another one."""
    dispute = records.get(DISPUTE, record_id)
    rows = [_difference(row, dispute.currency) for row in dispute.compared.get("rows", [])]
    actor = current_scope().actor
    may = not actor.read_only and (actor.may("rebates.dispute.answer") or actor.partner_id == dispute.partner_id)
    page = render(
        "rebates/compared.html", block="page", rows=rows, count=dispute.compared.get("count"), by=money(dispute.compared.get("by"), dispute.currency),
        url=here("compare", record_id=record_id) if may and dispute.state in DISPUTED else "", error=error,
    )  # fmt: skip
    return (page, 422) if error else page


def compare(record_id: uuid.UUID) -> Any:
    """Hold a file of the partner against our invoiced lines of the period."""
    dispute = records.get(DISPUTE, record_id)
    records.require(DISPUTE, "create" if not current_scope().actor.staff else "answer", dispute)
    if dispute.state not in DISPUTED:
        raise Conflict(_(OVER), code="not-now")
    given = request.files.get("file")
    try:
        theirs = comparing.read(given.read(LARGEST) if given else b"")
    except Unprocessable as problem:
        return compared(record_id, problem.message)
    found = comparing.differences(theirs, _ours(dispute))
    records.apply(DISPUTE, dispute, {"compared": comparing.kept(found)}, act="compared")
    return with_toast(redirect(url_of(DISPUTE, record_id), 303), _("%(count)s documents differ.", count=len(found)))


def _ours(dispute: Any) -> list[comparing.Row]:
    """Return our invoiced lines that counted in the period of the statement, by invoice."""
    line = LINE.model
    with behind(READ):
        period = db.session.execute(
            sa.select(Period.id, Period.program, Period.starts_on, Period.ends_on, Period.cut_off_on)
            .join(Statement, sa.and_(Statement.period_id == Period.id, Statement.program_id == Period.program_id))
            .where(Statement.id == dispute.statement_id)
        ).one()
        own, late = cutting.taken(period, line.invoiced_on, line.created_at)
    columns = (line.invoice_no, line.source_id, line.amount, line.quantity)
    rows = db.session.execute(select(*columns).where(line.partner_id == dispute.partner_id, sa.or_(own, late)).order_by(line.id))
    return [comparing.Row(row.invoice_no or row.source_id, row.amount, row.quantity) for row in rows]


def _difference(row: dict[str, Any], currency: str) -> SimpleNamespace:
    return SimpleNamespace(
        document=row["document"],
        theirs=money(row["theirs"], currency),
        ours=money(row["ours"], currency),
        by=money(row["by"], currency),
        kind=row["kind"],
    )


def claim_rows(record_id: uuid.UUID) -> str:
    """The rows of a claim as the documents have them."""
    claim = records.get(CLAIM, record_id)
    rows = [
        SimpleNamespace(
            sku=line.sku, document=line.document, quantity=f"{line.eligible.normalize():f} / {line.quantity.normalize():f}",
            price=money(line.price, claim.currency), rate=money(line.rate, claim.currency), claimed=money(line.claimed, claim.currency),
            computed=money(line.computed, claim.currency), findings=[_(FINDINGS.get(code, code)) for code in line.findings],
        )
        for line in claiming.lines_of(claim)
    ]  # fmt: skip
    return render("rebates/claim_rows.html", block="page", rows=rows, computed=money(claim.computed, claim.currency))
