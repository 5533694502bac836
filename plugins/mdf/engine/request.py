"""What the policy says of a request: what of each activity can be granted, what stands against it, who decides by when."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from hansa import N_
from plugins.mdf.engine import shares
from plugins.mdf.engine.amounts import exact, percent_of, rounded
from plugins.policies.api import Outcome, Reason, Run

NOT_FOR = N_("The fund is not for this partner.")
OPEN_FOR = N_("Whether the fund is for this partner is not known.")
TOO_SMALL = N_("At least %(minimum)s has to be asked for.")
TOO_MANY = N_("At most %(most)s activities can stand in one request.")
TOO_LONG = N_("All activities together may last %(most)s days; these last %(days)s.")
TOO_SOON = N_("Activity %(n)s starts before %(day)s, the earliest day.")
NOT_LISTED = N_("Activity %(n)s is of a kind the fund does not pay.")
ABOVE = N_("Activity %(n)s asks for more than our share of %(percent)s percent: %(most)s at most.")
ABOVE_LIMIT = N_("Activity %(n)s asks for more than %(most)s, the most that is paid for its kind.")
NO_LIMIT = N_("The most that is paid for activity %(n)s is not known.")
NO_SHARE = N_("Our share for activity %(n)s cannot be computed.")
NO_MONEY = N_("The fund has %(available)s available.")
BACKWARDS = N_("Activity %(n)s ends before it begins.")
WORST = ("refuse", "review", "wait", "cut", "fits")


def decide(run: Run) -> Outcome:
    """Return refuse, review, wait (no money), cut or fits, with what can be granted for each activity."""
    plans = list(run.facts.get("activities") or ())
    grants = [_grant(run, at, plan) for at, plan in enumerate(plans, 1)]
    voices = [*_partner(run), *_size(run, plans), *_times(run, plans)]
    voices += [voice for grant in grants for voice in grant["voices"]]
    total = sum((grant["granted"] for grant in grants), Decimal())
    available = run.facts.get("available")
    if available is not None and total > available:
        voices.append(("wait", Reason("no_money", "warn", NO_MONEY, {"available": available}, "/reserve")))
    result = next(word for word in WORST if word == "fits" or any(found == word for found, _reason in voices))
    values = {"grants": [{name: value for name, value in grant.items() if name != "voices"} for grant in grants], "payable": total}
    return run.outcome(result, [reason for _result, reason in voices], **values, **_people(run), **_days(run))


def _partner(run: Run) -> Iterator[tuple[str, Reason]]:
    holds = run.test("applies")
    if holds is None:
        yield "review", Reason("partner_unknown", "warn", OPEN_FOR, rule="/applies")
    elif not holds:
        yield "refuse", Reason("not_for_partner", "block", NOT_FOR, rule="/applies")


def _size(run: Run, plans: Sequence[Any]) -> Iterator[tuple[str, Reason]]:
    minimum, most = run.parts["minimum"], run.parts["most_activities"]
    if minimum is not None and (run.facts.get("asked") or 0) < minimum:
        yield "refuse", Reason("below_minimum", "block", TOO_SMALL, {"minimum": minimum}, "/minimum")
    if len(plans) > most:
        yield "refuse", Reason("too_many", "block", TOO_MANY, {"most": most}, "/most_activities")


def _times(run: Run, plans: Sequence[Any]) -> Iterator[tuple[str, Reason]]:
    earliest, longest = run.until("lead_time"), run.parts["longest_span"]
    for at, plan in enumerate(plans, 1):
        if plan["ends_on"] < plan["starts_on"]:
            yield "refuse", Reason("backwards", "block", BACKWARDS, {"n": at}, "/activities")
        elif earliest is not None and plan["starts_on"] < earliest.last_day:
            yield "refuse", Reason("too_soon", "block", TOO_SOON, {"n": at, "day": earliest.last_day.isoformat()}, "/lead_time")
    if longest is not None and plans:
        days = _span(plans)
        if days > longest:
            yield "refuse", Reason("too_long", "block", TOO_LONG, {"most": longest, "days": days}, "/longest_span")


def _span(plans: Sequence[Any]) -> int:
    """Return the days from the first of all activities to the last, both counted."""
    first: date = min(plan["starts_on"] for plan in plans)
    last: date = max(plan["ends_on"] for plan in plans)
    return (last - first).days + 1


def _grant(run: Run, at: int, plan: Any) -> dict[str, Any]:
    """Return what can be granted for an activity, at most its ask."""
    percent, voices = shares.percent_for(run, plan["kind"]), []
    asked = exact(plan["asked"])
    proof = shares.proof_for(run, plan["kind"])
    if run.parts["only_listed"] and shares.row_of(run, plan["kind"]) is None:
        voices.append(("refuse", Reason("not_listed", "block", NOT_LISTED, {"n": at}, "/only_listed")))
    if percent is None:
        voices.append(("review", Reason("no_share", "warn", NO_SHARE, {"n": at}, "/share")))
        return {"activity": at, "percent": None, "most": None, "granted": rounded(run, asked), "proof": proof, "voices": voices}
    most = percent_of(percent, exact(plan["eligible"]))
    if asked > most:
        voices.append(_above(run, "above_share", ABOVE, {"n": at, "percent": percent, "most": rounded(run, most)}))
    limited, limit = shares.most_for(run, plan["kind"])
    if limited and limit is None:
        voices.append(("review", Reason("no_limit", "warn", NO_LIMIT, {"n": at}, "/kinds")))
    elif limited and exact(limit) < most:
        most = exact(limit)
        voices += [_above(run, "above_limit", ABOVE_LIMIT, {"n": at, "most": rounded(run, most)})] if asked > most else []
    granted = rounded(run, min(asked, most))
    run.note("/share", granted, f"{at}")
    return {"activity": at, "percent": percent, "most": rounded(run, most), "granted": granted, "proof": proof, "voices": voices}


def _above(run: Run, code: str, text: str, params: dict[str, Any]) -> tuple[str, Reason]:
    """Return what an ask for too much comes to: it is cut or refused."""
    cut = run.parts["ask_above"] == "cut"
    return "cut" if cut else "refuse", Reason(code, "warn" if cut else "block", text, params, "/ask_above")


def _people(run: Run) -> dict[str, Any]:
    found = next(iter(run.clauses("approvals")), None)
    if found is None or found.asked:
        return {}
    roles = [role.strip() for role in str(found.values.get("roles") or "").split(",") if role.strip()]
    return {"approvers": {"roles": roles, "mode": found.result}} if roles else {}


def _days(run: Run) -> dict[str, Any]:
    found = run.until("answer")
    return {"answer_by": found.last_day} if found is not None else {}
