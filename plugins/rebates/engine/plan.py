"""Which works a calculation takes: the periods asked for, with the earlier programs whose earnings they are net of."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from hansa import behind, current_scope, db, select
from plugins.rebates.engine import calendar
from plugins.rebates.engine.calendar import Span
from plugins.rebates.engine.work import Work
from plugins.rebates.models import Period
from plugins.rebates.program.programs import Program, programs, start_of
from plugins.rebates.tasks import READ


@dataclass(frozen=True)
class Asked:
    """A stored period to be calculated, as it was read."""

    id: uuid.UUID
    program: str
    name: str
    starts_on: date
    ends_on: date


def asked(period: Any) -> Asked:
    return Asked(period.id, period.program, period.name, period.starts_on, period.ends_on)


class Stored(NamedTuple):
    """Of the stored periods of a program, by first day: the moment from which rows count in the next one, and the run that holds."""

    cut_offs: dict[date, datetime]
    held: dict[date, uuid.UUID]


def work_of(found: Program, period: Asked, kept: Stored | None = None) -> Work:
    """Return the work of a stored period, whose own days hold."""
    span = calendar.span_at(found.policy, period.starts_on)
    number, year = (span.number, span.year) if span is not None else (1, period.starts_on)
    own = Span(period.name, number, period.starts_on, period.ends_on + timedelta(1), year)
    return Work(found.slug, found.made, own, *(kept or stored([found.slug])[found.slug]))


def stored(slugs: Collection[str]) -> dict[str, Stored]:
    """Return what is stored of the periods of programs; one statement. Periods are the vendor's, and hold nothing of partners."""
    found = {slug: Stored({}, {}) for slug in slugs}
    with behind(READ):
        scope = current_scope()
        wanted = scope.program.cache.get(("rebates.stored", scope.reach), _periods)
        rows = db.session.connection().execute(wanted, {"slugs": list(slugs)}).all()
    for row in rows:
        found[row.program].cut_offs[row.starts_on] = start_of(row.cut_off_on + timedelta(1))
        if row.run_id is not None:
            found[row.program].held[row.starts_on] = row.run_id
    return found


def _periods() -> Any:
    columns = (Period.program, Period.starts_on, Period.cut_off_on, Period.run_id)
    named = Period.program.in_(sa.bindparam("slugs", expanding=True, type_=sa.String()))
    return select(*columns).where(named, Period.archived_at.is_(None))


def with_earlier(works: Sequence[Work]) -> list[Work]:
    """Return works with those of earlier programs whose earnings they are net of, each once."""
    found = {(work.slug, work.span.start): work for work in works}
    for work in [one for one in works if one.reduced and one.counted()]:
        first, known = min(work.bounds(measure)[0] for measure in work.counted()), programs(work.span.last)
        kept = stored([program.slug for program in known])
        for program in known:
            policy = program.policy
            if program.slug == work.slug or policy["sequence"] >= work.sequence or not policy["reduces"]:
                continue
            for span in touching(policy, first, work.span.end):
                found.setdefault((program.slug, span.start), Work(program.slug, program.made, span, *kept[program.slug]))
    return list(found.values())


def touching(policy: Any, first: date, end: date) -> Iterable[Span]:
    """Return the periods from a day on that begin before another; of those that settle since a start only the last, which has it all."""
    found = [span for span in calendar.spans(policy, end) if span.end > first]
    if policy["settlement"] != "cumulative":
        return found
    return list({calendar.since(policy, span): span for span in found}.values())
