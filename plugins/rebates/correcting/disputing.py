"""Disputes: a partner opens one on a line of its statement; the line waits until both sides agree or the vendor decides."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, Unprocessable, _, behind, clock, current_scope, db, entity_of, records
from plugins.rebates.correcting import adjusting
from plugins.rebates.models import Dispute, Statement
from plugins.rebates.settings import settings
from plugins.rebates.states import DISPUTED
from plugins.rebates.tasks import KEEP

Values = Mapping[str, Any]
NO_LINE = N_("This statement has no such line. It has: %(lines)s.")
SAME = N_("That is what is stated.")
TOO_LATE = N_("Lines could be disputed until %(day)s.")
TWICE = N_("This line is disputed already.")
NO_STATEMENT = N_("This statement does not exist.")
TITLE = N_("Dispute %(number)s: line %(line)s of %(statement)s")


def check(dispute: Any, changes: Values, is_new: bool) -> None:
    """Judge a new dispute, and fill in what is stated and by when we answer."""
    if not is_new:
        return
    statement = db.session.scalar(sa.select(Statement).where(Statement.id == dispute.statement_id))
    if statement is None or statement.partner_id != dispute.partner_id or statement.receiver != (dispute.receiver or ""):
        raise _wrong("statement_id", _(NO_STATEMENT))
    lines = {line["key"]: line for line in statement.content["lines"]}
    dispute.line = dispute.line.strip().upper()
    if dispute.line not in lines:
        raise _wrong("line", _(NO_LINE, lines=", ".join(lines)))
    today = clock.today(current_scope().program.zone)
    if today > statement.dispute_by:
        raise Conflict(_(TOO_LATE, day=statement.dispute_by.isoformat()), code="too-late")
    dispute.stated, dispute.currency = Decimal(lines[dispute.line]["payable"]), statement.currency
    dispute.due_on = today + timedelta(days=settings()["answer_days"])
    if dispute.claimed == dispute.stated:
        raise _wrong("claimed", _(SAME))
    if any(other.line == dispute.line for other in open_ones(statement.id)):
        raise Conflict(_(TWICE), code="disputed")


def open_ones(statement_id: uuid.UUID, *, but: uuid.UUID | None = None) -> Sequence[Any]:
    """Return the lines of a statement that are disputed now."""
    columns = (Dispute.id, Dispute.line, Dispute.stated)
    wanted = (Dispute.statement_id == statement_id, Dispute.state.in_(DISPUTED), Dispute.id != (but or uuid.UUID(int=0)))
    return db.session.execute(sa.select(*columns).where(*wanted)).all()


def follow(saved: Sequence[tuple[Any, Values]]) -> None:
    """Let the statement say whether a line of it is disputed."""
    for dispute, _changes in saved:
        with behind(KEEP):
            statement = records.get(entity_of("rebates.statement"), dispute.statement_id, lock=True)
            waits = bool(open_ones(statement.id))
            state = "disputed" if waits else "confirmed" if statement.confirmed_at else "issued"
            if statement.state != state:
                records.apply(entity_of("rebates.statement"), statement, {"state": state}, act="disputed" if waits else "answered")


def said(dispute: Any) -> str | None:
    """What one side told the other last."""
    found: str | None = dispute.reason
    return found


def told(dispute: Any, values: Values) -> Values:
    return {"reason": values.get("reason")}


def answered(dispute: Any, values: Values) -> Values:
    """The vendor says what the line should be; the partner accepts or escalates."""
    return {"reason": values["reason"], "agreed": values.get("agreed")}


def accepted(dispute: Any, values: Values) -> Values:
    """Both agree: the difference becomes an adjustment another person of the vendor agrees to."""
    return _settled(dispute, dispute.agreed if dispute.agreed is not None else dispute.stated)


def granted(dispute: Any, values: Values) -> Values:
    """The vendor agrees to an amount, that of the partner unless it says another."""
    amount = values.get("agreed")
    return {**_settled(dispute, dispute.claimed if amount is None else amount), "reason": values.get("reason")}


def _settled(dispute: Any, amount: Decimal) -> dict[str, Any]:
    difference = amount - dispute.stated
    made = _adjustment(dispute, difference) if difference else None
    return {"agreed": amount, "adjustment_id": made.id if made else None}


def _adjustment(dispute: Any, difference: Decimal) -> Any | None:
    with behind(KEEP):
        statement = records.get(entity_of("rebates.statement"), dispute.statement_id)
    line = next(one for one in statement.content["lines"] if one["key"] == dispute.line)
    title = _(TITLE, number=dispute.number, line=dispute.line, statement=statement.number)
    result = uuid.UUID(line["source"]) if line["key"].startswith("L") and line["source"] else None
    return adjusting.propose(
        dispute.partner_id,
        statement.program,
        title,
        difference,
        statement.currency,
        kind="dispute",
        source=f"dispute:{dispute.id}",
        result_id=result,
        receiver=statement.receiver,
    )


def _wrong(field: str, message: str) -> Unprocessable:
    return Unprocessable(message, errors=[{"pointer": f"/{field}", "code": "invalid", "message": message}])
