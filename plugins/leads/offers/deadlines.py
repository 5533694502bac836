"""The limits of time of one copy of a lead: those of the policy it came under, counted from what happened to it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hansa import current_scope
from plugins.leads.offers import limits, terms
from plugins.policies.api import calendar


def moments(record: Any) -> dict[str, datetime | None]:
    """Return what happened when; an offer begins when the partner is available."""
    begun = max(record.sent_at, record.available_at) if record.available_at else record.sent_at
    return {
        "sent": begun, "accepted": record.accepted_at, "contacted": record.contacted_at, "acted": record.acted_at,
        "warned": record.warned_at,
    }  # fmt: skip


def keep(record: Any) -> None:
    """Keep on the record which limit is over first, and when."""
    found = limits.next_end(_limits(record), record.state, moments(record), current_scope().program.zone, _calendar(record))
    record.due_at = found[0] if found else None
    record.due_for = found[1]["key"] if found else record.due_for


def running_out(record: Any) -> Mapping[str, Any] | None:
    """Return the limit that is over first."""
    return next((limit for limit in _limits(record) if limit["key"] == record.due_for), None)


def due_to(*then: str) -> Any:
    """Return when a copy is due for what comes `then`; None while another limit is over first."""

    def due(record: Any) -> datetime | None:
        limit = running_out(record)
        return record.due_at if limit is not None and limit["then"] in then else None

    return due


def reminders(record: Any) -> Sequence[datetime]:
    """Return when to remind the partner: before the end of the limit that runs, after its start, and after a warning."""
    limit, zone, days = running_out(record), current_scope().program.zone, _calendar(record)
    start = moments(record).get(limit["start"]) if limit else None
    found = limits.reminders(limit, start, record.due_at, zone, days) if limit and start and record.due_at else []
    return [*found, *(limits.afterwards(_limits(record), record.warned_at, zone, days) if record.state == "warned" else ())]


def _limits(record: Any) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = terms.read(record.terms).get("limits", ())
    return found


def _calendar(record: Any) -> Any:
    return calendar(terms.read(record.terms).get("calendar") or "")
