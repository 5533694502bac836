"""Cut-offs: which period a row counts in. A row that is received too late for its own counts in the next, and says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from hansa import current_scope, db
from plugins.rebates.models import Period


@dataclass(frozen=True)
class Span:
    """A period as rows are told apart by: `ends_on` and `cut_off_on` belong to it."""

    starts_on: date
    ends_on: date
    cut_off_on: date


def place(day: date, received: date, spans: Sequence[Span]) -> tuple[Span, bool] | None:
    """Return the period a row counts in and whether it came too late for its own; None where no period takes it (yet).

    `spans` in order of time. A row whose day lies in no period counts in none.
    """
    own = next((at for at, span in enumerate(spans) if span.starts_on <= day <= span.ends_on), None)
    if own is None:
        return None
    found = next((at for at in range(own, len(spans)) if received <= spans[at].cut_off_on), None)
    return None if found is None else (spans[found], found != own)


def taken(period: Any, day: Any, received: Any) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    """Return two SQL conditions on the columns of a table: rows of the period itself, and late rows of earlier ones.

    `day`: the business date that decides; `received`: the moment the row became known.
    """
    last = after(period.cut_off_on)
    own = sa.and_(day >= period.starts_on, day <= period.ends_on, received < last)
    before = earlier(period)
    if not before:
        # Not `false`: that would leave nothing of a statement's other criteria.
        return own, sa.and_(day < period.starts_on, day > period.ends_on)
    inside = sa.or_(*(sa.and_(day >= one.starts_on, day <= one.ends_on) for one in before))
    late = sa.and_(inside, received >= after(before[-1].cut_off_on), received < last)
    return own, late


def earlier(period: Any) -> Sequence[Any]:
    """Return the periods of the same program before this one, in order of time."""
    columns = (Period.id, Period.starts_on, Period.ends_on, Period.cut_off_on)
    wanted = (Period.program == period.program, Period.starts_on < period.starts_on, Period.archived_at.is_(None))
    return db.session.execute(sa.select(*columns).where(*wanted).order_by(Period.starts_on)).all()


def after(day: date) -> datetime:
    """Return the moment at which a day is over in the program's zone."""
    return datetime.combine(day + timedelta(days=1), time(), zone())


def zone() -> ZoneInfo:
    """Return the zone in which the days of the program begin and end."""
    return ZoneInfo(current_scope().program.zone)
