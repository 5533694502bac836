"""Who will fall when nothing new comes: what expires by the next month ends, with everything else as it is."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from plugins.tiering.engine.points import later
from plugins.tiering.standing.programs import Track

if TYPE_CHECKING:
    from plugins.tiering.standing.reviewing import Found

MONTHS = 6
EXPIRING = frozenset({"events", "partner.certificates"})
"""Facts that end by themselves."""


def month_ends(day: date, months: int = MONTHS) -> list[date]:
    """Return the last days of this month and the next ones."""
    return [later(day.replace(day=1), n) - timedelta(days=1) for n in range(1, months + 1)]


def risks(track: Track, found: "Sequence[Found]", day: date) -> dict[uuid.UUID, date]:
    """Return the first month end at which a partner would lose its level, for those that hold one and have something that expires."""
    if not track.ready.reads & EXPIRING:
        return {}
    held = [one for one in found if one.direction == "stay" and one.level is not None and _expires(one.facts)]
    kind, policy = track.version.compiled.kind, track.version.compiled
    told: dict[uuid.UUID, date] = {}
    for one in held:
        for end in month_ends(day):
            if kind.engine(policy, at(one.facts, end)).values["direction"] == "down":
                told[one.partner_id] = end
                break
    return told


def at(facts: Mapping[str, Any], day: date) -> dict[str, Any]:
    """Return facts as they will be on a day when nothing new comes: without the certificates that have ended by then."""
    held = facts.get("partner.certificates")
    left = (
        {} if held is None else {"partner.certificates": [one for one in held if one["valid_until"] is None or one["valid_until"] >= day]}
    )
    return {**facts, **left, "day": day}


def _expires(facts: Mapping[str, Any]) -> bool:
    certificates = facts.get("partner.certificates") or ()
    return bool(facts.get("events")) or any(one["valid_until"] is not None for one in certificates)
