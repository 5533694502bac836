"""Background work: claims checked, funds that grow counted, money that came back offered."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hansa import Job, clock, current_scope, enqueue, entity_of, perform, records
from plugins.mdf.claims import moves
from plugins.mdf.money import accruing, ending, reoffering
from plugins.mdf.policy import funds
from plugins.mdf.settings import settings

TOGETHER = 50
LATE = timedelta(days=45)
"""So long after a period late purchases are still counted into it."""


def _check(program: Any, claim: str) -> None:
    """Judge a claim that was just submitted: returned when proof is missing, else checked."""
    entity = entity_of("mdf.claim")
    found = records.get(entity, uuid.UUID(claim), lock=True)
    if found.state != "submitted":
        return
    activity = moves.activity_of(found)
    policy = funds.document(activity.fund, moves.anchor(activity))
    lacks = policy["missing"] == "return" and bool(moves.lacking(found, activity))
    perform(entity, found, "return_it" if lacks else "check")


def _grow(program: Any) -> None:
    """Count the running period of each fund, and the one before while late purchases may come in."""
    day = clock.today(current_scope().program.zone)
    ids = [str(one) for one in accruing.active_partners()]
    for fund in funds.known():
        if not funds.document(fund)["accruals"]:
            continue
        start, end = accruing.period_of(fund, day)
        spans = [(start, end)] + ([accruing.period_of(fund, start - accruing.DAY)] if day - start < LATE else [])
        for first, last in spans:
            for at in range(0, len(ids), TOGETHER):
                enqueue(GROW_SOME, {"fund": fund, "partners": ids[at : at + TOGETHER], "start": first.isoformat(), "end": last.isoformat()})


def _grow_some(program: Any, fund: str, partners: Sequence[str], start: str, end: str) -> None:
    accruing.accrue(fund, [uuid.UUID(one) for one in partners], date.fromisoformat(start), date.fromisoformat(end))


def _offer(program: Any) -> None:
    if settings()["reoffer"]:
        reoffering.offer_waiting()


def _end(program: Any, partner: str) -> None:
    ending.agreement_over(uuid.UUID(partner))


END = Job("agreement_over", _end)
CHECK = Job("check_claim", _check)
GROW_SOME = Job("grow_some", _grow_some)
GROW = Job("grow", _grow, every="20 1 * * *")
def _announce(program: Any) -> None:
    reoffering.announce_idle()


ANNOUNCE = Job("announce_idle", _announce, every="30 6 * * *")
OFFER = Job("offer", _offer, every="10 * * * *")
JOBS = [CHECK, END, GROW_SOME, GROW, ANNOUNCE, OFFER]


def check_soon(claim: Any) -> None:
    """Have a claim judged that was just submitted."""
    enqueue(CHECK, {"claim": str(claim.id)})


def agreement_over(partner_id: uuid.UUID) -> None:
    """Have the funds of a partner wound up whose agreement has ended."""
    enqueue(END, {"partner": str(partner_id)})
