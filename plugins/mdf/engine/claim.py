"""What the policy says of a claim: in time, with its proof, and how much is paid."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hansa import N_
from plugins.mdf.engine import shares
from plugins.mdf.engine.amounts import NOTHING, exact, percent_of, rounded
from plugins.policies.api import Outcome, Reason, Run

EXPIRED = N_("The money expired on %(day)s.")
LATE = N_("The claim came after %(day)s, the last day.")
LATE_NAMED = N_("The claim came after %(day)s; a named person let it count.")
MISSING = N_("Proof is missing: %(missing)s.")
TOO_OFTEN = N_("The activity was claimed for %(most)s times already.")
OUTSIDE = N_("It was held on %(day)s, outside the approved days.")
NO_SHARE = N_("Our share cannot be computed.")
LOWEST_IS = {
    "approved": N_("What was approved is the limit."), "share": N_("The share of the eligible cost is the limit."),
    "balance": N_("What the fund still has is the limit."),
}  # fmt: skip
AFTER = ("refuse", "review", "return", "pay")


def decide(run: Run) -> Outcome:
    """Return refuse, review, return or pay with the amount, its unrounded figure and what is left in the fund."""
    voices = [*_time(run), *_proof(run), *_number(run), *_inside(run)]
    counts, off = shares.eligible(run, run.facts.get("costs") or ())
    percent = shares.percent_for(run, run.facts.get("kind"))
    if percent is None:
        voices.append(("review", Reason("no_share", "warn", NO_SHARE, rule="/share")))
    most, limit = _lowest(run, counts, percent)
    result = next(word for word in AFTER if word == "pay" or any(found == word for found, _reason in voices))
    payable = NOTHING if result == "refuse" else most
    if result != "refuse" and limit:
        voices.append(("pay", Reason(f"limit_{limit}", "info", LOWEST_IS[limit], rule="/lowest_of")))
    paid = _paid(run, payable)
    left = exact(run.facts.get("available") or 0) - exact(paid)
    values = {"eligible": counts, "off": off, "percent": percent, "payable": paid, "exact": payable, "left": max(left, NOTHING)}
    return run.outcome(result, [reason for _result, reason in voices], **values, **_days(run))


def _paid(run: Run, payable: Fraction) -> Decimal:
    """Round what is paid; what was approved and what is there are never passed by rounding."""
    paid, scale = rounded(run, payable), 10 ** run.parts["places"]
    tops = [exact(run.facts[name]) for name in ("approved", "available") if run.facts.get(name) is not None]
    return paid if all(exact(paid) <= top for top in tops) else rounded(run, Fraction(payable * scale // 1, scale))


def _lowest(run: Run, counts: Fraction, percent: Any) -> tuple[Fraction, str]:
    """Return the lowest of what limits a payment, and which it is; of equal ones the first named."""
    found: list[tuple[Fraction, str]] = []
    for name in run.parts["lowest_of"]:
        if name == "approved" and run.facts.get("approved") is not None:
            found.append((exact(run.facts["approved"]), name))
        if name == "share" and percent is not None:
            found.append((percent_of(percent, counts), name))
        if name == "balance" and run.facts.get("available") is not None:
            found.append((exact(run.facts["available"]), name))
    if not found:
        return NOTHING, ""
    lowest = min(found, key=lambda pair: pair[0])
    run.note("/lowest_of", lowest[0], lowest[1])
    return lowest


def last_claim_day(run: Run) -> date | None:
    """Return the last day to claim: as agreed for the activity, or as the policy counts it."""
    agreed: date | None = run.facts.get("claim_by")
    if agreed is not None:
        return agreed
    if run.facts.get("activity_end") is None:
        return None
    found = run.until("claim_window")
    return found.last_day if found is not None else None


def last_money_day(run: Run) -> date | None:
    """Return the last day of the money a claim is paid out of."""
    agreed: date | None = run.facts.get("last_day")
    if agreed is not None:
        return agreed
    if run.facts.get("period_end") is None:
        return None
    found = run.until("expires") if run.parts["unused"] == "carry" else None
    return found.last_day if found is not None else run.facts["period_end"]


def _time(run: Run) -> Iterator[tuple[str, Reason]]:
    day = run.facts.get("claimed_on")
    if day is None:
        return
    money, window = last_money_day(run), last_claim_day(run)
    if money is not None and day > money:
        yield "refuse", Reason("expired", "block", EXPIRED, {"day": money.isoformat()}, "/expires")
    if window is not None and day > window:
        params = {"day": window.isoformat()}
        if run.parts["late"] == "refuse":
            yield "refuse", Reason("late", "block", LATE, params, "/late")
        elif run.facts.get("late_allowed"):
            yield "pay", Reason("late_allowed", "warn", LATE_NAMED, params, "/late")
        else:
            yield "review", Reason("late", "warn", LATE, params, "/late")


def _proof(run: Run) -> Iterator[tuple[str, Reason]]:
    there = run.facts.get("evidence")
    if there is None:
        return
    missing = [code for code in shares.proof_for(run, run.facts.get("kind")) if code not in there]
    if missing:
        word = {"return": "return", "refuse": "refuse", "ask": "review"}[run.parts["missing"]]
        yield word, Reason("proof_missing", "block" if word == "refuse" else "warn", MISSING, {"missing": ", ".join(missing)}, "/missing")


def _number(run: Run) -> Iterator[tuple[str, Reason]]:
    most = run.parts["most_claims"]
    if (run.facts.get("claims") or 0) >= most:
        yield "refuse", Reason("too_often", "block", TOO_OFTEN, {"most": most}, "/most_claims")


def _inside(run: Run) -> Iterator[tuple[str, Reason]]:
    held, start, end = (run.facts.get(name) for name in ("held_on", "activity_start", "activity_end"))
    if run.parts["inside"] and held is not None and start is not None and end is not None and not start <= held <= end:
        yield "refuse", Reason("outside", "block", OUTSIDE, {"day": held.isoformat()}, "/inside")


def _days(run: Run) -> dict[str, Any]:
    window, pay = last_claim_day(run), run.until("pay_within") if run.facts.get("complete_on") is not None else None
    found = {"last_claim_day": window, "pay_by": pay.last_day if pay is not None else None}
    return {name: day for name, day in found.items() if day is not None}
