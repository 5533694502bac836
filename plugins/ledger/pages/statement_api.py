"""The API of this plugin beyond its entities: the statement of an account."""

import uuid
from typing import Any

from flask import Blueprint, request

from hansa import current_scope, policy, records
from plugins.ledger.book.reading import statement
from plugins.ledger.entities import ACCOUNT
from plugins.ledger.pages.period import period_of

api = Blueprint("ledger_api", __name__)


@api.get("/account/<uuid:account_id>/statement", endpoint="statement")
@policy("ledger.account.view")
def statement_of(account_id: uuid.UUID) -> Any:
    """What happened on an account, `?since=` and `?until=` days; at most 10,000 lines, the newest. Own lines only, amounts as text."""
    account = records.get(ACCOUNT, account_id)
    period = period_of(request.args, usual=False)
    found = statement(account, period.since, period.until)
    return {
        "account": str(account.id), "currency": account.currency, "opening": str(found.opening), "closing": str(found.closing),
        "more": found.more, "lines": [_line(line) for line in found.lines],
    }  # fmt: skip


def _line(line: Any) -> dict[str, Any]:
    about = {"entity": line.entity, "record_id": str(line.record_id)} if line.entity and current_scope().actor.staff else {}
    return {
        "id": str(line.journal_id), "kind": line.kind, "effective_on": line.effective_on.isoformat(), "recorded_at": line.recorded_at.isoformat(),
        "change": str(line.change), "balance": str(line.after), "memo": line.memo, "reversal": line.reversal, **about,
    }  # fmt: skip
