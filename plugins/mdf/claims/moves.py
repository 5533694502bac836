"""What the transitions of a claim check and set."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, Denied, _, behind, clock, current_scope, db, entity_of, records, typed_list
from plugins.mdf.claims import judging, marks
from plugins.mdf.models import Claim, Request
from plugins.mdf.money import flowing, spending, wording
from plugins.mdf.policy import funds
from plugins.mdf.states import ALIVE
from plugins.mdf.tasks import SPEND
from plugins.mdf.words import said

Values = Mapping[str, Any]
NOT_ALIVE = N_("Nothing can be claimed for this activity any more.")
NOT_HELD = N_("Report the activity with its proof first.")
NOT_VERIFIED = N_("Verify the activity first.")
NOTHING_GRANTED = N_("Nothing is paid. Reject the claim instead.")
TOO_MUCH = N_("The policy pays %(due)s at most.")
NOT_NAMED = N_("Only these may let a late claim count: %(roles)s.")
NOT_LATE = N_("The claim is in time, or was let count already.")
LATE = N_("The claim is late. A named person has to let it count first.")
FOUR_EYES = N_("You entered this, so another person has to agree.")
MISSING = N_("Please add: %(missing)s.")
NOTHING = Decimal(0)


def activity_of(claim: Any) -> Any:
    return records.get(entity_of("mdf.activity"), claim.activity_id)


def saved(claim: Any, changes: Values, is_new: bool) -> None:
    """Keep what the receipts come to in the program's currency."""
    if is_new:
        activity_of(claim)
    if is_new or "receipts" in changes:
        claim.total = judging.total(claim)


def may_be_submitted(claim: Any, values: Values) -> None:
    activity = activity_of(claim)
    if activity.state not in ALIVE:
        raise Conflict(_(NOT_ALIVE), code="over")
    if activity.reported_at is None:
        raise Conflict(_(NOT_HELD), code="not-reported")


def submitted(claim: Any, values: Values) -> Values:
    now = clock.now()
    return {
        "submitted_at": claim.submitted_at or now,
        "complete_at": now,
        "doubts": marks.doubts_about(claim, "mdf.claim"),
        "reason": None,
        "keep_until": None,
    }


def before(claim: Any) -> int:
    """Return how many other claims for the activity were submitted and not refused."""
    counting = sa.select(sa.func.count(Claim.id)).where(
        Claim.activity_id == claim.activity_id, Claim.id != claim.id, Claim.state.not_in(("draft", "rejected", "lapsed", "reversed"))
    )
    with behind(SPEND):
        return int(db.session.scalar(counting) or 0)


def anchor(activity: Any) -> datetime:
    """Return the moment whose version of the policy decides: when the request was submitted."""
    with behind(SPEND):
        found: datetime | None = db.session.scalar(sa.select(Request.submitted_at).where(Request.id == activity.request_id))
    return found or clock.now()


def checked(claim: Any, values: Values) -> Values:
    """Store what the policy says; staff begins with what it pays."""
    activity = activity_of(claim)
    outcome = judging.judged(claim, activity, anchor(activity), before(claim))
    return {**judging.consequences(outcome), "lacking": lacking(claim, activity)}


def lacking(claim: Any, activity: Any) -> list[str]:
    there = judging.evidence(claim, activity)
    return [code for code in activity.proof if code not in there]


def sent_back(claim: Any, values: Values) -> Values:
    """It is kept for some days."""
    activity = activity_of(claim)
    keep = clock.today(current_scope().program.zone) + timedelta(days=funds.document(activity.fund)["keep_days"])
    missing = lacking(claim, activity)
    return {"lacking": missing, "keep_until": keep, "reason": values.get("reason") or _(MISSING, missing=said(missing))}


def is_late(claim: Any) -> str | None:
    """Return why not, unless it is late and nobody let it count yet."""
    return None if claim.late and claim.late_by is None else NOT_LATE


def may_be_late(claim: Any, values: Values) -> None:
    """Raise Denied for who is not named by the policy."""
    activity = activity_of(claim)
    roles = typed_list(funds.document(activity.fund, anchor(activity))["late_roles"])
    if not set(roles) & set(current_scope().actor.roles):
        raise Denied(
            _(NOT_NAMED, roles=", ".join(_(current_scope().program.role_labels.get(role, role)) for role in roles)), code="not-named"
        )


def late_allowed(claim: Any, values: Values) -> Values:
    claim.late_by = current_scope().actor.user_id
    return {"late_by": claim.late_by, **checked(claim, values)}


def may_be_approved(claim: Any, values: Values) -> None:
    """Raise Conflict for an unverified activity, a late claim, nothing or too much to pay; Denied for who entered it."""
    activity, actor = activity_of(claim), current_scope().actor
    if activity.state != "verified":
        raise Conflict(_(NOT_VERIFIED), code="not-verified")
    if claim.late and claim.late_by is None:
        raise Conflict(_(LATE), code="late")
    if not claim.granted:
        raise Conflict(_(NOTHING_GRANTED), code="nothing")
    if claim.granted > claim.due:
        raise Conflict(_(TOO_MUCH, due=wording.amount(claim.due)), code="too-much")
    if actor.user_id is not None and actor.user_id == claim.created_by:
        raise Denied(_(FOUR_EYES), code="four-eyes")


def approved(claim: Any, values: Values) -> Values:
    """Move the money out of the fund to what the partner is owed; other claims at the same moment wait for the lock."""
    activity = records.get(entity_of("mdf.activity"), claim.activity_id, lock=True)
    drawn = spending.pay_out(claim, activity, claim.granted)
    entity = entity_of("mdf.activity")
    records.apply(entity, activity, {"claimed": activity.claimed + claim.granted, "claims": activity.claims + 1}, act="claim granted")
    return {"drawn": drawn, "decided_at": clock.now(), "reason": values.get("reason")}


def refused(claim: Any, values: Values) -> Values:
    return {"granted": None, "decided_at": clock.now(), "reason": values["reason"]}


def paid(claim: Any, values: Values) -> Values:
    """Post the payment; how long it took counts from complete proof."""
    posted = flowing.pay(claim, values["payment"], values["payment_ref"])
    day = values.get("paid_on") or clock.today(current_scope().program.zone)
    days = (day - funds.day_of(claim.complete_at)).days if claim.complete_at else None
    return {"payment": values["payment"], "payment_ref": values["payment_ref"], "paid_on": day, "days": days, "posted_id": posted.id}


def reversed_(claim: Any, values: Values) -> Values:
    """Take the postings back; the money is in its fund again."""
    spending.take_back(claim, values["reason"])
    activity = records.get(entity_of("mdf.activity"), claim.activity_id, lock=True)
    entity = entity_of("mdf.activity")
    records.apply(entity, activity, {"claimed": activity.claimed - claim.granted}, act="claim reversed")
    return {"reason": values["reason"]}


def told(claim: Any, values: Values) -> Values:
    return {"reason": values.get("reason")}


def kept(claim: Any) -> datetime | None:
    return funds.end_of(claim.keep_until) if claim.keep_until is not None else None
