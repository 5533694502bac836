"""What happens to a lead that comes in: its legal basis is noted, others about the same company are found, it is sent on its way."""

from collections.abc import Iterable, Mapping
from typing import Any

from hansa import clock, current_scope, enqueue
from plugins.leads.intake.alike import alike, known
from plugins.leads.jobs import BEGIN, ROUTE_LEADS
from plugins.leads.offers import making, terms
from plugins.leads.schemas import COPIED

TOGETHER = 20
"""So many leads begin in one unit: each is compared with all others, and on SQLite whoever writes waits meanwhile."""
SAYS = frozenset((*COPIED, "source", "campaign", "score", "latitude", "longitude", "custom"))


def before_save(lead: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Keep what follows from what a lead says."""
    if is_new or changes.keys() & SAYS:
        lead.touched_at = clock.now()
    if not is_new:
        return
    if lead.consent_basis:
        lead.consent_at = lead.consent_at or clock.now()
        lead.state = "ready" if lead.state in (None, "new") else lead.state
    if lead.company:
        lead.alike = alike(lead)


def after_save(saved: Iterable[tuple[Any, Mapping[str, Any]]], is_new: bool) -> None:
    """Send leads on their way, and let their copies follow."""
    saved = list(saved)
    making.follow(saved, is_new)
    moved = [lead for lead, changes in saved if is_new or "state" in changes]
    waiting = [str(lead.id) for lead in moved if lead.state == "matching"]
    if waiting:
        enqueue(ROUTE_LEADS, {"leads": waiting})
    fresh = [lead for lead in moved if lead.state == "ready" and not known(lead)]
    if fresh and not current_scope().actor.read_only:
        begun = fresh if terms.policy_at(clock.now())["automatic"] else [lead for lead in fresh if lead.meant_for]
        for at in range(0, len(begun), TOGETHER):
            enqueue(BEGIN, {"leads": [str(lead.id) for lead in begun[at : at + TOGETHER]]})
