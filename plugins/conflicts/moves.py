"""What the transitions of a conflict check and set."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hansa import N_, Conflict, Denied, Unprocessable, _, clock, current_scope
from plugins.conflicts import parties
from plugins.conflicts.settings import settings

Values = Mapping[str, Any]
DAY, MORNING = timedelta(days=1), time(8)
NOT_PROPOSED = N_("Propose an outcome first.")
ALL = Decimal(100)
TRANSFERS = ("to-a", "to-b")


def opened_evidence(docket: Any, values: Values) -> Values:
    return {"evidence_until": values.get("evidence_until") or _in_days("evidence_days")}


def opened_mediation(docket: Any, values: Values) -> Values:
    return {"mediation_until": _in_days("mediation_days")}


def may_ask(docket: Any, values: Values) -> None:
    if values.get("evidence_until") and values["evidence_until"] < _today():
        raise _wrong("evidence_until", "in-the-past", _("This day has passed."))


def adds_up(docket: Any, values: Values) -> None:
    """Raise Unprocessable unless the outcome is whole: shares of a split add up to 100, a transfer has somebody to go to."""
    shares: list[Any] = [values.get("share"), values.get("other_share")]
    if values["outcome"] in TRANSFERS and docket.second_deal_id is None:
        raise _wrong("outcome", "no-other-party", _("There is no deal of another partner in this conflict."))
    if values["outcome"] == "split" and (None in shares or sum(shares, Decimal(0)) != ALL):
        raise _wrong("share", "not-100", _("The shares of A and B have to be 100 together."))
    if values["outcome"] != "split" and shares != [None, None]:
        raise _wrong("share", "no-split", _("Only a split has shares: leave both empty."))


def decided(docket: Any, values: Values) -> Values:
    """Return the whole outcome, so that nothing of an earlier one is left over."""
    return {name: values.get(name) for name in ("outcome", "share", "other_share", "rule", "ruling")}


def proposed(docket: Any, values: Values) -> Values:
    return {**decided(docket, values), "proposed_at": clock.now()}


def is_proposed(docket: Any) -> str | None:
    return None if docket.proposed_at else NOT_PROPOSED


def is_accepted(docket: Any, values: Values) -> None:
    """Raise Conflict unless every party has accepted what is proposed."""
    waiting = [case.side for case in parties.cases(docket) if case.accepted_at is None]
    if waiting:
        raise Conflict(_("Not accepted yet by: %(sides)s.", sides=", ".join(waiting)), code="not-accepted")


def undecided(docket: Any, values: Values) -> Values:
    """A proposal that was not accepted binds nobody."""
    return {**decided(docket, {}), "proposed_at": None, **_to_rule()}


def ruled(docket: Any, values: Values) -> Values:
    by = current_scope().actor.user_id
    return {**decided(docket, values), "ruled_by": by, "appeal_until": _in_days("appeal_days"), "overdue_on": None}


def heard(docket: Any, values: Values) -> Values:
    return {**decided(docket, values), "overdue_on": None}


def overdue(docket: Any, values: Values) -> Values:
    """The mark both sides see; it also stops the timer, so that nobody is told every day."""
    return {"overdue_on": _today()}


def may_be_appealed(docket: Any) -> str | None:
    return None if docket.appeal_until and _today() <= docket.appeal_until else N_("The time to appeal is over.")


def appealed(docket: Any, values: Values) -> Values:
    side = parties.side_of(docket, current_scope().actor.partner_id)
    return {"appealed_by": side, **_to_rule()}


def may_decide_appeal(docket: Any, values: Values) -> None:
    """Raise Denied for who ruled: an appeal is heard by somebody else."""
    if current_scope().actor.user_id == docket.ruled_by:
        raise Denied(_("You made the ruling, so another person has to decide the appeal."), code="four-eyes")
    adds_up(docket, values)


def applied(docket: Any, values: Values) -> Values:
    return {"cause": values["cause"], "ended_on": _today()}


def dismissed(docket: Any, values: Values) -> Values:
    return {"ended_on": _today()}


def names_nobody(docket: Any, values: Values) -> None:
    """Raise Unprocessable when a precedent names a party, a customer or a deal."""
    text = " ".join(str(values[name]) for name in ("title", "rule", "summary")).casefold()
    if any(name in text for name in parties.telltales(docket)):
        message = _("This names one of the parties, a customer or a deal. Write it so that nobody can be recognised.")
        raise _wrong("summary", "names-somebody", message)


def evidence_ends(docket: Any) -> datetime | None:
    return _midnight_after(docket.evidence_until)


def evidence_reminders(docket: Any) -> Sequence[datetime]:
    return _morning_before(docket.evidence_until)


def mediation_ends(docket: Any) -> datetime | None:
    return _midnight_after(docket.mediation_until)


def mediation_reminders(docket: Any) -> Sequence[datetime]:
    return _morning_before(docket.mediation_until)


def ruling_ends(docket: Any) -> datetime | None:
    return None if docket.overdue_on else _midnight_after(docket.ruling_until)


def ruling_reminders(docket: Any) -> Sequence[datetime]:
    return _morning_before(docket.ruling_until)


def appeal_ends(docket: Any) -> datetime | None:
    return _midnight_after(docket.appeal_until)


def _midnight_after(day: date | None) -> datetime | None:
    """When the last day has ended in the program's zone."""
    return clock.midnight(day + DAY, current_scope().program.zone) if day else None


def _morning_before(day: date) -> Sequence[datetime]:
    morning = day - timedelta(days=settings()["reminder_days"])
    return (datetime.combine(morning, MORNING, ZoneInfo(current_scope().program.zone)).astimezone(UTC),)


def _to_rule() -> Values:
    return {"ruling_until": _in_days("ruling_days"), "overdue_on": None}


def _in_days(setting: str) -> date:
    return _today() + timedelta(days=settings()[setting])


def _wrong(field: str, code: str, message: str) -> Unprocessable:
    return Unprocessable(message, errors=[{"pointer": f"/{field}", "code": code, "message": message}])


def _today() -> date:
    return clock.today(current_scope().program.zone)
