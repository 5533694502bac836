"""What follows from an approved plan: its activities, each with its money and its deadline."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, Denied, _, behind, db, entity_of, perform, records
from plugins.mdf.engine import shares
from plugins.mdf.models import Activity, Claim
from plugins.mdf.money import spending
from plugins.mdf.policy import funds, reading
from plugins.mdf.requests.figures import Plan, granted, plans
from plugins.mdf.states import ALIVE
from plugins.mdf.tasks import SPEND

CLAIMED = N_("Money was claimed for it already.")
FOLLOWS = N_("An activity follows from a plan that was approved.")


def saved(record: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Refuse an activity that was not planned."""
    if is_new and record.request_id is None:
        raise Denied(_(FOLLOWS))


def activities(request: Any) -> None:
    """Make the activities that are granted, and commit the money of each: what was reserved, by the rate of that day."""
    amounts = granted(request)
    found = [one for one in plans(request) if amounts.get(one.place)]
    policy = funds.document(request.fund, request.submitted_at)
    known = reading.of_partners(policy, [request.partner_id], request.decided_at.date())[request.partner_id]
    rows = [{**_row(request, one, policy, known), "approved": amounts[one.place]} for one in found]
    with behind(SPEND):
        made = records.create_many(
            entity_of("mdf.activity"), [{}] * len(rows), each=[{**row, "partner_id": request.partner_id} for row in rows]
        )
    rates = spending.let_go(request_id=request.id)
    for one in made:
        spending.take(request, one.approved, "committed", one, rates)


def _row(request: Any, plan: Plan, policy: Any, known: dict[str, Any]) -> dict[str, Any]:
    run = policy.run({**known, "activity_end": plan.ends_on, "activity_start": plan.starts_on, "kind": plan.kind})
    until = run.until("claim_window")
    return {
        "request_id": request.id, "fund": request.fund, "place": plan.place, "kind": plan.kind, "title": plan.title, "mode": plan.mode,
        "venue": plan.venue, "region": request.region, "starts_on": plan.starts_on, "ends_on": plan.ends_on, "cost": plan.cost,
        "claim_by": until.last_day if until is not None else None, "proof": shares.proof_for(run, plan.kind),
    }  # fmt: skip


def must_be_unclaimed(request: Any) -> None:
    """Raise Conflict when a claim for one of its activities was granted or waits."""
    ids = sa.select(Activity.id).where(Activity.request_id == request.id)
    live = sa.select(sa.func.count(Claim.id)).where(
        Claim.activity_id.in_(ids), Claim.state.not_in(("draft", "rejected", "lapsed", "reversed"))
    )
    with behind(SPEND):
        if db.session.scalar(live):
            raise Conflict(_(CLAIMED), code="claimed")


def cancel(request: Any) -> None:
    """Cancel the activities of a plan that is over."""
    entity = entity_of("mdf.activity")
    for one in db.session.scalars(sa.select(Activity).where(Activity.request_id == request.id, Activity.state.in_(ALIVE))):
        perform(entity, one, "drop")
