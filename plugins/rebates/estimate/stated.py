"""Forecasts people state: how much of a measure is expected of a partner in a period, by whom and when."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from hansa import N_, Unprocessable, _, clock, current_scope, db
from plugins.rebates.expectations import Forecast
from plugins.rebates.program.programs import programs

NO_PROGRAM = N_("No rebate program “%(name)s” is in force on that day.")
NO_MEASURE = N_("The program has these measures: %(known)s.")


@dataclass(frozen=True)
class Stated:
    """What somebody expects of a partner: the measure at the end of the period; an empty `measure` is the first of the program."""

    measure: str
    amount: Fraction
    author: str
    told_on: date


def saved(record: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Note who states it and when, whenever a figure changes. Raises Unprocessable for a program or measure there is not."""
    if not is_new and not {"amount", "measure", "day", "program", "about_id"} & changes.keys():
        return
    if is_new or {"program", "measure", "day"} & changes.keys():
        _judge(record)
    record.author, record.told_on = current_scope().actor.name, clock.today(current_scope().program.zone)


def _judge(record: Any) -> None:
    found = programs(record.day, [record.program])
    if not found:
        raise _wrong("program", _(NO_PROGRAM, name=record.program))
    names = [one.name for one in found[0].made.measures]
    if record.measure and record.measure not in names:
        raise _wrong("measure", _(NO_MEASURE, known=", ".join(names)))


def _wrong(field: str, message: str) -> Unprocessable:
    return Unprocessable(message, errors=[{"pointer": f"/{field}", "code": "unknown", "message": message}])


def stated(program: str, partners: Collection[uuid.UUID], first: date, last: date) -> dict[uuid.UUID, list[Stated]]:
    """Return what is stated for a period, the newest of a measure last; one statement."""
    wanted = (Forecast.program == program, Forecast.about_id.in_(list(partners)), Forecast.day.between(first, last), Forecast.archived_at.is_(None))
    found: dict[uuid.UUID, list[Stated]] = {}
    for row in db.session.scalars(sa.select(Forecast).where(*wanted).order_by(Forecast.told_on, Forecast.id)):
        found.setdefault(row.about_id, []).append(Stated(row.measure, Fraction(row.amount), row.author, row.told_on))
    return found
