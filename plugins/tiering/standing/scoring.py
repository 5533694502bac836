"""How well the vendor keeps its promises: over all partners, from what their last reviews found."""

import sqlalchemy as sa

from hansa import behind, db
from plugins.tiering.models import Progress
from plugins.tiering.tasks import SCORE

LEAST = 3
"""With fewer partners the share would tell one what another is owed."""


def score() -> int | None:
    """Return the share of promises that are not broken, in whole percent, rounded down; None with too few partners to say."""
    with behind(SCORE):
        counted = sa.select(sa.func.count(sa.distinct(Progress.partner_id)), sa.func.sum(Progress.promised), sa.func.sum(Progress.broken))
        partners, promised, broken = db.session.execute(counted.where(Progress.promised > 0)).one()
    return 100 * (int(promised) - int(broken)) // int(promised) if partners >= LEAST else None
