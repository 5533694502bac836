"""The holidays a partner keeps, as days off: those of one of the program's calendars it names."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from hansa import Unprocessable, current_scope, db, entity_of, rules
from plugins.leads.routing.availability import LOOKED_AHEAD
from plugins.policies.api import calendar

Days = tuple[date, date]
DAY = timedelta(days=1)


def keep(capacity: Any, changes: Any, is_new: bool) -> None:
    """Refuse a calendar the program does not have."""
    if capacity.holidays and (is_new or "holidays" in changes):
        try:
            calendar(capacity.holidays)
        except Unprocessable as error:
            wrong = [{"pointer": "/holidays", "code": "unknown-reference", "message": error.message}]
            raise Unprocessable(error.message, errors=wrong) from None


def offered() -> list[dict[str, str]]:
    """Return the calendars of the program as a form offers them: to staff, whose records they are; partners are told the name."""
    if not current_scope().actor.staff:
        return []
    model = entity_of("policies.calendar").model
    rows = db.session.execute(sa.select(model.slug, model.label).where(model.archived_at.is_(None)).order_by(model.slug)).all()
    return [{"value": row.slug, "detail": row.label} for row in rows]


def calendars(slugs: Iterable[str | None]) -> dict[str, rules.Calendar]:
    """Return the calendars that are named, each read once."""
    return {slug: calendar(slug) for slug in sorted({slug for slug in slugs if slug})}


def off(days: rules.Calendar | None, weekdays: Sequence[str], today: date) -> tuple[Days, ...]:
    """Return the days off of a calendar in the days routing looks ahead, as first and last of each row of them.

    Weekends are the calendar's, with days worked instead, unless the partner says on which days of the week it works.
    """
    if days is None:
        return ()
    ahead = (today + n * DAY for n in range(LOOKED_AHEAD))
    return tuple(_rows(day for day in ahead if (day in days.holidays if weekdays else not days.works(day))))


def _rows(days: Iterator[date]) -> Iterator[Days]:
    first = last = None
    for day in days:
        if first is not None and last is not None and day != last + DAY:
            yield first, last
            first = day
        first, last = first or day, day
    if first is not None and last is not None:
        yield first, last
