"""The panels beside budgets, allocations, plans, activities and claims."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask import Blueprint

from hansa import N_, Unprocessable, _, current_scope, db, directory, entity_of, policy, records, render, url_of
from plugins.ledger.api import standing
from plugins.mdf.entities import ACTIVITY, ALLOCATION, BUDGET, CLAIM, EXTENSION, REQUEST
from plugins.mdf.models import Activity, Allocation, Claim, Request
from plugins.mdf.money import accounts, layers, wording
from plugins.mdf.pages.mine import REPORTABLE, here, may, money, state, sums
from plugins.mdf.requests import judging, returns
from plugins.mdf.requests.figures import plans
from plugins.mdf.states import ALIVE, PENDING
from plugins.mdf.words import said

NOTHING = Decimal(0)
SEEN = {"photo": N_("Photo"), "file": N_("File"), "invoice": N_("Invoice")}


def add(pages: Blueprint) -> None:
    """Add the routes to the blueprint of the plugin."""
    for name, right, view in (
        ("budget", "mdf.budget.view", budget), ("layer", "mdf.allocation.view", layer), ("request", "mdf.request.view", request),
        ("activity", "mdf.activity.view", activity), ("claim", "mdf.claim.review", claim),
    ):  # fmt: skip
        pages.get(f"/{name}/<uuid:record_id>/panel", endpoint=f"{name}_panel")(policy(right)(view))


def budget(record_id: uuid.UUID) -> str:
    """What of a budget is allocated, and what its allocations came to: asked for, approved, paid; each in the currency it is in."""
    found = records.get(BUDGET, record_id)
    left = standing(accounts.budget(found)).available
    rows = db.session.scalars(sa.select(Allocation).where(Allocation.budget_id == found.id)).all()
    held = layers.figures(rows)

    def added(of: Callable[[layers.Figures], Decimal]) -> dict[str, Decimal]:
        return layers.by_currency([(found.currency, NOTHING), *((row.currency, of(held[row.id])) for row in rows)])

    parts = (
        (_("Amount"), {found.currency: found.amount}), (_("Not allocated"), {found.currency: left}),
        (_("Reserved for plans"), added(lambda one: one.reserved)), (_("Committed"), added(lambda one: one.committed)),
        (_("Paid"), added(lambda one: one.paid)), (_("Free at partners"), added(lambda one: one.available)),
    )  # fmt: skip
    return _figures(parts)


def layer(record_id: uuid.UUID) -> str:
    """available = allocated − reserved − committed − paid."""
    found = records.get(ALLOCATION, record_id)
    one = layers.figures([found])[found.id]
    parts = (
        (_("Allocated"), one.allocated), (_("Reserved for plans"), one.reserved), (_("Committed"), one.committed), (_("Paid"), one.paid),
        (_("Released"), one.released), (_("Available"), one.available),
    )  # fmt: skip
    return _figures((label, {found.currency: value}) for label, value in parts)


def _figures(parts: Iterable[tuple[str, Mapping[str, Decimal]]]) -> str:
    return render("mdf/figures.html", block="page", rows=[(label, sums(values)) for label, values in parts])


def request(record_id: uuid.UUID) -> str:
    """What the fund says of a plan now, what such activities brought, and for staff what may be the same event."""
    found = records.get(REQUEST, record_id)
    staff = current_scope().actor.staff
    pending = found.state in (*PENDING, "draft", "returned", "rejected", "recalled", "waiting")
    outcome, said_ = _judged(found) if pending and found.activities and _own(found) else (None, [])
    rows = db.session.scalars(sa.select(Activity).where(Activity.request_id == found.id).order_by(Activity.place)).all()
    return render(
        "mdf/request_panel.html", block="page", outcome=outcome, reasons_=said_, grants=_grants(found, outcome), benchmarks=_benchmarks(found),
        alike=_alike(found) if staff else [], activities=[
            SimpleNamespace(url=url_of(ACTIVITY, row.id), title=row.title, state=state(ACTIVITY, row), amount=money(row.approved)) for row in rows
        ],
    )  # fmt: skip


def _judged(found: Any) -> tuple[Any, list[SimpleNamespace]]:
    """Return what the fund says of a plan and its reasons in words; where a rate is missing only that."""
    try:
        outcome = judging.judged(found)
    except Unprocessable as error:
        return None, [SimpleNamespace(kind="block", text=error.message)]
    return outcome, [SimpleNamespace(kind=one.kind, text=judging.told(one)) for one in outcome.reasons]


def _own(found: Any) -> bool:
    actor = current_scope().actor
    return actor.staff or actor.partner_id == found.partner_id


def _grants(found: Any, outcome: Any) -> list[SimpleNamespace]:
    if outcome is None:
        return []
    names = {one.place: one.title for one in plans(found)}
    return [
        SimpleNamespace(title=names[one["activity"]], percent=one["percent"], granted=money(one["granted"]), proof=said(one["proof"]))
        for one in outcome.values["grants"]
    ]


def _benchmarks(found: Any) -> list[SimpleNamespace]:
    """Return what activities of the kinds of a plan brought so far."""
    told = ((kind, returns.benchmark(kind)) for kind in dict.fromkeys(one.kind for one in plans(found)))
    return [
        SimpleNamespace(kind=said([kind]), n=one.activities, cost=wording.amount(one.cost), leads=one.leads, won=wording.amount(one.won), few=one.few)
        for kind, one in told
        if one is not None
    ]


def _alike(found: Any) -> list[SimpleNamespace]:
    """Return plans that may be for the same event, as far as the actor sees them."""
    why = {"days": _("same days"), "place": _("same place"), "name": _("similar name")}
    ids = [uuid.UUID(row["id"]) for row in found.alike or ()]
    seen = {row.id: row for row in db.session.scalars(sa.select(Request).where(Request.id.in_(ids)))} if ids else {}
    return [
        SimpleNamespace(
            url=url_of(REQUEST, other.id) if other else "", title=other.title if other else _("a record you do not see"), own=row["own"],
            number=other.number if other else "", why=", ".join(why[one] for one in row["why"]),
        )
        for row in found.alike or ()
        for other in [seen.get(uuid.UUID(row["id"]))]
    ]  # fmt: skip


def activity(record_id: uuid.UUID) -> str:
    """The next step of an activity, its claims, and for staff proof that was seen elsewhere."""
    found = records.get(ACTIVITY, record_id)
    alive, own = found.state in ALIVE, current_scope().actor.partner_id == found.partner_id
    rows = db.session.scalars(sa.select(Claim).where(Claim.activity_id == found.id).order_by(Claim.id)).all()
    claimable = alive and own and found.reported_at is not None and found.claimed < found.approved and may(CLAIM.permission("create"))
    return render(
        "mdf/activity_panel.html", block="page", left=money(found.approved - found.claimed), by=wording.day(found.claim_by),
        lacks=said(found.lacking), report=here("report", record_id=found.id) if own and found.state in REPORTABLE and may("mdf.activity.report") else "",
        claim=f"{url_of(CLAIM)}new?activity_id={found.id}" if claimable else "", invoice=here("invoice", record_id=found.id) if claimable else "",
        more=f"{url_of(EXTENSION)}new?activity_id={found.id}" if alive and own and found.claim_by and may(EXTENSION.permission("create")) else "",
        claims=[
            SimpleNamespace(url=url_of(CLAIM, row.id), title=row.title, state=state(CLAIM, row), amount=money(row.granted or row.total)) for row in rows
        ],
        doubts=doubts(found) if current_scope().actor.staff else [],
    )  # fmt: skip


def claim(record_id: uuid.UUID) -> str:
    """Where proof and receipts of a claim were seen before; for staff."""
    return render("mdf/doubts.html", block="page", doubts=doubts(records.get(CLAIM, record_id)))


def doubts(record: Any) -> list[SimpleNamespace]:
    """Return the records that showed the same before, as far as the actor sees them."""
    found = record.doubts or ()
    others = {one.id: one for key in {row["entity"] for row in found} for one in _seen(key, found)}
    names = {one.id: one.name for one in directory.companies({one.partner_id for one in others.values()})} if others else {}
    return [_doubt(row, others.get(uuid.UUID(row["id"])), names) for row in found]


def _seen(key: str, rows: Sequence[Mapping[str, Any]]) -> Sequence[Any]:
    """Return what the actor sees of the records of one kind."""
    model = entity_of(key).model
    return db.session.scalars(sa.select(model).where(model.id.in_([uuid.UUID(row["id"]) for row in rows if row["entity"] == key]))).all()


def _doubt(row: Mapping[str, Any], other: Any, names: Mapping[uuid.UUID, str]) -> SimpleNamespace:
    return SimpleNamespace(
        url=url_of(entity_of(row["entity"]), other.id) if other else "", title=other.title if other else _("a record you do not see"),
        partner=names.get(other.partner_id, "") if other else "", kinds=", ".join(_(SEEN[kind]) for kind in row["kinds"]),
        on=wording.day(date.fromisoformat(row["on"])),
    )  # fmt: skip
