"""A protected deal of which nothing is heard: both sides are told, once, until something happens again."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from hansa import clock, current_scope
from plugins.deals.protection import ends_at
from plugins.deals.settings import settings

SIGNS = frozenset({"sales_stage", "probability", "close_date", "activity_on", "extensions", "decided_at"})
"""Changes that show that somebody works on it."""


def keep(deal: Any, changes: Mapping[str, Any], is_new: bool) -> bool:
    """Note a sign of work, and tell whether there was one: the time until it counts as stalled begins anew."""
    seen = bool(SIGNS & changes.keys()) and not is_new
    if seen:
        deal.moved_on, deal.stalled_on = _today(), None
    return seen


def ends(deal: Any) -> datetime | None:
    """When it counts as stalled; None where the program does not ask, or both sides know already."""
    days = settings()["stalled_days"]
    if not days or deal.stalled_on or deal.frozen_on or deal.moved_on is None:
        return None
    return ends_at(deal.moved_on + timedelta(days=days + 1), current_scope().program.zone)


def stalled(deal: Any, values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"stalled_on": _today()}


def _today() -> date:
    return clock.today(current_scope().program.zone)
