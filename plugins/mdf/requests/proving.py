"""What the transitions of an activity check and set: carried out, checked in from a phone, reported with proof, verified."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, _, behind, clock, current_scope, db, files
from plugins.mdf.claims import marks
from plugins.mdf.models import Claim
from plugins.mdf.money import spending
from plugins.mdf.money.moves import wrong
from plugins.mdf.policy import funds
from plugins.mdf.requests import lead_list
from plugins.mdf.states import ASKED
from plugins.mdf.tasks import SPEND
from plugins.mdf.words import said

Values = Mapping[str, Any]
NOT_YET = N_("This day is still to come.")
LACKS = N_("Proof is missing: %(missing)s. Ask the partner for it.")
CLAIMED = N_("A claim for it waits for a decision.")
REMINDERS = (14, 3)
"""Days before the last day to claim."""


def checked_in(activity: Any, values: Values) -> Values:
    """Keep when and where somebody was there; a photo is compared like all proof."""
    return {"checked_in_at": clock.now(), "position": values.get("position"), "doubts": marks.doubts_about(activity, "mdf.activity")}


def may_be_reported(activity: Any, values: Values) -> None:
    if values["held_on"] > _today():
        raise wrong("/held_on", "to-come", _(NOT_YET))


def reported(activity: Any, values: Values) -> Values:
    """Keep the report; files are its proof, a list of leads goes straight to the leads."""
    found = files.list_for(activity)
    taken = lead_list.taken(activity, found)
    there = {file.kind for file in found}
    return {
        "held_on": values["held_on"], "attendees": values.get("attendees"), "outcome": values.get("outcome"), "reported_at": clock.now(),
        "lacking": [code for code in activity.proof if code not in there], "leads": activity.leads + taken, "keep_until": None, "reason": None,
        "doubts": marks.doubts_about(activity, "mdf.activity"),
    }  # fmt: skip


def is_proven(activity: Any, values: Values) -> None:
    """Raise Conflict while proof is missing."""
    there = {file.kind for file in files.list_for(activity)}
    if missing := [code for code in activity.proof if code not in there]:
        raise Conflict(_(LACKS, missing=said(missing)), code="proof-missing")


def verified(activity: Any, values: Values) -> Values:
    return {"verified_at": clock.now(), "lacking": [], "keep_until": None, "reason": None}


def proof_asked(activity: Any, values: Values) -> Values:
    keep = _today() + timedelta(days=funds.document(activity.fund)["keep_days"])
    return {"keep_until": keep, "reason": values["reason"]}


def has_no_claim(activity: Any, values: Values) -> None:
    """Raise Conflict while a claim waits: its money is not free."""
    waiting = sa.select(sa.func.count(Claim.id)).where(Claim.activity_id == activity.id, Claim.state.in_(ASKED))
    with behind(SPEND):
        if db.session.scalar(waiting):
            raise Conflict(_(CLAIMED), code="claimed")


def may_be_dropped(activity: Any, values: Values) -> None:
    """Raise Conflict when money was granted for it or a claim waits."""
    if activity.claimed:
        raise Conflict(_(CLAIMED), code="claimed")
    has_no_claim(activity, values)


def over(activity: Any, values: Values) -> Values:
    """What was not claimed goes back to the fund."""
    spending.let_go(activity_id=activity.id)
    return {"keep_until": None, "reason": values.get("reason")}


def begins(activity: Any) -> datetime:
    return funds.start_of(activity.starts_on)


def finishes(activity: Any) -> datetime:
    return funds.end_of(activity.ends_on)


def proof_due(activity: Any) -> datetime | None:
    """Return when missing proof lapses."""
    return funds.end_of(activity.keep_until) if activity.keep_until is not None else None


def claim_due(activity: Any) -> datetime | None:
    """Return when nothing can be claimed any more; None where a named person may let a late claim count."""
    if activity.claim_by is None or funds.document(activity.fund)["late"] == "named":
        return None
    return funds.end_of(activity.claim_by)


def warnings(activity: Any) -> Sequence[datetime]:
    return [funds.start_of(activity.claim_by) - timedelta(days=days) for days in REMINDERS] if activity.claim_by is not None else []


def _today() -> Any:
    return clock.today(current_scope().program.zone)
