"""Periods that build on each other are calculated and closed in their order: else what one settles would be paid by the next one again."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, _, behind, db
from plugins.rebates.models import Period, Run
from plugins.rebates.program.programs import program
from plugins.rebates.states import CLOSED
from plugins.rebates.tasks import KEEP

FIRST = N_("This program builds on earlier periods: calculate “%(name)s” first.")
LATER = N_("“%(name)s” was calculated after this period: calculate this one again.")
OPEN = N_("This program builds on earlier periods: issue the statements of “%(name)s” first.")
PAST = N_("“%(name)s” is closed already, and was calculated without this period. Correct it by adjustments in an open one.")
Values = Mapping[str, Any]


def may_be_calculated(period: Any, values: Values) -> None:
    """Refuse a period that would build on one that is not calculated, or that a closed one was calculated without. Raises Conflict."""
    for other in _others(period):
        if other.starts_on < period.starts_on and other.run_id is None:
            raise Conflict(_(FIRST, name=other.name), code="out-of-order")
        if other.starts_on > period.starts_on and other.state in CLOSED:
            raise Conflict(_(PAST, name=other.name), code="out-of-order")


def may_be_reviewed(period: Any, values: Values) -> None:
    """Refuse figures that stand on earlier ones which were calculated again since. Raises Conflict."""
    others = _others(period)
    own = next((one for one in others if one.id == period.id), None)
    for other in others:
        if own is not None and other.starts_on < period.starts_on and other.finished_at and own.known_at and other.finished_at > own.known_at:
            raise Conflict(_(LATER, name=other.name), code="out-of-order")


def may_be_issued(period: Any, values: Values) -> None:
    """Refuse to close a period while one it builds on may still change. Raises Conflict."""
    may_be_reviewed(period, values)
    for other in _others(period):
        if other.starts_on < period.starts_on and other.state not in CLOSED:
            raise Conflict(_(OPEN, name=other.name), code="out-of-order")


def _others(period: Any) -> Sequence[Any]:
    """Return all periods of a program that builds on earlier ones, with the times of the runs that hold, the first ones first."""
    if not program(period.program, period.ends_on).made.builds_on:
        return []
    with behind(KEEP):
        columns = (Period.id, Period.name, Period.state, Period.starts_on, Period.run_id, Run.known_at, Run.finished_at)
        held = sa.and_(Run.id == Period.run_id, Run.program_id == Period.program_id)
        wanted = sa.select(*columns).join(Run, held, isouter=True).where(Period.program == period.program, Period.archived_at.is_(None))
        return db.session.execute(wanted.order_by(Period.starts_on)).all()
