"""Building, folding and checking the book. What the records say and what the book says are compared in one statement: whoever
writes a record writes its entry in the same transaction, so a statement sees both or neither, and nobody has to wait.
"""

import logging
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from uuid_utils.compat import uuid7

from hansa import behind, clock, db, program_changed, put_selected, select, serialised
from plugins.policies.metrics.compiled import Compiled
from plugins.policies.metrics.known import built, known, must_know
from plugins.policies.metrics.rows import DIMENSIONS, KEPT_APART, Between, of_records
from plugins.policies.metrics.window import plus_months
from plugins.policies.models import MeasureBook, MeasureEntry, MeasureMonth, MeasureTotal
from plugins.policies.tasks import KEEP

log = logging.getLogger("hansa.metrics")
BIG = sa.BigInteger()
APART = (*KEPT_APART, "n", "total")
FOLDED: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (MeasureMonth, KEPT_APART), (MeasureTotal, tuple(name for name in KEPT_APART if name not in DIMENSIONS))
)  # fmt: skip
"""The tables entries are added up in by month, and what tells rows of a series apart in each."""
BOOKED = (MeasureEntry, *(model for model, _by in FOLDED))
AT_ONCE = 250_000
"""So many rows a statement compares: the database ends those that take long."""
_MOMENT = MeasureEntry.__table__.c.known_at.type


@dataclass(frozen=True)
class Report:
    """What a build or a check found of one series: how many rows of the book differ from the records."""

    key: str
    series: uuid.UUID
    differing: int
    months: int = 0

    @property
    def fine(self) -> bool:
        return not self.differing and not self.months


def series_of(keys: Sequence[str] = ()) -> list[Compiled]:
    """Return one measure for each series to be kept: of these measures, or of all."""
    must_know(keys)
    chosen = [one for key, one in sorted(known().plain.items()) if not keys or key in keys]
    return list({one.series: one for one in reversed(chosen)}.values())[::-1]


def build(found: Compiled) -> Report:
    """Make the book of a series say what its records say, to the last digit, and mark it complete; in the running unit.

    What differs is booked as known now; a book that is empty yet takes from the records when they last changed.
    """
    serialised("metrics")
    with behind(KEEP):
        complete = db.session.scalar(sa.select(MeasureBook.id).where(MeasureBook.series == found.series)) is not None
        parts, written, differing = stretches(found), 0, 0
        for part in parts:
            fresh = 0 if complete else _begin(found, part)
            written += fresh
            differing += 0 if fresh else _correct(found, part)
        fold(found.series)
        months = sum(_add_up(to, by, _months_differing(to, by, found.series, part)) for to, by in FOLDED for part in parts)
        if not complete:
            db.session.add(MeasureBook(series=found.series, key=found.key, built_at=clock.now()))
            db.session.flush()
            program_changed()
    log.info("built %s: %s rows from records, %s corrected, %s months corrected", found.key, written, differing, months)
    return Report(found.key, found.series, differing, months)


def check(found: Compiled) -> Report:
    """Compare the book of a series with its records, changing nothing."""
    with behind(KEEP):
        parts = stretches(found)
        rows = sum(_count(_difference(found, part)) for part in parts)
        months = sum(_count(_months_differing(to, by, found.series, part)) for to, by in FOLDED for part in parts)
    return Report(found.key, found.series, rows, months)


def stretches(found: Compiled) -> list[Between]:
    """Return stretches of months that cover all days of records and book, each with as many rows as one statement may take."""
    booked = [select(model.day).where(model.series == found.series) for model in BOOKED]
    counts: Counter[date] = Counter()
    for rows in (of_records(found, None, days=True), *booked):
        part = rows.subquery()
        by = sa.select(first_of_month(part.c.day).label("month")).subquery()
        counted = sa.select(by.c.month, sa.func.count()).group_by(by.c.month).execution_options(**rows.get_execution_options())
        counts.update({row[0]: row[1] for row in db.session.connection().execute(counted)})
    starts, size = [], AT_ONCE
    for month in sorted(counts):
        if size + counts[month] > AT_ONCE:
            starts, size = [*starts, month], 0
        size += counts[month]
    ends = [*starts[1:], plus_months(max(counts), 1)] if counts else []
    return [Between(start, end) for start, end in zip(starts, ends, strict=True)]


def _count(statement: Any) -> int:
    counting = sa.select(sa.func.count()).select_from(statement.subquery()).execution_options(**statement.get_execution_options())
    return int(db.session.connection().execute(counting).scalar_one())


def _begin(found: Compiled, part: Between) -> int:
    """Fill an empty stretch of a book; nothing is written where there are entries already."""
    source = of_records(found, part, days=True).subquery()
    there = select(MeasureEntry.id).where(*_within(MeasureEntry, found.series, part)).limit(1)
    by = [source.c[name] for name in (*KEPT_APART, "known")]
    made = sa.select(
        *by[:-1], source.c.known.label("known_at"), _sum(source.c.n).label("n"), _sum(source.c.total).label("total"),
        sa.literal(found.series, sa.Uuid()).label("series"), sa.literal(uuid7(), sa.Uuid()).label("batch"),
    ).where(~sa.exists(there)).group_by(*by)  # fmt: skip
    return put_selected(MeasureEntry, made)


def _sum(element: Any) -> Any:
    return sa.cast(sa.func.sum(element), BIG)


def _within(model: Any, series: uuid.UUID, part: Between) -> tuple[Any, ...]:
    return model.series == series, model.day >= part.start, model.day < part.end


def _correct(found: Compiled, part: Between) -> int:
    known_at = sa.literal(clock.now(), _MOMENT).label("known_at")
    return put_selected(MeasureEntry, _difference(found, part).add_columns(known_at))


def _difference(found: Compiled, part: Between) -> Any:
    """Select by how much the records of a stretch are ahead of the book."""
    said = select(*(getattr(MeasureEntry, name) for name in APART)).where(*_within(MeasureEntry, found.series, part))
    return _apart(of_records(found, part, days=True), said, found.series, KEPT_APART)


def _apart(ahead: Any, back: Any, series: uuid.UUID, names: Sequence[str]) -> Any:
    """Select the rows in which two selects differ, and by how much the first one is ahead."""
    one, other = ahead.subquery(), back.subquery()
    minus = [other.c[name] for name in names] + [-other.c.n, -other.c.total]
    both = sa.union_all(sa.select(*(one.c[name] for name in (*names, "n", "total"))), sa.select(*minus)).subquery()
    by, n, total = [both.c[name] for name in names], _sum(both.c.n), _sum(both.c.total)
    made = sa.select(sa.literal(series, sa.Uuid()).label("series"), *by, n.label("n"), total.label("total"))
    return made.group_by(*by).having(sa.or_(n != 0, total != 0)).execution_options(**ahead.get_execution_options())


def fold(series: uuid.UUID | None = None) -> int:
    """Take entries that no month has yet into the months, and return how many; in the running unit."""
    batch = uuid7()
    waiting = [MeasureEntry.batch.is_(None), *([MeasureEntry.series == series] if series is not None else [])]
    statement = sa.update(MeasureEntry).where(*waiting).values(batch=batch)
    with behind(KEEP):
        marked: Any = db.session.execute(statement, execution_options={"synchronize_session": False})
        if marked.rowcount:
            rows = select(*(getattr(MeasureEntry, name) for name in ("series", *APART))).where(MeasureEntry.batch == batch)
            for to, by in FOLDED:
                _add_up(to, by, _by_month(rows, by))
    return int(marked.rowcount)


def _add_up(to: Any, by: Sequence[str], rows: Any) -> int:
    return put_selected(to, rows, adding=("n", "total"), key=("program_id", "series", *by))


def _by_month(rows: Any, names: Sequence[str]) -> Any:
    """Add rows up by series, month and what else these names tell apart."""
    one = rows.subquery()
    plain = [one.c[name] for name in ("series", *names) if name != "day"]
    monthly = sa.select(*plain, first_of_month(one.c.day).label("day"), one.c.n, one.c.total).subquery()
    by = [monthly.c[name] for name in ("series", *names)]
    n, total = _sum(monthly.c.n), _sum(monthly.c.total)
    return sa.select(*by, n.label("n"), total.label("total")).group_by(*by).having(sa.or_(n != 0, total != 0))


def first_of_month(day: Any) -> Any:
    """Return the first day of the month of a date, in SQL."""
    if db.session.connection().dialect.name == "postgresql":
        return sa.cast(sa.func.date_trunc("month", day), sa.Date())
    return sa.func.date(day, "start of month", type_=sa.Date())


def _months_differing(to: Any, by: Sequence[str], series: uuid.UUID, part: Between) -> Any:
    """Select by how much folded entries of a stretch are ahead of the months in a table."""
    own = (*_within(MeasureEntry, series, part), MeasureEntry.batch.is_not(None))
    entries = select(*(getattr(MeasureEntry, name) for name in ("series", *APART))).where(*own)
    folded = _by_month(entries, by).execution_options(**entries.get_execution_options())
    months = select(*(getattr(to, name) for name in (*by, "n", "total"))).where(*_within(to, series, part))
    return _apart(folded, months, series, by)


def build_next() -> str | None:
    """Build one series that has no book yet, and return its measure; None when all are kept."""
    with behind(KEEP):
        there = set(db.session.scalars(sa.select(MeasureBook.series)))
    found = next((one for one in series_of() if one.series not in there), None)
    return build(found).key if found is not None else None


def mend(place: int) -> bool:
    """Compare one complete book with its records, and correct it if they differ; return whether there is a next one.

    What no plugin told us of, such as records written while it was off, is found here at the latest.
    """
    kept = [one for one in series_of() if one.series in built()]
    if place < len(kept) and not check(kept[place]).fine:
        log.error("the book of %s differed from its records", kept[place].key)
        build(kept[place])
    return place + 1 < len(kept)


def distrust() -> None:
    """Take no book for complete any more: nobody kept them while the plugin was off."""
    with behind(KEEP):
        for book in db.session.scalars(sa.select(MeasureBook)):
            db.session.delete(book)
        db.session.flush()
        program_changed()


def forget() -> int:
    """Remove the books of series that no measure names any more; return how many."""
    kept = {one.series for one in series_of()}
    with behind(KEEP):
        books = [book for book in db.session.scalars(sa.select(MeasureBook)) if book.series not in kept]
        for book in books:
            for model in BOOKED:
                db.session.execute(sa.delete(model).where(model.series == book.series), execution_options={"synchronize_session": False})
            db.session.delete(book)
        db.session.flush()
    return len(books)
