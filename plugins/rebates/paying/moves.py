"""What the moves of a payout check, post and set."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, Denied, _, behind, clock, current_scope, db, records
from plugins.ledger.api import account, commit, credit, debit, hold, post, release
from plugins.orders.api import REBATE_BALANCE
from plugins.rebates.models import Period, Statement
from plugins.rebates.paying.accounts import DECLINED, EXPENSE, PAID, TARGETS, owed
from plugins.rebates.settings import settings
from plugins.rebates.stating import crediting
from plugins.rebates.tasks import KEEP

Values = Mapping[str, Any]
RECORD = "rebates.payout"
ROLES = ("manager", "finance")
SENT = N_("It was handed to whoever pays. Wait for the answer.")
REVIEWED = N_("You reviewed these results. Another person has to approve the payout.")
NO_RECEIPT = N_("Give the number under which it was paid.")


def said(record: Any) -> str | None:
    found: str | None = record.reason
    return found


def told(payout: Any, values: Values) -> Values:
    return {"reason": values.get("reason")}


def needs_two(payout: Any) -> bool:
    least = settings()["approve_from"]
    return least is not None and payout.amount >= least


def approvers(payout: Any) -> tuple[tuple[str, ...], str] | None:
    return (ROLES, "all") if needs_two(payout) else None


def by_another(payout: Any, values: Values) -> None:
    """Whoever reviewed the results does not approve what they pay."""
    actor = current_scope().actor
    if payout.statement_id is None or actor.kind == "system":
        return
    same = sa.and_(Period.id == Statement.period_id, Period.program_id == Statement.program_id)
    with behind(KEEP):
        reviewer = db.session.scalar(sa.select(Period.reviewed_by).join(Statement, same).where(Statement.id == payout.statement_id))
    if reviewer is not None and reviewer == actor.user_id:
        raise Denied(_(REVIEWED))


def approved(payout: Any, values: Values) -> Values:
    """Keep the amount free on what the partner is owed, so that nothing else is paid of it."""
    kept = hold(_owed(payout), payout.amount, key=f"{payout.key}:{payout.version}", record=(RECORD, payout.id), memo=payout.number)
    return {"hold_id": kept.id, "approved_by": current_scope().actor.user_id, "reason": None}


def held(payout: Any, values: Values) -> Values:
    """Stop a payout that waits: what was kept for it is let go until it is approved anew."""
    return {"reason": values["reason"], **let_go(payout)}


def let_go(payout: Any) -> dict[str, Any]:
    """Let go of what is kept for a payout, and return what that changes on it."""
    if payout.hold_id is not None:
        release(payout.hold_id)
    return {"hold_id": None}


def not_sent(payout: Any) -> str | None:
    """What was handed over is not stopped here: it may be paid at this moment."""
    return str(_(SENT)) if payout.state == "payable" and payout.sent_at is not None else None


def declined(payout: Any, values: Values) -> Values:
    """What is not paid is not owed any more."""
    freed = let_go(payout)
    legs = [debit(_owed(payout), payout.amount), credit(account(EXPENSE, currency=payout.currency), payout.amount)]
    post(DECLINED, legs, key=f"{payout.key}:declined"[:160], record=(RECORD, payout.id), memo=payout.number)
    return {"reason": values["reason"], **freed}


def confirmed(payout: Any, values: Values) -> Values:
    """Whoever pays has paid: take what was kept. Only now the payout is paid."""
    day = values.get("paid_on") or clock.today(current_scope().program.zone)
    receipt = values.get("receipt") or _own_receipt(payout)
    if not receipt:
        raise Conflict(_(NO_RECEIPT), code="no-receipt")
    noted = crediting.issued(payout, day) if payout.form == "credit_note" and not values.get("receipt") else {}
    commit(
        payout.hold_id, payout.amount, [credit(_target(payout), payout.amount)], kind=PAID, key=f"{payout.key}:paid"[:160],
        rest="release", memo=payout.number, record=(RECORD, payout.id),
    )  # fmt: skip
    return {"paid_on": day, "receipt": receipt, "reason": None, "sent_at": payout.sent_at or clock.now(), **noted}


def _own_receipt(payout: Any) -> str:
    """Return under which number we pay by ourselves: a balance, a credit note of our own, a fund of the partner; empty where others pay."""
    if payout.form == "coop":
        with behind(KEEP):
            asked = {"partner_id": payout.partner_id, "amount": payout.amount, "currency": payout.currency, "title": payout.title, "key": payout.key}
            return payout.number if any(records.hooks("take_coop", **asked)) else ""
    return payout.number if payout.form in ("balance", "credit_note") else ""


def _target(payout: Any) -> Any:
    kind = TARGETS[payout.form]
    return account(kind, payout.partner_id if kind == REBATE_BALANCE else None, payout.currency)


def _owed(payout: Any) -> Any:
    return owed(payout.partner_id, payout.currency, payout.receiver)
