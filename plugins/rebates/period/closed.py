"""A period that was stated never changes: judged before anything of it is saved, whoever saves; the database judges again."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, Unprocessable, _, db
from plugins.rebates.models import Adjustment, Period, Result, Run, Statement
from plugins.rebates.states import CHANGING, CLOSED

STAYS = N_("“%(name)s” is closed: its statements were issued. Correct it in a period that is still open.")
OVERLAP = N_("“%(name)s” has some of these days already.")
ORDER = N_("First day, last day, cut-off and day of calculation follow one another.")
STATED = N_("A statement stays as it was issued.")
DAYS = ("starts_on", "ends_on", "cut_off_on", "calculate_on")
FIXED = frozenset({*DAYS, "program", "run_id", "archived_at", "closed_at", "reviewed_by"})
FIGURES = frozenset(
    {"period_id", "run_id", "program", "currency", "amount", "content", "content_hash", "files", "starts_on", "ends_on", "dispute_by", "archived_at", "receiver"}
)


def period(record: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Judge a period before it is saved."""
    if not is_new and "state" not in changes and record.state in CLOSED and FIXED & changes.keys():
        raise closed(record)
    if is_new or FIXED & changes.keys():
        _judge_days(record)


def of_closed(record: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Judge what belongs to a period: nothing is added to a closed one, and what was stated stays."""
    if isinstance(record, Statement) and not is_new and FIGURES & changes.keys():
        raise Conflict(_(STATED), code="period-closed")
    if isinstance(record, Adjustment) and not is_new and not {"amount", "program", "currency", "archived_at", "kind"} & changes.keys():
        return
    if isinstance(record, Statement) and not is_new:
        return
    if record.period_id is not None:
        must_be_open(record.period_id)


def must_be_open(period_id: Any) -> None:
    """Raise Conflict (code `period-closed`) for a period whose statements were issued."""
    found = db.session.execute(sa.select(Period.id, Period.name, Period.state).where(Period.id == period_id)).one_or_none()
    if found is not None and found.state not in CHANGING:
        raise closed(found)


def stays(record: Any) -> None:
    """Refuse to delete a closed period, or what belongs to it."""
    if isinstance(record, Period):
        if record.state != "open":
            raise closed(record)
    elif isinstance(record, Statement | Result | Run):
        raise Conflict(_(STATED), code="period-closed")
    elif record.period_id is not None:
        must_be_open(record.period_id)


def closed(found: Any) -> Conflict:
    """Return the refusal."""
    return Conflict(_(STAYS, name=found.name), code="period-closed")


def _judge_days(record: Any) -> None:
    days = [getattr(record, name) for name in DAYS]
    if any(one is None for one in days):
        return
    if days != sorted(days):
        raise _wrong("ends_on" if days[1] < days[0] else "cut_off_on" if days[2] < days[1] else "calculate_on", _(ORDER))
    same = (Period.program == record.program, Period.starts_on <= record.ends_on, Period.ends_on >= record.starts_on)
    other = db.session.scalar(sa.select(Period.name).where(*same, Period.id != record.id, Period.archived_at.is_(None)).limit(1))
    if other is not None:
        raise _wrong("starts_on", _(OVERLAP, name=other))


def _wrong(field: str, message: str) -> Unprocessable:
    return Unprocessable(message, errors=[{"pointer": f"/{field}", "code": "invalid", "message": message}])
