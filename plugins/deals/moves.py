"""What the transitions of a deal check and set."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from hansa import N_, Conflict, Unprocessable, _, clock, current_scope
from plugins.deals import receipts
from plugins.deals.duplicates import rivals
from plugins.deals.duplicates.matching import grant_key
from plugins.deals.protection import DAY, due_on, ends_at, reminder_at, window
from plugins.deals.reasons import DISSOLVED, INCOMPLETE, NOT_FIRST
from plugins.deals.registration.deciding import NO_PAIR, Ruling, behind_the_wall, consequences, must_allow, other_half, rule_on
from plugins.deals.registration.gathering import above
from plugins.deals.settings import KEYS, settings
from plugins.deals.states import PROTECTED

Values = Mapping[str, Any]
STOPPED = N_("A conflict about this deal is open: the protection neither ends nor grows until it is settled.")
NO_SUCCESSOR = N_("A deal is handed over by the outcome of a conflict.")
NOT_EARNED = N_("Progress does not change how long this deal is protected.")
STAYS_ENDED = N_("The policy does not extend what has ended.")
OVER = N_("Counted from its old end, the protection would be over again already. Register it again instead.")
TOO_SOON = N_("It was registered less than %(days)s days ago. A deal that was won before it was registered does not count.")
NO_DISTRIBUTOR = N_("This deal is not registered through a distributor.")
SAME_DISTRIBUTOR = N_("The partner stands under this distributor now. Change it on the page of the partner first.")
NO_MORE = N_("This deal has been extended as often as the program allows.")


def may_be_submitted(deal: Any, values: Values) -> None:
    """Raise Unprocessable when the deal should be closed already: it was left lying, or the date is a slip."""
    if deal.close_date < _today():
        text = _("The expected close lies in the past. Change the date, then submit.")
        raise Unprocessable(text, errors=[{"pointer": "/close_date", "code": "in-the-past", "message": text}])


def submitted(deal: Any, values: Values) -> Values:
    """Submissions follow one another: each is compared with all before it, and its receipt is linked to the last one."""
    now = clock.now()
    with behind_the_wall():
        receipts.in_order()
        ruling = rule_on(deal, "submit", now)
        told = _answer(deal, ruling)
        seq, proof = receipts.issue(deal, now, f"{ruling.policy.slug} {ruling.policy.number}")
    return {
        "submitted_at": now, "asked_fields": [], "reason": None, "seq": seq, "receipt": proof, "activity_on": None, "chosen": False,
        **told, **consequences(deal, ruling),
    }  # fmt: skip


def answered(deal: Any, values: Values) -> Values:
    ruling = rule_on(deal, "submit")
    return {"asked_fields": [], "answer_by": None, "reason": values.get("reason"), **_answer(deal, ruling), **consequences(deal, ruling)}


def _answer(deal: Any, ruling: Ruling) -> Values:
    found = rivals.clearance(ruling.check)
    return {"clearance": found, "answer": rivals.answer(deal, found)}


def withdrawn(deal: Any, values: Values) -> Values:
    """Back with the partner: a new submission gets a new place."""
    return {
        "submitted_at": None, "clearance": None, "answer": None, "asked_fields": [], "answer_by": None, "reason": None, "seq": None,
        "receipt": None, "waits": False, "silent": False, "automatic": False, "verdict": None, "place": None, "unique_key": None,
        "up_on": None, "reason_code": None, **NO_PAIR,
    }  # fmt: skip


def asked(deal: Any, values: Values) -> Values:
    answer_by = _today() + timedelta(days=settings()["answer_days"])
    return {"asked_fields": values.get("asked_fields") or [], "reason": values["reason"], "answer_by": answer_by}


def _nobody_holds(ruling: Ruling) -> None:
    holder = next((standing for standing in ruling.check.rivals if standing.protected), None)
    if holder is not None and ruling.policy["not_first"] != "accept":
        text = _(
            "%(number)s is protected for the same until %(until)s. Reject this registration, or wait until that protection has ended.",
            number=holder.number, until=holder.protected_until,
        )  # fmt: skip
        raise Conflict(text, code="protected")


def may_stand(ruling: Ruling) -> None:
    """Raise Conflict when somebody else is protected for the same, or the policy stands against it."""
    _nobody_holds(ruling)
    must_allow(ruling)


def granted(deal: Any, values: Values) -> Values:
    """Protect a deal. Raises Conflict when somebody is protected for the same, or the policy stands against it."""
    receipts.in_order()
    ruling = rule_on(deal, "approve")
    may_stand(ruling)
    begin, end = window(_today(), settings()["protection_days"])
    last = ruling.outcome.values.get("protected_until")
    return {
        "protected_from": begin, "protected_until": last + DAY if last else end, "window_until": ruling.outcome.values.get("window_until"),
        "extensions": 0, "most_extensions": ruling.outcome.values.get("extensions"), "reason": None, **consequences(deal, ruling),
        **_decided(), "waits": False,
    }  # fmt: skip


def rejected(deal: Any, values: Values) -> Values:
    return {**values, **_decided()}


def clock_runs(deal: Any) -> str | None:
    return STOPPED if deal.frozen_on else None


def may_be_handed_over(deal: Any) -> str | None:
    return None if deal.successor_id else NO_SUCCESSOR


def may_be_extended(deal: Any) -> str | None:
    if deal.frozen_on:
        return STOPPED
    most = settings()["max_extensions"] if deal.most_extensions is None else deal.most_extensions
    return None if deal.extensions < most else NO_MORE


def may_be_asked(deal: Any, values: Values) -> None:
    """Raise Conflict when the policy does not extend it now: too early, too late, without the proof it wants."""
    must_allow(rule_on(deal, "extend", store=False))


def extended(deal: Any, values: Values) -> Values:
    return _extension(deal, rule_on(deal, "extend"))


def _extension(deal: Any, ruling: Ruling) -> dict[str, Any]:
    must_allow(ruling)
    last = ruling.outcome.values.get("protected_until")
    until = last + DAY if last else deal.protected_until + timedelta(days=settings()["extension_days"])
    return {
        "protected_until": until,
        "window_until": ruling.outcome.values.get("window_until"),
        "extensions": deal.extensions + 1,
        "reason": None,
    }


def may_be_reinstated(deal: Any) -> str | None:
    return may_be_extended(deal) if deal.revivable else STAYS_ENDED


def may_be_revived(deal: Any, values: Values) -> None:
    """Raise Conflict when the policy does not extend it any more."""
    must_allow(rule_on(deal, "reinstate", store=False))


def reinstated(deal: Any, values: Values) -> Values:
    """Protect again what had ended. Raises Conflict when somebody else is protected by now, or it would be over again already."""
    receipts.in_order()
    ruling = rule_on(deal, "reinstate")
    _nobody_holds(ruling)
    extension = _extension(deal, ruling)
    if extension["protected_until"] <= _today():
        raise Conflict(OVER, code="over")
    return extension


def through_another(deal: Any, values: Values) -> Values:
    """The pair changes its other half; its place and its protection stay."""
    with behind_the_wall():
        found = above(deal.partner_id)
    if found is None or found.id == deal.distributor_id:
        raise Conflict(SAME_DISTRIBUTOR, code="not-now")
    return other_half(found)


def has_distributor(deal: Any) -> str | None:
    return None if deal.distributor_id else NO_DISTRIBUTOR


def earns(deal: Any) -> str | None:
    """Progress is asked for only where it changes something."""
    return (STOPPED if deal.frozen_on else None) if deal.earned else NOT_EARNED


def progressed(deal: Any, values: Values) -> Values:
    ruling = rule_on(deal, "progress", activity_on=_today())
    last = ruling.outcome.values.get("protected_until")
    return {"activity_on": _today(), "reason": values["reason"], **({"protected_until": last + DAY} if last else {})}


def chose(deal: Any, values: Values) -> Values:
    """The customer's written choice is on file: the policy says whether it overrides the order."""
    deal.chosen = True
    ruling = rule_on(deal, "submit")
    return {**consequences(deal, ruling), "chosen": True, "reason": values.get("reason"), "reason_code": None}


def came_up(deal: Any, values: Values) -> Values:
    """Its turn: the policy is asked anew, and the time to decide begins anew; its place among the submissions stays."""
    return {**consequences(deal, rule_on(deal, "submit")), "up_on": _today(), "reason": None, "reason_code": None}


def came_up_unseen(deal: Any) -> Values:
    """The same for what waited without being told so: what its partner reads stays as it is."""
    return {name: value for name, value in came_up(deal, {}).items() if name not in ("reason", "reason_code", *NO_PAIR)}


def put_behind(deal: Any, values: Values) -> Values:
    return {"reason_code": NOT_FIRST, "reason": values["reason"]}


def dissolved(deal: Any, values: Values) -> Values:
    return {"reason_code": DISSOLVED, "reason": values["reason"]}


def explained(deal: Any, values: Values) -> Values:
    return {"reason": values["reason"]}


def evidence_of_won(deal: Any) -> Sequence[str]:
    """What has to be shown, by the program's choice."""
    shown = {"note": ("evidence",), "file": ("proof",)}
    return shown.get(settings()["won_evidence"], ())


def may_be_won(deal: Any, values: Values) -> None:
    """Raise Conflict when it was registered too short a time ago: a deal that was won already is not registered afterwards."""
    days = settings()["won_after_days"]
    if days and deal.submitted_at and clock.now() < deal.submitted_at + timedelta(days=days):
        raise Conflict(_(TOO_SOON, days=days), code="too-soon")


def won(deal: Any, values: Values) -> Values:
    return {"evidence": values.get("evidence"), "won_on": _today()}


def given_up(deal: Any, values: Values) -> Values:
    return {"reason_code": INCOMPLETE, **_decided()}


def ended(deal: Any, values: Values) -> Values:
    """The dates of the protection stay as the history of the deal."""
    return values


def end_of(deal: Any) -> datetime | None:
    running = deal.protected_until and not deal.frozen_on
    return ends_at(deal.protected_until, current_scope().program.zone) if running else None


def reminders_of(deal: Any) -> Sequence[datetime]:
    return (reminder_at(deal.protected_until, current_scope().program.zone, settings()["reminder_days"]),)


def answer_end_of(deal: Any) -> datetime | None:
    return ends_at(deal.answer_by + DAY, current_scope().program.zone) if deal.answer_by else None


def answer_reminders_of(deal: Any) -> Sequence[datetime]:
    return (reminder_at(deal.answer_by, current_scope().program.zone, settings()["answer_reminder_days"]),)


def keep(deal: Any) -> None:
    """Keep what follows from the state: a protected deal holds its key, which only one can; the day the next step is due."""
    if deal.state in PROTECTED:
        shared = (deal.place or 1) > 1
        deal.grant_key = None if shared else deal.grant_key or deal.unique_key or grant_key(rivals.registration_of(deal), _key())
    else:
        deal.grant_key = None
    # A date that moves without a step would tell the partner that it had waited for another one.
    deal.due_on = _due_on(deal, renewed=settings()["disclosure"] == "status")


def _due_on(deal: Any, renewed: bool = True) -> date | None:
    return due_on(deal, current_scope().program.zone, settings()["review_days"], renewed=renewed)


def decision_end_of(deal: Any) -> datetime | None:
    """When the program has missed its own limit, where its policy says that it then approves."""
    due = _due_on(deal) if deal.silent and not deal.waits else None
    return ends_at(due, current_scope().program.zone) if due else None


def approvers_of(deal: Any) -> tuple[tuple[str, ...], str] | None:
    """Return the roles that have to agree and how, where the policy names some."""
    found = deal.approvers or {}
    return (tuple(found["roles"]), found["mode"]) if found.get("roles") else None


def _key() -> tuple[str, ...]:
    return KEYS[settings()["uniqueness"]]


def _decided() -> Values:
    return {"decided_at": clock.now(), "answer": None, "asked_fields": [], "answer_by": None}


def _today() -> date:
    return clock.today(current_scope().program.zone)
