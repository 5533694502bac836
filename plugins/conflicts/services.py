"""What people do in a conflict beside its transitions: open one, bring evidence, accept a proposal, appeal."""

import uuid
from collections.abc import Sequence
from typing import Any

from hansa import Conflict, NotFound, SystemTask, _, clock, perform, records, system
from plugins.conflicts import evidence, follow
from plugins.conflicts.entities import CASE, DOCKET, EVIDENCE
from plugins.deals.api import DEAL

OPEN, GIVE, APPEAL = "conflicts.open", "conflicts.give_evidence", "conflicts.appeal"
TASKS = [
    SystemTask(OPEN, "A partner reports a conflict about its own deal; the docket belongs to the program, and the partner gets its case."),
    SystemTask(
        GIVE, "A party's evidence is kept, and shared with the other parties, whom the party may not know, as soon as the program says so."
    ),
    SystemTask(APPEAL, "A party appeals: the docket moves, and with it the cases of all parties."),
]


def open_between(first: Any, second: Any, subject: str = "") -> Any:
    """Open a conflict that the duplicate check found; the earlier registration is the claimant's. For staff."""
    early, late = sorted((first, second), key=lambda deal: (deal.submitted_at or clock.now(), deal.number))
    raw = {"subject": subject or _("Two registrations for the same customer"), "kind": "horizontal", "first_deal_id": str(early.id)}
    return records.create(DOCKET, {**raw, "second_deal_id": str(late.id)})


def report(deal_id: uuid.UUID, raw: dict[str, Any]) -> Any:
    """Open a conflict about one's own deal; return the partner's case. Nothing stands still before the program accepts it."""
    mine = records.get(DEAL, deal_id)
    records.require(CASE, "open", None)
    records.require(DEAL, "edit", mine)
    with system(OPEN):
        docket = records.create(DOCKET, {**raw, "first_deal_id": str(deal_id)})
        case_id = follow.begin(docket, "A", "claimant", records.get(DEAL, deal_id)).id
    return records.get(CASE, case_id)


def give(case: Any, text: str, uploads: Sequence[Any] = ()) -> None:
    """Bring evidence as a party. Raises Conflict when none is asked for."""
    records.require(CASE, "give", case)
    _keep(case.docket_id, case.partner_id, case.side, text, uploads)


def add(docket: Any, text: str, uploads: Sequence[Any] = ()) -> None:
    """Put what the program knows before both parties."""
    records.require(DOCKET, "decide", docket)
    _keep(docket.id, None, "", text, uploads)


def disclose(docket: Any, evidence_id: uuid.UUID) -> None:
    """Let the other side read a piece of evidence."""
    records.require(DOCKET, "decide", docket)
    item = records.get(EVIDENCE, evidence_id)
    if item.docket_id != docket.id:
        raise NotFound()
    evidence.disclose(docket, item)


def accept(case: Any) -> None:
    """Accept what is proposed in a mediation."""
    records.require(CASE, "give", case)
    if case.state != "mediation" or not case.outcome:
        raise Conflict(_("There is no proposal to accept."), code="not-now")
    records.apply(CASE, case, {"accepted_at": clock.now()})


def appeal(case: Any, raw: dict[str, Any]) -> None:
    """Appeal once, in time, for one's own side; the reasons become part of the evidence."""
    records.require(CASE, "give", case)
    docket_id, partner, side = case.docket_id, case.partner_id, case.side
    with system(APPEAL):
        perform(DOCKET, records.get(DOCKET, docket_id, lock=True), "appeal", raw)
    _keep(docket_id, partner, side, raw["reason"], ())


def _keep(docket_id: uuid.UUID, giver: uuid.UUID | None, side: str, text: str, uploads: Sequence[Any]) -> None:
    with system(GIVE):
        evidence.keep(records.get(DOCKET, docket_id), giver, side, text, uploads)
