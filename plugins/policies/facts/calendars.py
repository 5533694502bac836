"""Calendars of working days: read from their records, from lists of days, and kept as decisions saw them."""

import csv
import hashlib
import io
import re
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from hansa import N_, Unprocessable, _, behind, current_scope, db, rules
from plugins.policies.document.outcome import canonical
from plugins.policies.models import Calendar, CalendarDay, CalendarEdition
from plugins.policies.tasks import DECIDE, READ

NO_CALENDAR = N_("There is no calendar “%(slug)s”.")
UNREADABLE = N_("Line %(line)s is not a day: write year-month-day, then “off” or “working”, then a name.")
MOST_DAYS = 5_000
_WORKING = ("working", "workday", "work", "上班", "班", "working day")


class Day(NamedTuple):
    """A day of an imported list; `working`: worked although it would be off."""

    day: date
    working: bool
    label: str


def calendar(slug: str) -> rules.Calendar:
    """Return a calendar of the program as rules use it; Monday to Friday for the empty slug. Raises Unprocessable."""
    if not slug:
        return rules.Calendar()
    with behind(READ):
        found = db.session.execute(sa.select(Calendar.id, Calendar.weekend).where(Calendar.slug == slug)).one_or_none()
        if found is None:
            raise Unprocessable(_(NO_CALENDAR, slug=slug))
        listed = sa.select(CalendarDay.day, CalendarDay.kind).where(CalendarDay.calendar_id == found.id, CalendarDay.archived_at.is_(None))
        rows = db.session.execute(listed).all()
    return rules.Calendar(
        frozenset(row.day for row in rows if row.kind == "off"),
        frozenset(row.day for row in rows if row.kind == "working"),
        tuple(sorted(int(day) - 1 for day in found.weekend)),
    )


def kept(found: rules.Calendar) -> str:
    """Keep a calendar as it is now and return its digest; in the running unit. The same days are kept once."""
    days = _dumped(found)
    digest = hashlib.sha256(canonical(days)).hexdigest()
    program = current_scope().program
    known: set[str] = program.cache.get(("policies-calendars",), set)
    if digest in known:
        return digest
    with behind(DECIDE):
        if db.session.execute(sa.select(CalendarEdition.id).where(CalendarEdition.digest == digest)).first() is None:
            db.session.add(CalendarEdition(program_id=program.id, digest=digest, days=days))
        else:
            known.add(digest)
    return digest


def edition(digest: str) -> rules.Calendar:
    """Return a calendar as a decision saw it."""
    with behind(READ):
        days: Any = db.session.execute(sa.select(CalendarEdition.days).where(CalendarEdition.digest == digest)).scalar_one()
    return rules.read(_FACT, {"calendar": days})["calendar"]  # type: ignore[no-any-return]


_FACT = rules.Facts({"calendar": rules.Fact(rules.CALENDAR)})


def _dumped(found: rules.Calendar) -> dict[str, Any]:
    dumped: dict[str, Any] = rules.dump(_FACT, {"calendar": found})["calendar"]
    return dumped


def read_days(text: str) -> list[Day]:
    """Return the days of a CSV list (day, off or working, name) or of an iCalendar file; raises Unprocessable with the line."""
    found = list(_from_ical(text) if "BEGIN:VCALENDAR" in text.upper()[:200] else _from_csv(text))
    return list({day.day: day for day in found[:MOST_DAYS]}.values())


def _from_csv(text: str) -> Iterator[Day]:
    for number, row in enumerate(csv.reader(io.StringIO(text.lstrip("\ufeff"))), 1):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        try:
            day = date.fromisoformat(cells[0].replace("/", "-").replace(".", "-"))
        except ValueError:
            if number == 1:
                continue
            raise Unprocessable(_(UNREADABLE, line=number)) from None
        word = cells[1].lower() if len(cells) > 1 else "off"
        yield Day(day, word in _WORKING, cells[2][:200] if len(cells) > 2 else "")


def _from_ical(text: str) -> Iterator[Day]:
    """All-day events; a summary that ends in a word for working (班, workday) makes it a working day."""
    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    for event in re.findall(r"BEGIN:VEVENT(.*?)END:VEVENT", unfolded, re.DOTALL | re.IGNORECASE):
        lines = {key.split(";")[0].upper(): value for key, _sign, value in (line.partition(":") for line in event.splitlines())}
        start = _ical_day(lines.get("DTSTART", ""))
        if start is None:
            continue
        until = _ical_day(lines.get("DTEND", "")) or start + timedelta(days=1)
        label = lines.get("SUMMARY", "").replace("\\,", ",").strip()[:200]
        working = any(word in label.lower() for word in _WORKING)
        for offset in range(min(max((until - start).days, 1), 60)):
            yield Day(start + timedelta(days=offset), working, label)


def _ical_day(text: str) -> date | None:
    found = re.match(r"(\d{4})(\d{2})(\d{2})", text.strip())
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def days_of(calendar_id: uuid.UUID) -> dict[date, Any]:
    """Return the days of a calendar by date, of each the last edition; staff only."""
    return {row.day: row for row in db.session.scalars(sa.select(CalendarDay).where(CalendarDay.calendar_id == calendar_id).order_by(CalendarDay.edition))}
