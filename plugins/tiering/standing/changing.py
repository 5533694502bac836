"""The changes a review opens, keeps up and closes, and what the system moves on by itself."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from hansa import db, entity_of, perform, records
from plugins.policies.api import plain
from plugins.tiering.models import Change
from plugins.tiering.standing.programs import Track
from plugins.tiering.states import AGREED, OPEN

if TYPE_CHECKING:
    from plugins.tiering.standing.reviewing import Found


def follow(track: Track, found: "Sequence[Found]", day: date) -> None:
    """After a review: what is due opens, what is no longer due lapses, what nobody has to agree to moves on."""
    open_ = {
        partner: change for partner, change in _open(track.slug, [one.partner_id for one in found]).items() if not _lapses(change, found)
    }
    due = [one for one in found if one.partner_id not in open_ and _due(track, one, day)]
    for change in (*open_.values(), *_opened(track, due, day)):
        if change.state not in AGREED:
            go_on(track, change)


def _lapses(change: Any, found: "Sequence[Found]") -> bool:
    """Let a change lapse that the portal opened, no person proposed, and the figures say no more; tell whether it did."""
    if change.state in AGREED or change.proposer_id is not None or change.created_by is not None:
        return False
    if _still(change, next(one for one in found if one.partner_id == change.partner_id)):
        return False
    perform(entity_of("tiering.change"), change, "lapse")
    return True


def _still(change: Any, one: "Found") -> bool:
    """Tell whether a change the portal opened is what the figures still say. A later review may say another level."""
    paused = change.direction == "down" and one.paused
    return bool(one.direction == change.direction and one.level == change.to_level and not paused)


def _due(track: Track, one: "Found", day: date) -> bool:
    """Tell whether a change is opened on a day: by the calendar of its direction; no loss within the first months, or while the vendor owes."""
    terms = track.ready.terms
    if one.direction == "stay":
        return False
    if one.direction == "up":
        return terms.up.looks_on(day)
    return terms.down.looks_on(day) and not one.paused and not terms.protected(one.facts.get("since"), day)


def _opened(track: Track, due: "Sequence[Found]", day: date) -> list[Any]:
    """Open the changes that are due, in one pass."""
    rows = [
        {
            "partner_id": one.partner_id, "state": "eligible_up" if one.direction == "up" else "at_risk", "direction": one.direction,
            "from_level": one.outcome.values["before"], "to_level": one.level, "found_on": day, "decision_id": one.decision_id,
            "missing": plain(one.outcome.values["failing"]) if one.direction == "down" else [],
        }
        for one in due
    ]  # fmt: skip
    return records.create_many(entity_of("tiering.change"), [{"track": track.slug}] * len(rows), each=rows) if rows else []


def go_on(track: Track, change: Any) -> None:
    """Make the moves that wait for nobody: notice is given at once; where the program asks for no agreement, none is waited for."""
    entity, terms = entity_of("tiering.change"), track.ready.terms
    if change.state == "at_risk":
        perform(entity, change, "notify")
    if change.state == "notified" and change.direction == "down" and not (terms.notice_days or terms.cure_days):
        perform(entity, change, "propose_demotion")
    if change.state == "eligible_up" and not terms.approve_up and change.created_by is None:
        perform(entity, change, "propose")
    if change.state in ("proposed", "demotion_proposed") and agreed(track, change):
        perform(entity, change, "approve", {})
    if change.state == "approved":
        perform(entity, change, "schedule")


def agreed(track: Track, change: Any) -> bool:
    """Tell whether a change needs nobody's agreement: the program asks for none, and no person proposed it."""
    terms = track.ready.terms
    return not (terms.approve_up if change.direction == "up" else terms.approve_down) and change.proposer_id is None


def _open(slug: str, partners: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Any]:
    wanted = sa.select(Change).where(Change.track == slug, Change.partner_id.in_(partners), Change.state.in_(OPEN)).order_by(Change.id)
    return {change.partner_id: change for change in db.session.scalars(wanted.with_for_update())}
