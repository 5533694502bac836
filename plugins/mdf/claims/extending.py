"""More time to claim: asked for with a reason, granted by another person than who asked."""

from collections.abc import Mapping
from typing import Any

from hansa import N_, Conflict, _, entity_of, records, renew_timers
from plugins.mdf.money.moves import other_person, wrong
from plugins.mdf.states import ALIVE

NOT_LATER = N_("Claims are taken until %(day)s already. Choose a later day.")
OVER = N_("Nothing can be claimed for this activity any more.")


def saved(extension: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Refuse a day that gives no more time."""
    if not is_new and "until" not in changes:
        return
    activity = records.get(entity_of("mdf.activity"), extension.activity_id)
    if activity.claim_by is not None and extension.until <= activity.claim_by:
        raise wrong("/until", "not-later", _(NOT_LATER, day=activity.claim_by.isoformat()))


def granted(extension: Any, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Move the deadline of the activity. Raises Conflict when it is over."""
    other_person(extension, values)
    entity = entity_of("mdf.activity")
    activity = records.get(entity, extension.activity_id)
    if activity.state not in ALIVE:
        raise Conflict(_(OVER), code="over")
    records.apply(entity, activity, {"claim_by": extension.until}, act="deadline extended", reason=values.get("reason"))
    renew_timers(entity, activity)
    return {"reason": values.get("reason")}


def refused(extension: Any, values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"reason": values["reason"]}
