"""Periods follow from the calendar of a program: the one that runs is there before anything of it is settled."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from hansa import behind, clock, current_scope, db, entity_of, records
from plugins.rebates.engine.calendar import Span, span_at
from plugins.rebates.models import Period
from plugins.rebates.program.programs import Program, programs
from plugins.rebates.tasks import KEEP


def make(day: date | None = None) -> Sequence[Any]:
    """Make the periods of all programs in force up to the one a day lies in; return those that are new.

    A program without any begins with the one that runs, so that what was settled elsewhere is not settled again.
    """
    today = day or clock.today(current_scope().program.zone)
    with behind(KEEP):
        rows = [row for one in programs(today) for row in _missing(one, today)]
        return records.create_many(entity_of("rebates.period"), rows) if rows else []


def _missing(one: Program, today: date) -> list[dict[str, str]]:
    last = db.session.scalar(sa.select(sa.func.max(Period.ends_on)).where(Period.program == one.slug))
    found, day = [], today if last is None else last + timedelta(days=1)
    while day <= today:
        span = span_at(one.policy, day)
        if span is not None:
            found.append(_row(one, span))
        day = day + timedelta(days=1) if span is None else span.end
    return found


def _row(one: Program, span: Span) -> dict[str, str]:
    later = {"cut_off_on": one.policy["grace_days"], "calculate_on": one.policy["calculate_days"]}
    days = {"starts_on": span.start, "ends_on": span.last, **{name: span.last + timedelta(days=after) for name, after in later.items()}}
    return {"program": one.slug, "name": f"{one.label} · {span.name}", **{name: value.isoformat() for name, value in days.items()}}
