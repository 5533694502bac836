"""What the moves of a change of level check and set."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from hansa import N_, Conflict, Denied, Unprocessable, _, clock, current_scope
from plugins.tiering.standing import programs

Values = Mapping[str, Any]
NOT_YET = N_("The partner still has time to make up for it.")
OWN = N_("You proposed this yourself, so another person has to agree to it.")
UP, DOWN = N_("This change leads up."), N_("This change leads down.")
TOO_LONG = N_("A waiver lasts at most until %(day)s.")
PAST = N_("This day is over.")
NO_SUCH = N_("This program has no such level.")
NOTICE_DAYS = 14
"""So many days before time runs out people are reminded."""


def said(change: Any) -> str | None:
    """Return what the partner was told."""
    found: str | None = change.reason
    return found


def goes_up(change: Any) -> str | None:
    """Return why a change is no promotion."""
    return None if change.direction == "up" else DOWN


def goes_down(change: Any) -> str | None:
    return None if change.direction == "down" else UP


def proposed(change: Any, values: Values) -> Values:
    actor = current_scope().actor
    return {"proposer_id": actor.user_id, "proposed_by": _name()}


def notified(change: Any, values: Values) -> Values:
    """Notice begins today; then the partner has time to make up for it."""
    terms, day = programs.terms_of(change.track), _today()
    notice = day + timedelta(days=terms.notice_days)
    return {"notice_until": notice, "cure_until": notice + timedelta(days=terms.cure_days)}


def time_is_up(change: Any) -> str | None:
    """Return why a demotion cannot be proposed yet: notice and time to make up for it are the partner's."""
    until = change.waived_until if change.state == "waived" else change.cure_until
    return NOT_YET if until is not None and _today() < until else None


def may_waive(change: Any, values: Values) -> None:
    """Raise Unprocessable for a waiver that ends before it begins or lasts longer than the program allows."""
    last = _today() + timedelta(days=programs.terms_of(change.track).waiver_days)
    if values["waived_until"] < _today():
        raise _wrong("waived_until", _(PAST))
    if values["waived_until"] > last:
        raise _wrong("waived_until", _(TOO_LONG, day=last.isoformat()))


def waived(change: Any, values: Values) -> Values:
    return {"waived_until": values["waived_until"], "waived_by": _name(), "reason": values["reason"]}


def may_approve(change: Any, values: Values) -> None:
    """Raise Denied for who proposed it, Unprocessable for a day that is over or a level there is not."""
    actor = current_scope().actor
    if actor.user_id is not None and actor.user_id == change.proposer_id:
        raise Denied(OWN, code="four-eyes")
    day = values.get("effective_on")
    if day is not None and day < _today():
        raise _wrong("effective_on", _(PAST))
    if change.to_level is not None and programs.ladder_of(change.track).named(change.to_level) is None:
        raise Conflict(_(NO_SUCH), code="no-level")


def approved(change: Any, values: Values) -> Values:
    """The day of the decision is today; the day it holds from is what the program's calendar says, or a later one somebody chose."""
    terms, today = programs.terms_of(change.track), _today()
    if change.direction == "down":
        over = change.waived_until + timedelta(days=1) if change.waived_until else change.cure_until
        usual = max(terms.down.holds_from(_counted(change)), over or today)
    else:
        usual = terms.up.holds_from(_counted(change))
    return {"effective_on": values.get("effective_on") or usual, "decided_on": today, "decided_by": _name()}


def _counted(change: Any) -> date:
    """Return the day calendars count from: where nobody was asked that of the review, else that of the decision."""
    found: date = change.found_on
    return found if current_scope().actor.user_id is None else _today()


def rejected(change: Any, values: Values) -> Values:
    return {"reason": values["reason"], "decided_on": _today(), "decided_by": _name()}


def notice_over(change: Any) -> datetime | None:
    return _midnight(change.notice_until)


def cure_over(change: Any) -> datetime | None:
    return _midnight(change.cure_until)


def waiver_over(change: Any) -> datetime | None:
    """A waiver holds to the end of its last day."""
    return None if change.waived_until is None else _midnight(change.waived_until + timedelta(days=1))


def at_once(change: Any) -> datetime | None:
    return clock.now()


def starts(change: Any) -> datetime | None:
    return _midnight(change.effective_on)


def reminders(change: Any) -> Sequence[datetime]:
    until = waiver_over(change) if change.state == "waived" else cure_over(change)
    return [until - timedelta(days=NOTICE_DAYS)] if until is not None else []


def _midnight(day: date | None) -> datetime | None:
    """Return when a day begins in the program's zone."""
    return None if day is None else clock.midnight(day, current_scope().program.zone)


def _name() -> str | None:
    """Return who acts; nobody where the program goes on by itself."""
    actor = current_scope().actor
    return actor.name if actor.user_id is not None else None


def _today() -> date:
    return clock.today(current_scope().program.zone)


def _wrong(field: str, message: str) -> Unprocessable:
    return Unprocessable(message, errors=[{"pointer": f"/{field}", "code": "invalid", "message": message}])
