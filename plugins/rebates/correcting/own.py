"""What people do with what is theirs in person: sign, dispute a line, answer, agree to a clawback; each for itself, without a right of its partner."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from hansa import (
    N_,
    Conflict,
    Denied,
    Entity,
    EntitySchema,
    NotFound,
    Unprocessable,
    _,
    behind,
    clock,
    current_scope,
    db,
    entity_of,
    fields,
    files,
    records,
)
from plugins.rebates.correcting.settling import CAPPED
from plugins.rebates.engine.people import receiver
from plugins.rebates.inputs import RICHEST
from plugins.rebates.models import Adjustment, Dispute, Statement
from plugins.rebates.states import DISPUTED
from plugins.rebates.tasks import KEEP, READ

Values = Mapping[str, Any]
ANSWERS = {"rebates.dispute": ("accept", "escalate", "give_evidence"), "rebates.adjustment": ("consent", "object")}
"""Moves that whoever a record is for makes in the place of a partner."""
NOT_NOW = N_("This was decided in the meantime.")


class LineInput(EntitySchema):
    """A line that should be another amount."""

    line = fields.String(required=True, max_length=80, label=N_("Line"), order=1)
    claimed = fields.Decimal(required=True, min=-RICHEST, max=RICHEST, label=N_("What it should be"), order=2)
    why = fields.LongText(required=True, max_length=4000, label=N_("Why?"), order=3)


def me() -> str:
    """Return how results name whoever acts; nobody's for the vendor's people, tokens of machines, and who looks as somebody else."""
    actor = current_scope().actor
    return receiver(actor.membership_id) if actor.membership_id is not None and not actor.of_vendor else "nobody"


def statement(statement_id: uuid.UUID) -> Any:
    """Return a statement of whoever acts. Raises NotFound for any other."""
    with behind(READ):
        return _own(Statement, statement_id)


def disputes(statements: Sequence[uuid.UUID]) -> Sequence[Any]:
    """Return the disputes about statements of whoever acts, the newest first."""
    with behind(READ):
        wanted = (Dispute.statement_id.in_(statements), Dispute.receiver == me())
        return db.session.scalars(sa.select(Dispute).where(*wanted).order_by(Dispute.id.desc())).all()


def sign(statement_id: uuid.UUID) -> None:
    """Sign a statement by the name of whoever acts. Raises NotFound, Conflict once it is signed or disputed."""
    with behind(KEEP):
        found = _locked("rebates.statement", _own(Statement, statement_id).id)
        if found.state != "issued":
            raise Conflict(_(NOT_NOW), code="state-changed")
        signed = {"state": "confirmed", "confirmed_at": clock.now(), "confirmed_by": current_scope().actor.name}
        records.apply(entity_of("rebates.statement"), found, signed, act="confirm")


def dispute(statement_id: uuid.UUID, raw: Values, evidence: Any = None) -> Any:
    """Dispute a line of an own statement, with a file as evidence where there is one. Raises NotFound, Unprocessable, Conflict as for the
    lines of a partner."""
    with behind(KEEP):
        found, given = _own(Statement, statement_id), LineInput().load(raw)
        told = {"statement_id": str(found.id), "line": given["line"], "claimed": str(given["claimed"]), "why": given["why"]}
        made = records.create(entity_of("rebates.dispute"), told, partner_id=found.partner_id, receiver=found.receiver)
        _keep(entity_of("rebates.dispute"), made, evidence)
        return made


def taken_back() -> Sequence[Any]:
    """Return what is to be taken back of what whoever acts was paid, the newest first: asked for, objected to, or waiting for its notice."""
    with behind(READ):
        waits = sa.or_(Adjustment.state.in_(("asked", "objected")), sa.and_(Adjustment.state == "approved", Adjustment.settled != Adjustment.amount))
        wanted = (Adjustment.receiver == me(), Adjustment.kind.in_(CAPPED), waits)
        return db.session.scalars(sa.select(Adjustment).where(*wanted).order_by(Adjustment.id.desc())).all()


def answer(key: str, record_id: uuid.UUID, name: str, reason: str, evidence: Any = None) -> None:
    """Move an own dispute or clawback on (`key`: of its entity) as `ANSWERS` say. Raises NotFound, Conflict, Unprocessable without words."""
    entity = entity_of(key)
    if name not in ANSWERS[key] or entity.workflow is None:
        raise NotFound()
    with behind(KEEP):
        found, move = _locked(key, _own(entity.model, record_id).id), entity.workflow.transition(name)
        if found.state not in move.sources:
            raise Conflict(_(NOT_NOW), code="state-changed")
        values: Values = {} if move.input is None else {"reason": _said(reason)}
        records.apply(entity, found, {**move.effects(found, values), "state": move.target}, act=name)
        _keep(entity, found, evidence if move.input is not None else None)


def _keep(entity: Entity, found: Any, evidence: Any) -> None:
    """Keep a file with what is one's own: whoever decides reads it, nobody else of the partner does."""
    if evidence is not None and evidence.filename:
        files.attach(entity, found, evidence, kind="evidence")


def evidence(key: str, found: Sequence[Any]) -> dict[uuid.UUID, list[str]]:
    """Return the names of the files that were given with disputes or clawbacks of whoever acts."""
    with behind(READ):
        given = files.list_of(entity_of(key), [one.id for one in found]) if found else {}
        return {one: [file.name for file in some] for one, some in given.items()}


def _said(reason: str) -> str:
    told = reason.strip()[:4000]
    if not told:
        message = _("Say why.")
        raise Unprocessable(message, errors=[{"pointer": "/reason", "code": "required", "message": message}])
    return told


def _own(model: Any, record_id: uuid.UUID) -> Any:
    if current_scope().actor.read_only:
        raise Denied()
    found = db.session.scalars(sa.select(model).where(model.id == record_id, model.receiver == me())).one_or_none()
    if found is None:
        raise NotFound()
    return found


def _locked(entity: str, record_id: uuid.UUID) -> Any:
    return records.get(entity_of(entity), record_id, lock=True)


def is_open(found: Any) -> bool:
    """Tell whether a dispute still waits for somebody."""
    return found.state in DISPUTED
