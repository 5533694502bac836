"""What the transitions of a deal check and set."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from hansa import N_, Conflict, _, clock, current_scope, serialised
from plugins.deals import rivals
from plugins.deals.matching import grant_key
from plugins.deals.protection import ends_at, reminder_at, window
from plugins.deals.settings import settings

Values = Mapping[str, Any]
NO_MORE = N_("This deal has been extended as often as the program allows.")


def submitted(deal: Any, values: Values) -> Values:
    found = rivals.clearance(deal, rivals.find(deal))
    return {"submitted_at": clock.now(), "clearance": found, "answer": rivals.answer(deal, found), "asked_fields": [], "reason": None}


def answered(deal: Any, values: Values) -> Values:
    found = rivals.clearance(deal, rivals.find(deal))
    return {"clearance": found, "answer": rivals.answer(deal, found), "asked_fields": [], "reason": values.get("reason")}


def withdrawn(deal: Any, values: Values) -> Values:
    return {"submitted_at": None, "clearance": None, "answer": None, "asked_fields": [], "reason": None}


def asked(deal: Any, values: Values) -> Values:
    return {"asked_fields": values.get("asked_fields") or [], "reason": values["reason"]}


def may_be_granted(deal: Any, values: Values) -> None:
    """Raise Conflict when somebody is protected for the same; two that are decided at one moment follow one another."""
    serialised("deals.grant")
    holder = next((standing for standing in rivals.find(deal) if standing.protected), None)
    if holder is not None:
        text = _(
            "%(number)s is protected for the same until %(until)s. Reject this registration, or wait until that protection has ended.",
            number=holder.number, until=holder.protected_until,
        )  # fmt: skip
        raise Conflict(text, code="protected")


def granted(deal: Any, values: Values) -> Values:
    begin, end = window(_today(), settings()["protection_days"])
    key = grant_key(rivals.registration_of(deal), settings()["uniqueness"])
    return {"protected_from": begin, "protected_until": end, "grant_key": key, "extensions": 0, "reason": None, **_decided()}


def rejected(deal: Any, values: Values) -> Values:
    return {**values, **_decided()}


def may_be_extended(deal: Any) -> str | None:
    return None if deal.extensions < settings()["max_extensions"] else NO_MORE


def extended(deal: Any, values: Values) -> Values:
    until = deal.protected_until + timedelta(days=settings()["extension_days"])
    return {"protected_until": until, "extensions": deal.extensions + 1, "reason": None}


def explained(deal: Any, values: Values) -> Values:
    return {"reason": values["reason"]}


def ended(deal: Any, values: Values) -> Values:
    """The grant is free again; the dates stay as the history of the deal."""
    return {**values, "grant_key": None}


def end_of(deal: Any) -> datetime | None:
    return ends_at(deal.protected_until, current_scope().program.zone) if deal.protected_until else None


def reminders_of(deal: Any) -> Sequence[datetime]:
    return (reminder_at(deal.protected_until, current_scope().program.zone, settings()["reminder_days"]),)


def _decided() -> Values:
    return {"decided_at": clock.now(), "answer": None, "asked_fields": []}


def _today() -> date:
    return clock.today(current_scope().program.zone)
