"""What other plugins may use of levels: who stands where, and what it gives."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date

from plugins.tiering.standing import benefits, standings
from plugins.tiering.standing.benefits import Benefit, Value


def level_of(partner_id: uuid.UUID, track: str, day: date) -> str | None:
    """Return the key of a partner's level in a track on a day; None without one. Asks behind the wall: the answer is for engines."""
    return standings.levels_of([partner_id], day, track)[partner_id].get(track)


def levels_of(partners: Sequence[uuid.UUID], day: date) -> dict[uuid.UUID, Mapping[str, str | None]]:
    """Return the levels of many partners by track; one statement."""
    return standings.levels_of(partners, day)


def benefit(partner_id: uuid.UUID, key: str, day: date) -> Value:
    """Return what a partner has of a benefit on a day: a Decimal (percent, days, number, money in the program's currency), yes or no,
    text, or None. Of several tracks, the most."""
    found = benefits.of_partner(partner_id, day).get(key)
    return found.value if found else None


def benefits_of(partner_id: uuid.UUID, day: date) -> dict[str, Benefit]:
    """Return everything a partner has on a day, by key."""
    return benefits.of_partner(partner_id, day)


__all__ = ["Benefit", "Value", "benefit", "benefits_of", "level_of", "levels_of"]
