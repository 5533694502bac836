"""Idle money is announced; what came back is offered to plans that wait: the oldest first, out of the partner's fund or of a budget."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, Unprocessable, _, behind, current_scope, db, entity_of, perform, records
from plugins.ledger.api import Money, standing
from plugins.mdf.models import Allocation, Budget, Request
from plugins.mdf.money import accounts, flowing, layers
from plugins.mdf.policy import funds
from plugins.mdf.requests import judging
from plugins.mdf.tasks import ACCRUE

TITLE = N_("For “%(plan)s”")


def offer_waiting() -> int:
    """Let plans that wait go on as far as there is money; return how many. Each in the order in which they came."""
    with behind(ACCRUE):
        waiting = db.session.scalars(sa.select(Request).where(Request.state == "waiting").order_by(Request.submitted_at, Request.id)).all()
        return sum(_offered(request) for request in waiting)


def announce_idle() -> int:
    """Tell partners of money nobody plans with that expires soon, once for each layer; return how many were told."""
    day, told = layers.today(), 0
    with behind(ACCRUE):
        for fund in funds.known():
            soon = day + timedelta(days=funds.document(fund)["idle_days"])
            idle = (
                Allocation.fund == fund,
                Allocation.state == "active",
                Allocation.announced_at.is_(None),
                Allocation.last_day.between(day, soon),
            )
            for layer in db.session.scalars(sa.select(Allocation).where(*idle).order_by(Allocation.id)).all():
                if layers.free(layer) > 0:
                    perform(entity_of("mdf.allocation"), layer, "announce")
                    told += 1
    return told


def _offered(request: Any) -> bool:
    """A plan whose money is in a currency without a rate waits on, as one without money does."""
    try:
        wanted = judging.judged(request).values["payable"]
        missing = wanted - layers.available(request.partner_id, request.fund)
        if missing > 0 and not _filled(request, missing):
            return False
        perform(entity_of("mdf.request"), request, "offer")
    except (Conflict, Unprocessable):
        return False
    return True


def _filled(request: Any, missing: Decimal) -> bool:
    """Allocate what is missing out of the budget of the fund that ends first and has it."""
    day = layers.today()
    fitting = (
        Budget.state == "active",
        Budget.starts <= day,
        Budget.ends >= day,
        sa.or_(Budget.fund.is_(None), Budget.fund == request.fund),
    )
    for budget in db.session.scalars(sa.select(Budget).where(*fitting).order_by(Budget.ends, Budget.id)):
        region = not budget.region or budget.region == request.region
        if region and _covers(budget, missing):
            _allocated(request, budget, missing)
            return True
    return False


def _covers(budget: Any, missing: Decimal) -> bool:
    """Tell whether a budget has what is missing in the program's currency; one that cannot be compared today has not."""
    try:
        cost = flowing.price(budget, Money(missing, current_scope().program.currency))
    except Unprocessable:
        return False
    return bool(standing(accounts.budget(budget)).available >= cost.money.amount)


def _allocated(request: Any, budget: Any, amount: Decimal) -> None:
    entity = entity_of("mdf.allocation")
    raw = {"title": _(TITLE, plan=request.title)[:200], "amount": str(amount), "starts": layers.today().isoformat()}
    kept = {"fund": request.fund, "budget_id": budget.id, "last_day": budget.ends, "partner_id": request.partner_id}
    kept["currency"] = current_scope().program.currency
    perform(entity, records.create_many(entity, [raw], each=[kept])[0], "allocate")
