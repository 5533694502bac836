"""Corrections of a baseline: entered by one person, agreed to by another; rules read the sum of those of a period."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from hansa import N_, Unprocessable, _, current_scope, db
from plugins.rebates.expectations import Correction

Values = Mapping[str, Any]
NOTHING = N_("Give an amount other than zero.")
BACKWARDS = N_("The last day comes before the first.")


def check(record: Any, changes: Values, is_new: bool) -> None:
    """Refuse a correction of nothing, and one that ends before it begins."""
    if not record.amount:
        raise _wrong("amount", _(NOTHING))
    if record.ends_on < record.starts_on:
        raise _wrong("ends_on", _(BACKWARDS))


def agreed(record: Any, values: Values) -> Values:
    return {"decided_by": current_scope().actor.user_id}


def told(record: Any, values: Values) -> Values:
    return {"said": values["reason"]}


def corrections(program: str, partners: Collection[uuid.UUID], first: date, last: date) -> dict[uuid.UUID, Fraction]:
    """Return what was agreed for the periods that touch these days, by partner; one statement."""
    wanted = (
        Correction.program == program, Correction.partner_id.in_(list(partners)), Correction.state == "approved", Correction.archived_at.is_(None),
        Correction.starts_on <= last, Correction.ends_on >= first,
    )  # fmt: skip
    found: dict[uuid.UUID, Fraction] = {}
    for row in db.session.execute(sa.select(Correction.partner_id, Correction.amount).where(*wanted)):
        found[row.partner_id] = found.get(row.partner_id, Fraction(0)) + Fraction(row.amount)
    return found


def _wrong(field: str, message: str) -> Unprocessable:
    return Unprocessable(message, errors=[{"pointer": f"/{field}", "code": "invalid", "message": message}])
