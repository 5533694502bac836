"""Planning and taking back changes of a program's zone, currency and fiscal calendar. What has begun stays as it was."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from core import audit, clock
from core.db import db
from core.entities.scope import current
from core.errors import Conflict, NotFound, Unprocessable
from core.i18n import N_, _, say
from core.programs.dated import Dated, on
from core.programs.editing import loaded, told
from core.programs.models import ProgramSetting
from core.programs.program_schema import DatedSchema
from core.programs.revisions import bump

NAMES = ("zone", "currency", "fiscal_start_month")


def plan(raw: Mapping[str, Any]) -> None:
    """Have other settings hold in the active program from a day on, today at the earliest; Unprocessable, Conflict.

    Planned for a day that has a change already, it takes that one's place.
    """
    program, actor = current().program, current().actor
    values = loaded(DatedSchema(), raw)
    day: date = values["effective_from"]
    before = on(program.history, day)
    _check(day, values, before)
    bump(program.id)
    db.session.execute(sa.delete(ProgramSetting).where(*_key(day)))
    db.session.add(ProgramSetting(program_id=program.id, user_id=actor.user_id, **values))
    db.session.flush()
    changes = {name: [getattr(before, name), values[name]] for name in NAMES if getattr(before, name) != values[name]}
    told(program, "change planned", {"effective_from": [None, audit.jsonable(day)], **changes})


def take_back(day: date) -> None:
    """Drop a change that has not begun; NotFound, Conflict."""
    program = current().program
    found = next((one for one in program.history if one.effective_from == day), None)
    if found is None:
        raise NotFound()
    if found.starts_at <= clock.now():
        raise Conflict(N_("This holds already. Plan a change from another day on."), code="has-begun")
    bump(program.id)
    db.session.execute(sa.delete(ProgramSetting).where(*_key(day)))
    told(program, "change taken back", {"effective_from": [audit.jsonable(day), None]})


def _check(day: date, values: Mapping[str, Any], before: Dated) -> None:
    if day < clock.today(current().program):
        raise _wrong("effective_from", "in-the-past", _("Choose today or a later day: what is past was reckoned as it was."))
    if all(getattr(before, name) == values[name] for name in NAMES):
        raise Unprocessable(_("Nothing would change on that day."), code="nothing-changes")
    if values["fiscal_start_month"] != before.fiscal_start_month and day.day != 1:
        raise _wrong("effective_from", "not-first-of-month", _("Another fiscal calendar begins on the first day of a month."))


def _wrong(field: str, code: str, message: str) -> Unprocessable:
    return Unprocessable(errors=[{"pointer": f"/{field}", "code": code, "message": say(message)}])


def _key(day: date) -> tuple[Any, ...]:
    return ProgramSetting.program_id == current().program.id, ProgramSetting.effective_from == day
