"""The life of a membership: applied for, decided, renewed before it ends, or over."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from hansa import N_, State, Timer, Transition, Unprocessable, Workflow, _, clock, current_scope
from plugins.tiering.engine.points import later
from plugins.tiering.schemas import AdmitInput, ReasonInput, RenewInput
from plugins.tiering.standing import programs
from plugins.tiering.states import MEMBER_STATES

Values = Mapping[str, Any]
RUNNING = ("active", "renewing")
OPEN = ("applied", *RUNNING)
BACKWARDS = N_("The last day lies before the first.")
NO_END = N_("This membership has no end.")
TOO_EARLY = N_("It can be renewed from %(day)s on.")
LAST_REMINDER = 14
"""So many days before its end a membership that nobody renewed is spoken of again."""


def said(enrolment: Any) -> str | None:
    found: str | None = enrolment.reason
    return found


def admitted(enrolment: Any, values: Values) -> Values:
    """The first and the last day: those somebody chose, else from today and as long as the program says."""
    starts = values.get("starts_on") or _today()
    return {"starts_on": starts, "ends_on": values.get("ends_on") or _end(enrolment.track, starts), "reason": None, **_decided()}


def may_admit(enrolment: Any, values: Values) -> None:
    """Raise Unprocessable for days in the wrong order."""
    days = admitted(enrolment, values)
    _ordered(days["starts_on"], days["ends_on"])


def may_renew(enrolment: Any, values: Values) -> None:
    _ordered(enrolment.ends_on, values.get("ends_on"))


def renewed(enrolment: Any, values: Values) -> Values:
    """The new last day: the one somebody chose, else as much later as the program says."""
    ends = values.get("ends_on") or _end(enrolment.track, enrolment.ends_on + timedelta(days=1))
    return {"ends_on": ends, "renewed": enrolment.renewed + 1, "reason": None, **_decided()}


def answered(enrolment: Any, values: Values) -> Values:
    return {"reason": values["reason"], **_decided()}


def over(enrolment: Any, values: Values) -> Values:
    """Who is put out is a member until yesterday."""
    return {**answered(enrolment, values), "ends_on": _today() - timedelta(days=1)}


def has_end(enrolment: Any) -> str | None:
    return None if enrolment.ends_on is not None else NO_END


def may_ask(enrolment: Any, values: Values) -> None:
    """Raise Unprocessable before the time in which a membership can be renewed."""
    first = renewable_from(enrolment)
    if first is not None and _today() < first:
        raise Unprocessable(_(TOO_EARLY, day=first.isoformat()), errors=[])


def renewable_from(enrolment: Any) -> date | None:
    """Return the first day on which the partner can ask for a renewal; None for a membership without an end."""
    if enrolment.ends_on is None:
        return None
    first: date = enrolment.ends_on - timedelta(days=int(_document(enrolment.track).get("renew_days", 60)))
    return first


def ends(enrolment: Any) -> datetime | None:
    """Return when the day after the last one begins in the program's zone."""
    return None if enrolment.ends_on is None else _midnight(enrolment.ends_on + timedelta(days=1))


def reminders(enrolment: Any) -> Sequence[datetime]:
    first = renewable_from(enrolment)
    if first is None:
        return []
    return sorted({_midnight(first), _midnight(max(first, enrolment.ends_on - timedelta(days=LAST_REMINDER - 1)))})


def _end(track: str, starts: date) -> date | None:
    months = int(_document(track).get("lasts_months", 12))
    return later(starts, months) - timedelta(days=1) if months else None


def _document(track: str) -> Mapping[str, Any]:
    return programs.track(track).document


def _ordered(first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        raise Unprocessable(_(BACKWARDS), errors=[{"pointer": "/ends_on", "code": "backwards", "message": _(BACKWARDS)}])


def _decided() -> Values:
    return {"decided_on": _today(), "decided_by": current_scope().actor.name}


def _midnight(day: date) -> datetime:
    return clock.midnight(day, current_scope().program.zone)


def _today() -> date:
    return clock.today(current_scope().program.zone)


MEMBERSHIP = Workflow(
    states=(
        State("applied", MEMBER_STATES["applied"], "waiting", partner_edits=("note",)),
        State("active", MEMBER_STATES["active"], staff_edits=()),
        State("renewing", MEMBER_STATES["renewing"], "waiting", staff_edits=()),
        *(State(key, MEMBER_STATES[key], "done", note=said) for key in ("declined", "withdrawn", "expired", "ended")),
    ),
    transitions=(
        Transition(
            "admit", N_("Admit"), ("applied",), "active", permission="decide", input=AdmitInput, kind="primary", icon="check",
            check=may_admit, effects=admitted,
        ),
        Transition("decline", N_("Decline"), ("applied",), "declined", permission="decide", input=ReasonInput, kind="bad", icon="circle-x", effects=answered),
        Transition("withdraw", N_("Withdraw"), ("applied",), "withdrawn", "partner", "create", icon="arrow-back-up"),
        Transition(
            "ask_renewal", N_("Ask for renewal"), ("active",), "renewing", "partner", "create", kind="primary", icon="refresh", guard=has_end, check=may_ask
        ),
        Transition(
            "renew", N_("Renew"), RUNNING, "active", permission="decide", input=RenewInput, kind="primary", icon="refresh", guard=has_end,
            check=may_renew, effects=renewed,
        ),
        Transition(
            "refuse", N_("Refuse the renewal"), ("renewing",), "active", permission="decide", input=ReasonInput, kind="bad", icon="circle-x",
            effects=answered,
        ),
        Transition("end", N_("End the membership"), RUNNING, "ended", permission="decide", input=ReasonInput, kind="bad", icon="circle-minus", effects=over),
        Transition("expire", N_("Expires"), RUNNING, "expired", "system", icon="calendar-off"),
    ),
    timers=(Timer("end", RUNNING, ends, "expire", reminders, "ends_soon"),),
)  # fmt: skip
