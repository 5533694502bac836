"""What the transitions of a request check and set."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hansa import N_, Conflict, _, clock, current_scope
from plugins.mdf.money import spending
from plugins.mdf.money.moves import wrong
from plugins.mdf.policy import funds
from plugins.mdf.requests import alike, judging, making
from plugins.mdf.requests.figures import granted, plans, totals

Values = Mapping[str, Any]
NO_ROW = N_("There is no activity %(n)s in this plan.")
TOO_MUCH = N_("More than is asked for activity %(n)s cannot be granted.")
NOTHING_GRANTED = N_("Nothing is granted. Reject or decline the plan instead.")
ENOUGH = N_("There is money: submit the plan.")
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
NOTHING = Decimal(0)


def saved(request: Any, changes: Values, is_new: bool) -> None:
    """Keep what follows from the rows of a plan; refuse rows that point nowhere."""
    if is_new or "fund" in changes:
        request.fund = request.fund or ""  # as an allocation, a plan is never written without one
        request.fund = funds.named(request.fund)
    if is_new or changes.keys() & {"activities", "costs"}:
        found = plans(request)
        _known(request.costs, "costs", len(found))
        for name, value in totals(found).items():
            setattr(request, name, value)
    if "grants" in changes:
        _known(request.grants, "grants", len(request.activities))
        asked = {one.place: one.asked for one in plans(request)}
        for at, amount in granted(request).items():
            if amount > asked[at]:
                raise wrong("/grants", "too-much", _(TOO_MUCH, n=at))


def _known(rows: Any, field: str, count: int) -> None:
    for at, row in enumerate(rows or ()):
        if not 1 <= int(row["activity"]) <= count:
            raise wrong(f"/{field}/{at}/activity", "no-activity", _(NO_ROW, n=row["activity"]))


def may_be_submitted(request: Any, values: Values) -> None:
    """Raise Conflict with what the policy has against it, or when the fund has too little."""
    outcome = judging.judged(request)
    judging.must_fit(outcome)
    if outcome.result == "wait":
        raise Conflict(" ".join(judging.told(one) for one in outcome.reasons if one.code == "no_money"), code="no-money")


def submitted(request: Any, values: Values) -> Values:
    """Store what the policy says, keep the money, begin the offer as what can be granted."""
    outcome = judging.judged(request, store=True)
    grants = [{"activity": one["activity"], "amount": str(one["granted"])} for one in outcome.values["grants"]]
    if funds.document(request.fund)["reserve"]:
        spending.take(request, outcome.values["payable"], "reserved")
    return {
        "submitted_at": clock.now(), "rounds": request.rounds + 1, "grants": grants, "due_on": outcome.values.get("answer_by"), "keep_until": None,
        "approvers": dict(outcome.values.get("approvers") or {}), "alike": alike.same_events(request), "reason": None, "decided_at": None,
    }  # fmt: skip


def may_wait(request: Any, values: Values) -> None:
    """Raise Conflict with what the policy has against it, or when there is money."""
    outcome = judging.judged(request)
    judging.must_fit(outcome)
    if outcome.result != "wait":
        raise Conflict(_(ENOUGH), code="enough")


def waits(request: Any, values: Values) -> Values:
    return {"submitted_at": clock.now(), "reason": None}


def may_be_approved(request: Any, values: Values) -> None:
    """Raise Conflict where nothing is granted, Denied for who entered it."""
    amounts = granted(request)
    _known(request.grants, "grants", len(request.activities))
    if not sum(amounts.values(), NOTHING):
        raise Conflict(_(NOTHING_GRANTED), code="nothing")
    actor = current_scope().actor
    if actor.user_id is not None and actor.user_id == request.created_by:
        raise Conflict(_("You entered this, so another person has to agree."), code="four-eyes")


def approved(request: Any, values: Values) -> Values:
    """What is granted is committed activity by activity, once they are made; the rest of what was reserved goes back then."""
    total = sum(granted(request).values(), NOTHING)
    code = "".join(secrets.choice(LETTERS) for _place in range(8))
    return {"approved": total, "decided_at": clock.now(), "due_on": None, "keep_until": None, "code": code, "reason": values.get("reason")}


def given_back(request: Any, values: Values) -> Values:
    """It is with its partner again: the money is free, and it is kept for some days."""
    spending.let_go(request_id=request.id)
    keep = _today() + timedelta(days=funds.document(request.fund, request.submitted_at)["keep_days"])
    return {"decided_at": clock.now(), "due_on": None, "keep_until": keep, "grants": [], "reason": values.get("reason")}


def ended(request: Any, values: Values) -> Values:
    """It is over: the money is free."""
    making.cancel(request)
    spending.let_go(request_id=request.id)
    return {"decided_at": clock.now(), "due_on": None, "keep_until": None, "reason": values.get("reason")}


def may_be_cancelled(request: Any, values: Values) -> None:
    """Raise Conflict when money was paid or is being claimed for one of its activities."""
    making.must_be_unclaimed(request)


def kept(request: Any) -> datetime | None:
    """Return when what was returned lapses."""
    day: date | None = request.keep_until
    return funds.end_of(day) if day is not None else None


def offered(request: Any, values: Values) -> Values:
    """Money came in for a plan that waited."""
    return submitted(request, values)


def _today() -> date:
    return clock.today(current_scope().program.zone)
