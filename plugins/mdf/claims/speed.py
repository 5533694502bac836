"""How soon claims were paid after their proof was complete: a promise partners can hold the vendor to."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from hansa import behind, current_scope, db
from plugins.mdf.models import Claim
from plugins.mdf.money import layers
from plugins.mdf.settings import settings
from plugins.mdf.states import SETTLED
from plugins.mdf.tasks import REPORT

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Speed:
    """Of `claims` paid in the last twelve months: the median of the days from complete proof to payment, and the percent that was paid
    by its last day; None where none has a last day."""

    claims: int
    days: int
    in_time: int | None


def speeds() -> tuple[Speed | None, Speed | None]:
    """Return what the company that acts was paid, and what all partners were; the latter only where nobody is recognised. One statement."""
    lasting = Claim.paid_on >= layers.today() - YEAR
    wanted = (Claim.state.in_(SETTLED), Claim.days.is_not(None), lasting)
    own, in_time = Claim.partner_id == current_scope().actor.partner_id, Claim.paid_on <= Claim.pay_by
    others = sa.select(sa.func.count(sa.distinct(Claim.partner_id))).where(*wanted, sa.not_(own)).scalar_subquery()
    columns = (own.label("own"), Claim.days, in_time.label("in_time"), sa.func.count().label("n"), others.label("others"))
    with behind(REPORT):
        rows = db.session.execute(sa.select(*columns).where(*wanted).group_by(own, Claim.days, in_time)).all()
    known = bool(rows) and rows[0].others >= int(settings()["recognised"])
    return _speed([row for row in rows if row.own]), _speed(rows) if known else None


def _speed(rows: Any) -> Speed | None:
    claims = sum(row.n for row in rows)
    promised = sum(row.n for row in rows if row.in_time is not None)
    kept = sum(row.n for row in rows if row.in_time)
    return Speed(claims, _median(rows, claims), 100 * kept // promised if promised else None) if claims else None


def _median(rows: Any, claims: int) -> int:
    """Return the days the claim in the middle took; of two in the middle the longer."""
    seen = 0
    for row in sorted(rows, key=lambda row: row.days):
        seen += row.n
        if 2 * seen > claims:
            return int(row.days)
    raise ValueError("no claims")
