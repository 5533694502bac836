"""What follows from a docket, in the same transaction: the parties' cases, stopped clocks, a deal handed over, a precedent."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from hansa import clock, db, directory, emit, records
from plugins.conflicts import evidence, parties
from plugins.conflicts.entities import CASE, PRECEDENT
from plugins.conflicts.models import Docket
from plugins.conflicts.moves import TRANSFERS
from plugins.conflicts.settings import settings
from plugins.conflicts.states import ENDED, FROZEN
from plugins.deals.api import LIVE, freeze, hand_over, thaw

SHARED = (
    "state",
    "subject",
    "kind",
    "evidence_until",
    "mediation_until",
    "ruling_until",
    "overdue_on",
    "outcome",
    "rule",
    "ruling",
    "appeal_until",
    "steps",
)
"""What every party reads as it stands on the docket."""


def before_save(docket: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Check the parties, and keep the timeline both sides see."""
    if is_new or "second_deal_id" in changes or "first_deal_id" in changes:
        parties.deals(docket)
    if is_new or "state" in changes:
        side = docket.appealed_by if docket.state == "appeal" else ""
        docket.steps = [*(docket.steps or []), [clock.now().isoformat(), docket.state or "opened", side]]


def after_save(saved: Sequence[tuple[Any, Mapping[str, Any]]], is_new: bool) -> None:
    for docket, changes in saved:
        if not is_new:
            _follow(docket, "state" in changes, "proposed_at" in changes)
            if changes.get("overdue_on", (None, None))[1]:
                _tell(docket, parties.cases(docket), "overdue")


def begin(docket: Any, side: str, role: str, deal: Any) -> Any:
    """Make the case of a party."""
    own = {"docket_id": docket.id, "deal_id": deal.id, "side": side, "role": role, "number": docket.number}
    return records.create(CASE, {}, partner_id=deal.partner_id, **own, **_told(docket, side))


def about(deal_id: uuid.UUID) -> list[Any]:
    """Return the dockets about a deal, the newest first."""
    either = sa.or_(Docket.first_deal_id == deal_id, Docket.second_deal_id == deal_id)
    return list(db.session.scalars(sa.select(Docket).where(either).order_by(Docket.id.desc())))


def _follow(docket: Any, moved: bool, proposed: bool) -> None:
    known = {case.side: case for case in parties.cases(docket)}
    involved = parties.deals(docket)
    for side, role, deal in involved:
        if side not in known and docket.state in FROZEN:
            known[side] = begin(docket, side, role, deal)
        elif side in known:
            told = _told(docket, side, involved)
            records.apply(CASE, known[side], {**told, "accepted_at": None} if proposed else told)
    if moved:
        _clocks(docket, [deal for _side, _role, deal in involved])
        _tell(docket, known.values())
    if moved and docket.state == "mediation":
        evidence.disclose_all(docket)
    if moved and docket.state == "applied" and docket.outcome in TRANSFERS:
        _transfer(docket)
    if moved and docket.state == "published":
        _publish(docket)


def _told(docket: Any, side: str, involved: Sequence[tuple[str, str, Any]] = ()) -> dict[str, Any]:
    """Return what a party may know."""
    common = {name: getattr(docket, name) for name in SHARED}
    share = docket.share if side == "A" else docket.other_share
    return {**common, "share": share, "others": _names(docket, side, involved)}


def _names(docket: Any, side: str, involved: Sequence[tuple[str, str, Any]]) -> str | None:
    """Return the names of the other parties where they are disclosed. What was once said is not taken back by a setting."""
    rule = settings()["names"]
    if rule == "never" or not (docket.disclosed or (rule == "open" and docket.state in FROZEN)):
        return None
    others = [directory.company(deal.partner_id) for own, _role, deal in involved or parties.deals(docket) if own != side]
    return ", ".join(company.name for company in others if company) or None


def _clocks(docket: Any, deals: Sequence[Any]) -> None:
    for deal in deals:
        if docket.state in FROZEN:
            freeze(deal)
        elif docket.state in ENDED and not parties.held_by_others(docket, deal.id):
            thaw(deal)


def _tell(docket: Any, cases: Any, what: str = "moved") -> None:
    """One event for each party's own record: it names nobody of the other side."""
    emit(f"conflicts.case.{what}", CASE.key, list(_entries(cases, {"state": docket.state})))


def remind(docket_id: uuid.UUID, what: str) -> None:
    """Tell the parties that the time of a step runs out."""
    docket = db.session.scalars(sa.select(Docket).where(Docket.id == docket_id)).one_or_none()
    if docket is not None:
        emit(f"conflicts.case.{what}", CASE.key, list(_entries(parties.cases(docket), {})))


def _entries(cases: Any, payload: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for case in cases:
        yield {"record_id": case.id, "record_version": case.version, "payload": dict(payload)}


def _transfer(docket: Any) -> None:
    first, second = (deal for _side, _role, deal in parties.deals(docket))
    loser, winner = (second, first) if docket.outcome == "to-a" else (first, second)
    if loser.state in LIVE:
        hand_over(loser, winner.partner_id, winner if winner.state in LIVE else None)


def _publish(docket: Any) -> None:
    told = {name: getattr(docket, name) for name in ("kind", "outcome", "cause")}
    records.create(PRECEDENT, {**docket.precedent, **told, "decided_on": docket.ended_on.isoformat()})
