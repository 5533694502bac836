"""What a partner is asked to read, and what its people have acknowledged."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, NotFound, Unprocessable, _, behind, clock, current_scope, db, records, select
from plugins.catalog.entities import RECEIPT
from plugins.catalog.models import Notice, Receipt
from plugins.catalog.quoting.buyers import Buyer
from plugins.catalog.saving import choices
from plugins.catalog.selling.audience import missed
from plugins.catalog.tasks import TELL

NO_PERSON = N_("A person acknowledges a notice, no system does.")
ANSWER_ALL = N_("Answer every question.")
AUDIENCE = ("kinds", "tiers", "regions", "countries", "for_partner_id", "condition")
COLUMNS = ("id", "title", "text", "must_read", "questions", "shelf_at", *AUDIENCE)


def notices(reader: Buyer, *, must_read: bool = False) -> list[Any]:
    """Return the notices that are out and for a partner, the newest first; one statement."""
    out = [Notice.state == "published", Notice.archived_at.is_(None), *([Notice.must_read.is_(True)] if must_read else [])]
    with behind(TELL):
        wanted = select(*(getattr(Notice, name) for name in COLUMNS)).where(*out)
        rows = db.session.execute(wanted.order_by(Notice.shelf_at.desc(), Notice.id)).all()
    return [row for row in rows if missed(row, reader) is None]


def notice(reader: Buyer, notice_id: uuid.UUID) -> Any:
    """Return a notice that is for a partner; NotFound for any other."""
    found = next((row for row in notices(reader) if row.id == notice_id), None)
    if found is None:
        raise NotFound()
    return found


def any_notice(notice_id: uuid.UUID) -> Any:
    """Return a notice whoever it is for; NotFound for none."""
    with behind(TELL):
        row = db.session.get(Notice, (current_scope().program.id, notice_id))
    if row is None:
        raise NotFound()
    return row


def receipts(partner_id: uuid.UUID, found: Sequence[Any]) -> dict[uuid.UUID, list[Any]]:
    """Return who of a partner has read notices, by notice; one statement."""
    columns = (Receipt.notice_id, Receipt.user_id, Receipt.person, Receipt.tries, Receipt.acknowledged_at)
    told: dict[uuid.UUID, list[Any]] = {}
    with behind(TELL):
        wanted = select(*columns).where(Receipt.partner_id == partner_id, Receipt.notice_id.in_([row.id for row in found]))
        for row in db.session.execute(wanted.order_by(Receipt.acknowledged_at, Receipt.id)):
            told.setdefault(row.notice_id, []).append(row)
    return told


def unacknowledged(reader: Buyer, user_id: uuid.UUID | None) -> list[Any]:
    """Return the notices somebody has to acknowledge and has not: this person, or (None) anybody of the partner."""
    found = notices(reader, must_read=True)
    done = receipts(reader.id, found) if found else {}
    return [row for row in found if not any(one.acknowledged_at and user_id in (None, one.user_id) for one in done.get(row.id, ()))]


def acknowledge(read: Any, answers: Mapping[int, str]) -> tuple[int, int]:
    """Keep that the acting person has read a notice; return how many answers were right, of how many.

    Raises Unprocessable where a question is not answered, Conflict where no person acts.
    """
    actor = current_scope().actor
    if actor.user_id is None or actor.partner_id is None:
        raise Conflict(_(NO_PERSON), code="no-person")
    left = [at for at in range(len(read.questions)) if not answers.get(at)]
    if left:
        raise Unprocessable(_(ANSWER_ALL), errors=[{"pointer": f"/q{at}", "code": "required", "message": _(ANSWER_ALL)} for at in left])
    right = sum(dict(options(row)).get(answers[at]) == row["right"].strip() for at, row in enumerate(read.questions))
    _keep(read.id, right, passed=right == len(read.questions))
    return right, len(read.questions)


def _keep(notice_id: uuid.UUID, right: int, *, passed: bool) -> None:
    actor = current_scope().actor
    mine = (Receipt.notice_id == notice_id, Receipt.user_id == actor.user_id, Receipt.partner_id == actor.partner_id)
    with behind(TELL):
        before = db.session.scalars(sa.select(Receipt).where(*mine).with_for_update()).one_or_none()
        at = clock.now() if passed else None
        if before is None:
            values = {"notice_id": notice_id, "user_id": actor.user_id, "person": actor.name, "right": right, "acknowledged_at": at}
            records.create(RECEIPT, {}, partner_id=actor.partner_id, **values)
        elif before.acknowledged_at is None:
            records.apply(RECEIPT, before, {"right": right, "tries": before.tries + 1, "acknowledged_at": at})


def options(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the answers of a question with their numbers."""
    return [(str(at), text) for at, text in enumerate(choices(row["answers"]), 1)]
