"""What a partner says of its working time: hours, time zone, and the holidays it keeps, those of a calendar of the program it names."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from hansa import N_, Unprocessable, _, behind, db, entity_of, rules, select
from plugins.leads.routing.availability import LOOKED_AHEAD, week
from plugins.leads.tasks import CALENDARS
from plugins.policies.api import calendar

Days = tuple[date, date]
DAY = timedelta(days=1)


UNREADABLE = N_("Write hours like 08:30-12:00, 13:00-17:30; 5 08:30-14:00 (5 is Friday).")
NO_ZONE = N_("There is no such time zone. Write it like Europe/Berlin.")


def keep(capacity: Any, changes: Any, is_new: bool) -> None:
    """Refuse hours nobody can read, a time zone there is not, and a calendar the program does not have."""
    _readable(capacity)
    if capacity.holidays and (is_new or "holidays" in changes):
        try:
            calendar(capacity.holidays)
        except Unprocessable as error:
            raise _refused("holidays", "unknown-reference", error.message) from None


def _readable(capacity: Any) -> None:
    try:
        week(capacity.hours, capacity.weekdays or ())
    except ValueError:
        raise _refused("hours", "invalid", _(UNREADABLE)) from None
    if capacity.zone and capacity.zone not in zones():
        raise _refused("zone", "unknown-reference", _(NO_ZONE))


def _refused(field: str, code: str, message: str) -> Unprocessable:
    return Unprocessable(message, errors=[{"pointer": f"/{field}", "code": code, "message": message}])


@cache
def zones() -> tuple[str, ...]:
    """Return the IANA time zones of places, and UTC."""
    known = files("tzdata").joinpath("zones").read_text().split()
    return ("UTC", *sorted(zone for zone in known if "/" in zone and not zone.startswith("Etc/")))


def offered() -> list[dict[str, str]]:
    """Return the calendars of the program as the form offers them; a partner learns their names, and no more."""
    model = entity_of("policies.calendar").model
    with behind(CALENDARS):
        rows = db.session.execute(select(model.slug, model.label).where(model.archived_at.is_(None)).order_by(model.slug)).all()
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
