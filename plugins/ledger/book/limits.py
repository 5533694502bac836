"""How far below zero accounts may fall: the limit of a partner that holds on a day."""

import uuid
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import Denied, Unprocessable, _, behind, clock, current_scope, db
from plugins.ledger.book.kinds import kinds
from plugins.ledger.models import Limit
from plugins.ledger.tasks import READ

NOTHING = Decimal(0)
Key = tuple[uuid.UUID | None, str, str]
_VALID = (
    sa.select(Limit.partner_id, Limit.kind, Limit.currency, Limit.amount)
    .where(Limit.partner_id.in_(sa.bindparam("partners", expanding=True)), Limit.since <= sa.bindparam("day"), Limit.archived_at.is_(None))
    .order_by(Limit.since, Limit.id)
)


def limits_of(keys: Collection[Key], day: date | None = None) -> dict[Key, Decimal]:
    """Return the limit for each (partner, kind, currency) on a day, today unless said; nothing where none was granted."""
    partners = {partner for partner, _kind, _currency in keys}
    if not partners:
        return {}
    with behind(READ):
        rows = db.session.execute(_VALID, {"partners": sorted(partners, key=str), "day": day or today()}).all()
    found: dict[Key, Decimal] = {(row.partner_id, row.kind, row.currency): row.amount for row in rows}
    return {key: found.get(key, NOTHING) for key in keys}


def of_rows(rows: Iterable[Any]) -> dict[uuid.UUID, Decimal]:
    """Return the limit that holds today for each account that was read; accounts with a reference have none."""
    declared = {key for key, kind in kinds().items() if kind.overdraft == "limit"}
    having = {row.id: (row.holder_id, row.kind, row.currency) for row in rows if row.kind in declared and not row.reference}
    found = limits_of(set(having.values()))
    return {key: found[name] for key, name in having.items()}


def today() -> date:
    return clock.today(current_scope().program.zone)


def check(limit: Any, changes: Any, is_new: bool) -> None:
    """Before a limit is saved: by the vendor's people, for a kind that has limits."""
    if not current_scope().actor.staff and current_scope().system is None:
        raise Denied()
    declared = kinds().get(limit.kind)
    if declared is None or declared.overdraft != "limit":
        known = ", ".join(sorted(key for key, kind in kinds().items() if kind.overdraft == "limit"))
        message = _("Accounts of this kind have no limit. These have: %(known)s.", known=known)
        raise Unprocessable(message, errors=[{"pointer": "/kind", "code": "no-limit", "message": message}])
