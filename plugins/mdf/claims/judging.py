"""A claim before the policy of its fund: receipts in the program's currency, what counts, what is paid."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from hansa import clock, current_scope, entity_of, files
from plugins.ledger.api import Money, convert
from plugins.mdf.money import layers, spending
from plugins.mdf.policy import funds, reading
from plugins.policies.api import Compiled, Outcome, plain

NOTHING = Decimal(0)


def costs(claim: Any, policy: Compiled) -> Iterator[dict[str, Any]]:
    """Yield receipts as costs in the program's currency, each at the rate of its day. Raises Conflict (code `no-rate`)."""
    for row in claim.receipts:
        day = date.fromisoformat(str(row["issued_on"]))
        yield {"kind": row["kind"], "amount": in_program(Decimal(row["net"]), row.get("currency"), day)}
        if tax := Decimal(row.get("tax") or 0):
            yield {"kind": row["kind"] if policy["tax_counts"] else "tax", "amount": in_program(tax, row.get("currency"), day)}


def in_program(amount: Decimal, currency: str | None, day: date) -> Decimal:
    """Return an amount in the program's currency, by the rates of a day."""
    own = current_scope().program.currency
    return amount if not currency or currency == own else convert(Money(amount, currency), own, on=day).money.amount


def total(claim: Any) -> Decimal:
    """Return all receipts with their tax."""
    days = [(row, date.fromisoformat(str(row["issued_on"]))) for row in claim.receipts]
    return sum((in_program(Decimal(row["net"]) + Decimal(row.get("tax") or 0), row.get("currency"), day) for row, day in days), NOTHING)


def evidence(claim: Any, activity: Any) -> list[str]:
    """Return the kinds of proof that are there, with the claim or its activity."""
    found = files.list_for(activity) + files.list_for(claim)
    return sorted({file.kind for file in found if file.kind})


def facts(claim: Any, activity: Any, policy: Compiled, before: int) -> dict[str, Any]:
    """Return what the rules of a fund read of a claim. `before`: claims for the activity that were decided or wait, this one left out."""
    zone = current_scope().program.zone
    submitted = claim.submitted_at or clock.now()
    day = clock.today(zone) if claim.submitted_at is None else funds.day_of(submitted)
    rows = list(costs(claim, policy))
    found = {
        "step": "claim", "today": clock.today(zone), "claimed_on": day, "kind": activity.kind, "claims": before,
        "activity_start": activity.starts_on, "activity_end": activity.ends_on, "held_on": activity.held_on, "claim_by": activity.claim_by,
        "costs": rows, "cost": sum((row["amount"] for row in rows), NOTHING), "evidence": evidence(claim, activity),
        "approved": activity.approved - activity.claimed, "available": spending.committed(activity.id), "complete_on": day,
        "late_allowed": claim.late_by is not None, "last_day": layers.last_day_of(activity.id),
    }  # fmt: skip
    known = reading.of_partners(policy, [claim.partner_id], day)[claim.partner_id]
    return {**{name: value for name, value in found.items() if value is not None}, **known}


def judged(claim: Any, activity: Any, anchor: Any, before: int) -> Outcome:
    """Store what the fund says of a claim, under the version its request was submitted under, and return it."""
    policy = funds.document(activity.fund, anchor)
    known = facts(claim, activity, policy, before)
    about = {"entity": entity_of("mdf.claim"), "record": claim, "partner_id": claim.partner_id}
    found: Outcome = funds.ask(activity.fund, known, anchor, **about)
    return found


def consequences(outcome: Outcome) -> dict[str, Any]:
    """Return what a decision sets on the claim."""
    said = outcome.values
    codes = {reason.code for reason in outcome.reasons}
    return {
        "eligible": Decimal(plain(said["eligible"])), "due": said["payable"], "exact": str(plain(said["exact"])), "granted": said["payable"],
        "pay_by": said.get("pay_by"), "late": bool(codes & {"late", "late_allowed"}),
    }  # fmt: skip
