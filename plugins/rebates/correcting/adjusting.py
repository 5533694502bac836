"""Adjustments: entered by one person, agreed to by another; what goes back to a payout is announced first."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, Unprocessable, _, behind, clock, current_scope, db, emit, entity_of, records
from plugins.rebates.correcting.settling import CAPPED
from plugins.rebates.engine.people import person_of
from plugins.rebates.models import Adjustment, Enrolment, Payout
from plugins.rebates.period import closed
from plugins.rebates.settings import settings
from plugins.rebates.tasks import KEEP
from plugins.rebates.telling import NOTICED

Values = Mapping[str, Any]
NOTHING = N_("Give an amount other than zero.")
NOT_PAID = N_("Only what was paid can be taken back.")
TOO_MUCH = N_("At most %(most)s of this payout is left to be taken back.")
ASKS = N_("The agreement asks for the consent of whom it was paid to.")
ASKS_NOT = N_("The agreement asks nobody for consent.")
NEGATIVE = N_("What is taken back is a negative amount.")


def check(record: Any, changes: Values, is_new: bool) -> None:
    """Judge an adjustment before it is saved."""
    record.currency = record.currency or current_scope().program.currency
    closed.of_closed(record, changes, is_new)
    if is_new or {"amount", "kind", "program"} & changes.keys():
        record.consent = needs_consent(record)
    if "amount" in changes and not record.amount:
        raise _wrong("amount", _(NOTHING))
    if record.payout_id is not None and (is_new or {"amount", "payout_id", "kind"} & changes.keys()):
        _judge_payout(record)
    elif "payout_id" in changes:
        record.receiver = ""


def _judge_payout(record: Any) -> None:
    """Judge what is taken back of a payout; what corrects the reward of a person is that person's, not its company's."""
    columns = (Payout.state, Payout.amount, Payout.taken_back, Payout.currency, Payout.receiver)
    found = db.session.execute(sa.select(*columns).where(Payout.id == record.payout_id)).one_or_none()
    if found is None:
        return
    record.receiver = found.receiver if person_of(found.receiver) else ""
    if record.kind not in CAPPED:
        return
    if found.state not in ("paid", "clawed_back"):
        raise _wrong("payout_id", _(NOT_PAID))
    if record.amount > 0:
        raise _wrong("amount", _(NEGATIVE))
    left = found.amount - found.taken_back
    if -record.amount > left:
        raise _wrong("amount", _(TOO_MUCH, most=f"{left:.2f}"))
    record.currency = found.currency


def needs_consent(record: Any) -> bool:
    """Tell whether the agreement of a partner lets nothing be taken back without the consent of whom it was paid to: the partner, or one of
    its people."""
    if record.kind not in CAPPED or record.amount >= 0:
        return False
    same = (Enrolment.partner_id == record.partner_id, Enrolment.program == record.program, Enrolment.archived_at.is_(None))
    with behind(KEEP):
        said = db.session.scalar(sa.select(Enrolment.clawback).where(*same).order_by(Enrolment.joined_on.desc()).limit(1))
    return said == "consent" if said else bool(settings()["clawback_consent"])


def submitted(record: Any, values: Values) -> Values:
    """What the agreement says when it is submitted holds."""
    return {"consent": needs_consent(record)}


def without_consent(record: Any) -> str | None:
    """Return why not, where the partner has to be asked."""
    return ASKS if record.consent else None


def with_consent(record: Any) -> str | None:
    """Return why not, where the partner need not be asked."""
    return None if record.consent else ASKS_NOT


def told(record: Any, values: Values) -> Values:
    return {"said": values.get("reason")}


def note(record: Any) -> str | None:
    """Return what one side last told the other."""
    found: str | None = record.said
    return found


def approved(record: Any, values: Values) -> Values:
    """What is taken back counts after the notice, and stands on the payout from now on."""
    who = {"decided_by": current_scope().actor.user_id} if record.decided_by is None else {}
    if record.kind not in CAPPED:
        return who
    if record.payout_id is not None:
        take_back(record.payout_id, -record.amount)
    if not record.consent:  # who agreed knows
        emit(NOTICED, "rebates.adjustment", [{"record_id": record.id, "record_version": record.version, "payload": {}}])
    return {**who, "counts_from": clock.today(current_scope().program.zone) + timedelta(days=settings()["notice_days"])}


def asked(record: Any, values: Values) -> Values:
    """Two people of the vendor agreed; the partner is asked. Nothing is taken back, nor its notice begun, before it agrees."""
    return {"decided_by": current_scope().actor.user_id}


def take_back(payout_id: uuid.UUID, amount: Decimal) -> None:
    """Note on a payout what is clawed back of it. Raises Conflict for more than is left."""
    with behind(KEEP):
        entity = entity_of("rebates.payout")
        payout = records.get(entity, payout_id, lock=True)
        taken = payout.taken_back + amount
        if taken > payout.amount:
            raise Conflict(_(TOO_MUCH, most=f"{payout.amount - payout.taken_back:.2f}"), code="too-much")
        state = "clawed_back" if taken == payout.amount else payout.state
        records.apply(entity, payout, {"taken_back": taken, "state": state}, act="clawed_back")


def propose(
    partner: uuid.UUID, program: str, title: str, amount: Decimal, currency: str, *, kind: str, source: str, state: str = "in_review",
    **more: Any,
) -> Any | None:  # fmt: skip
    """Open an adjustment that follows from something else; None where the same `source` opened one already."""
    with behind(KEEP):
        if db.session.scalar(sa.select(Adjustment.id).where(Adjustment.source == source)) is not None:
            return None
        raw = {"title": title, "program": program, "amount": str(amount), "currency": currency, "kind": kind, "reason": title}
        made = {"state": state, "source": source, **more}
        known = {name: value for name, value in raw.items() if name in _open()}
        return records.create(entity_of("rebates.adjustment"), known, partner_id=partner, **{**_rest(raw, known, amount), **made})


def _open() -> frozenset[str]:
    """Return the fields whoever acts may fill in: a partner that accepts an answer fills in none."""
    return frozenset(("title", "program", "amount", "currency", "kind", "reason")) if current_scope().actor.staff else frozenset()


def _rest(raw: Values, known: Values, amount: Decimal) -> dict[str, Any]:
    return {name: amount if name == "amount" else value for name, value in raw.items() if name not in known}


def _wrong(field: str, message: str) -> Unprocessable:
    return Unprocessable(message, errors=[{"pointer": f"/{field}", "code": "invalid", "message": message}])
