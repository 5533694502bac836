"""What the parties bring, and when the other side reads it."""

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, _, clock, db, emit, files, records, shares
from plugins.conflicts import parties
from plugins.conflicts.entities import CASE, DOCKET, EVIDENCE
from plugins.conflicts.models import Evidence
from plugins.conflicts.settings import settings
from plugins.conflicts.states import GIVING

CLOSED = N_("Evidence is not asked for at the moment.")


def keep(docket: Any, giver: uuid.UUID | None, side: str, text: str, uploads: Sequence[Any]) -> Any:
    """Keep evidence; the program's own is kept with the claimant, on no side. Behind the wall: the giver may not know the others."""
    if docket.state not in GIVING:
        raise Conflict(_(CLOSED), code="not-now")
    owner = giver or parties.cases(docket)[0].partner_id
    made = records.create(EVIDENCE, {"text": text}, partner_id=owner, docket_id=docket.id, side=side)
    for upload in uploads:
        files.attach(EVIDENCE, made, upload)
    if _read_at_once(docket, side):
        disclose(docket, made)
    else:
        emit("conflicts.docket.given", DOCKET.key, [{"record_id": docket.id, "record_version": docket.version, "payload": {}}])
    return made


def given(docket_id: uuid.UUID) -> Sequence[Evidence]:
    """Return the evidence the actor may see, oldest first."""
    return db.session.scalars(sa.select(Evidence).where(Evidence.docket_id == docket_id).order_by(Evidence.id)).all()


def disclose(docket: Any, item: Any) -> None:
    """Let the other parties read a piece of evidence and its files, from now on."""
    if item.disclosed_at is not None:
        return
    readers = [case for case in parties.cases(docket) if case.partner_id != item.partner_id]
    shares.grant(EVIDENCE, item, [case.partner_id for case in readers], role="party")
    records.apply(EVIDENCE, item, {"disclosed_at": clock.now()})
    emit("conflicts.case.disclosed", CASE.key, [{"record_id": case.id, "record_version": case.version, "payload": {}} for case in readers])


def disclose_all(docket: Any) -> None:
    """The time for evidence is over: where the program waits for that, both sides now read what was brought."""
    if settings()["evidence_shown"] == "closed":
        for item in given(docket.id):
            disclose(docket, item)


def _read_at_once(docket: Any, side: str) -> bool:
    rule = settings()["evidence_shown"]
    return not side or rule == "at-once" or (rule == "closed" and docket.state != "evidence")
