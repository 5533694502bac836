"""What earlier periods of a program left: settled, carried, earned above a guarantee."""

import uuid
from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from hansa import db, select
from plugins.rebates.engine.calendar import since
from plugins.rebates.engine.people import person_of, receiver
from plugins.rebates.engine.scale import ZERO
from plugins.rebates.engine.work import Work
from plugins.rebates.models import Result

Found = dict[uuid.UUID, dict[str, Any]]


def before(work: Work, partners: Collection[uuid.UUID]) -> Found:
    """Return what the runs that hold of earlier periods left, as facts: `settled.…`, `carried.…`, `surplus.…`, `paid.…`,
    `earlier.…`.

    `settled` only where the program settles since its start; the periods are those of the same stretch.
    """
    found: Found = {one: {} for one in partners}
    own = since(work.made.policy, work.span) if work.made.cumulative else work.made.policy["starts_on"]
    first = own if work.made.cap_ever is None else min(own, work.made.policy["starts_on"])
    runs = {run: period for period, run in work.held.items() if first <= period <= work.span.start}
    if not runs:
        return found
    columns = (Result.partner_id, Result.receiver, Result.run_id, Result.component, Result.form, Result.payable, Result.base, Result.told)
    rows = db.session.connection().execute(select(*columns).where(Result.run_id.in_(list(runs)), _whose(work, partners)))
    last = max((period for period in runs.values() if period < work.span.start), default=None)
    for row in rows:
        held, period = found[_of(row)], runs[row.run_id]
        if period < work.span.start:
            held["paid_before"] = held.get("paid_before", ZERO) + Fraction(row.payable)
        if period >= own:
            _add(held, row, period, last, work)
    return found


def _whose(work: Work, partners: Collection[uuid.UUID]) -> sa.ColumnElement[bool]:
    if work.made.personal:
        return Result.receiver.in_([receiver(one) for one in partners])
    return sa.or_(sa.and_(Result.partner_id.in_(list(partners)), Result.receiver == ""), Result.receiver.in_([str(one) for one in partners]))


def _of(row: Any) -> uuid.UUID:
    """Return whose purchases or sales a row is about: a person's, a partner's under its distributor, or the partner's own."""
    found: uuid.UUID = person_of(row.receiver) or (uuid.UUID(row.receiver) if row.receiver else row.partner_id)
    return found


def _add(held: dict[str, Any], row: Any, period: Any, last: Any, work: Work) -> None:
    payable = Fraction(row.payable)
    if period == work.span.start:
        held[f"paid.{row.component}"] = held.get(f"paid.{row.component}", ZERO) + payable
        return
    if work.made.cumulative:
        for name in (f"settled.{row.component}", f"settled.{row.component}.{row.form}"):
            held[name] = held.get(name, ZERO) + payable
    if period == last:
        told: Mapping[str, Any] = row.told or {}
        names = ("surplus",) if work.made.cumulative else ("surplus", "carried")
        held |= {f"{name}.{row.component}": Fraction(told[name]) for name in names if name in told}
        if work.made.cumulative:
            held[f"earlier.{row.component}"] = Fraction(row.base)
