"""The capability profile: how a partner answers offers of a product, counted as it answers."""

from typing import Any

import sqlalchemy as sa

from hansa import current_scope, db
from plugins.leads.models import Fit


def count(copy: Any, product: str | None, what: str, reason: str | None = None) -> None:
    """Count an answer of a partner, within the system's scope; `what` is "" for an offer that ended without one."""
    named = product or ""
    row = db.session.scalars(sa.select(Fit).where(Fit.partner_id == copy.partner_id, Fit.product == named).with_for_update()).one_or_none()
    if row is None:
        row = Fit(
            program_id=current_scope().program.id,
            partner_id=copy.partner_id,
            product=named,
            offers=0,
            accepts=0,
            declines=0,
            wins=0,
            reasons={},
        )
        db.session.add(row)
    if what != "wins":
        row.offers += 1
    if what:
        setattr(row, what, getattr(row, what) + 1)
    if reason:
        row.reasons = {**row.reasons, reason: row.reasons.get(reason, 0) + 1}
    db.session.flush()
