"""What was settled: the results behind a partner's statements."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hansa import db, select
from plugins.rebates.engine.people import of_partners
from plugins.rebates.models import Statement

SHOWN = 12


@dataclass(frozen=True)
class Settled:
    """A result of a partner, with the title of its statement."""

    id: uuid.UUID
    period: str
    component: str
    payable: Decimal


def settled(partner: uuid.UUID) -> Sequence[Settled]:
    """Return the latest results of a partner that were stated to it, as far as the actor sees its statements; the last first."""
    mine = (Statement.partner_id == partner, of_partners(Statement.receiver))
    latest = select(Statement.title, Statement.content).where(*mine).order_by(Statement.starts_on.desc(), Statement.id)
    rows = [
        Settled(uuid.UUID(line["source"]), statement.title, _called(statement, line), Decimal(line["payable"]))
        for statement in db.session.connection().execute(latest.limit(SHOWN))
        for line in statement.content.get("lines", ())
        if line["key"].startswith("L") and line["source"]
    ]
    return rows[:SHOWN]


def _called(statement: Any, line: Mapping[str, Any]) -> str:
    """Return what a line is called beside the title of its statement: not the same words again, but the form it is paid in."""
    form = statement.content.get("words", {}).get(f"form.{line['form']}", "")
    what = "" if form and statement.title.startswith(line["what"]) else line["what"]
    return " · ".join(part for part in (what, form) if part)
