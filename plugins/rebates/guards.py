"""What is judged before records are saved: what follows from periods is written by nobody by hand, and what is closed stays."""

from collections.abc import Mapping
from typing import Any

from hansa import N_, Denied, _, current_scope
from plugins.rebates.claiming import moves as claiming
from plugins.rebates.period import closed

FOLLOWS = N_("This follows from a period or a claim and is never changed by hand.")
Changes = Mapping[str, Any]


def follows(record: Any, changes: Changes, is_new: bool) -> None:
    """Refuse what does not come from a move of a record, and what would change a closed period."""
    if is_new and not current_scope().system:
        raise Denied(_(FOLLOWS))
    if hasattr(record, "period_id"):
        closed.of_closed(record, changes, is_new)


def statement(record: Any, changes: Changes, is_new: bool) -> None:
    follows(record, changes, is_new)


def payout(record: Any, changes: Changes, is_new: bool) -> None:
    """An amount, its form and whose it is never change."""
    follows(record, changes, is_new)
    if not is_new and {"amount", "currency", "form", "receiver", "component", "pay_on", "key", "archived_at"} & changes.keys():
        raise Denied(_(FOLLOWS))


def result(record: Any, changes: Changes, is_new: bool) -> None:
    raise Denied(_(FOLLOWS))


def signal(record: Any, changes: Changes, is_new: bool) -> None:
    if is_new and not current_scope().system:
        raise Denied(_(FOLLOWS))


def stock(record: Any, changes: Changes, is_new: bool) -> None:
    record.currency = record.currency or claiming.checking.currency()


contract = stock
