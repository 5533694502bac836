"""Who may apply to join a track, and when."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, Unprocessable, _, behind, clock, current_scope, db
from plugins.tiering import reading
from plugins.tiering.membership import OPEN
from plugins.tiering.models import Enrolment
from plugins.tiering.standing import programs
from plugins.tiering.standing.programs import Track
from plugins.tiering.tasks import READ

NOT_OPEN = N_("This program takes no applications.")
NOT_NOW = N_("This program takes applications from %(first)s until %(last)s.")
THERE = N_("There is an application or a membership of this program already.")
NOT_FOR = N_("The program is not for this partner: %(why)s")
CONDITION = N_("it does not meet what the program asks of its members.")


def open_tracks() -> list[Track]:
    """Return the tracks that take applications today."""
    return [track for track in programs.tracks() if window(track.document) is None]


def window(document: Mapping[str, Any]) -> str | None:
    """Return why a program takes no applications today; None when it does."""
    if not document.get("by_application"):
        return _(NOT_OPEN)
    first, last = (date.fromisoformat(day) if (day := document.get(name)) else None for name in ("apply_from", "apply_until"))
    today = clock.today(current_scope().program.zone)
    if (first is None or first <= today) and (last is None or today <= last):
        return None
    return _(NOT_NOW, first=first.isoformat() if first else "…", last=last.isoformat() if last else "…")


def judge(enrolment: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Before an application is kept: the program takes some today, is for this partner, and there is no other one.

    Raises Unprocessable for a program that does not take it, Conflict for a second one.
    """
    if not (is_new or "track" in changes):
        return
    track = next((one for one in programs.tracks() if one.slug == enrolment.track), None)
    refusal = _(NOT_OPEN) if track is None else window(track.document)
    if refusal is not None or track is None:
        raise _wrong(refusal or _(NOT_OPEN))
    if _there(enrolment):
        raise Conflict(_(THERE), code="enrolled")
    if not fits(track, enrolment.partner_id):
        raise _wrong(_(NOT_FOR, why=_(CONDITION)))


def fits(track: Track, partner_id: uuid.UUID) -> bool:
    """Tell whether a program is for a partner today, by its own condition."""
    applies = track.version.compiled["applies"]
    if applies is None:
        return True
    day = clock.today(current_scope().program.zone)
    known = reading.facts_for(track, [partner_id], day)[partner_id]
    return applies({**track.version.compiled.fixed, **known}) is True


def _there(enrolment: Any) -> bool:
    with behind(READ):
        same = (
            Enrolment.partner_id == enrolment.partner_id,
            Enrolment.track == enrolment.track,
            Enrolment.state.in_(OPEN),
            Enrolment.id != enrolment.id,
        )
        return db.session.scalar(sa.select(Enrolment.id).where(*same).limit(1)) is not None


def _wrong(message: str) -> Unprocessable:
    return Unprocessable(message, errors=[{"pointer": "/track", "code": "not-open", "message": message}])
