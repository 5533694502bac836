"""How much of a period a partner was there: joiners and leavers as the program declares."""

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from plugins.rebates.engine.ready import Ready

WHOLE = Fraction(1)


def presence(made: Ready, known: Mapping[str, Any]) -> Fraction | None:
    """Return the part of the period a partner was there, 1 for all of it; None when it is left out."""
    if made.joined is None and made.left is None:
        return WHOLE
    start, end = known.get("period.starts_on"), known.get("period.ends_on")
    if start is None or end is None:
        return WHOLE
    joined, left = (one(known) if one is not None else None for one in (made.joined, made.left))
    if (joined is not None and joined > end) or (left is not None and left < start):
        return None
    first, last = start, end
    for day, how, late in ((joined, made.policy["joiners"], True), (left, made.policy["leavers"], False)):
        if day is None or (day <= start if late else day >= end) or how == "full":
            continue
        if how == "out":
            return None
        first, last = (_first(day, how), last) if late else (first, _last(day, how, end))
    return Fraction((last - first).days + 1, (end - start).days + 1) if (first, last) != (start, end) else WHOLE


def _first(day: date, how: str) -> date:
    return day.replace(day=1) if how == "months" else day


def _last(day: date, how: str, end: date) -> date:
    month_end = (day.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)
    return min(month_end, end) if how == "months" else day
