"""The section `program`: names, language, and since when which currency, zone and fiscal calendar hold."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from core import clock
from core.db import db
from core.entities.scope import current
from core.errors import Unprocessable
from core.i18n import _
from core.program_text.section import Change, ProgramSection, below, compared, mapping, sequence, wrong
from core.programs.dated import BEGINNING
from core.programs.editing import loaded
from core.programs.models import Program, ProgramSetting
from core.programs.program_schema import DatedSchema, PlaceSchema, ProgramSchema
from core.programs.revisions import bump

NAMES = ("name", "tagline", "locale")
PLACE = ("currency", "zone", "fiscal_start_month")
KNOWN = ("slug", *NAMES, *PLACE, "changes")


def export() -> dict[str, Any]:
    """Return the set-up; the own host name and the end belong to the installation and are left out."""
    program = current().program
    first, *later = program.history
    changes = [{"from": one.effective_from.isoformat(), **_place(one)} for one in later]
    names = {name: getattr(program, name) for name in NAMES}
    return {"slug": program.slug, **names, **_place(first), "changes": changes}


def plan(data: Any) -> list[Change]:
    """Compare a set-up with the present one."""
    before, wanted = export(), _wanted(data)
    found = compared(_by_day(before), _by_day(wanted))
    return [_judged(change, wanted) for change in found]


def apply(data: Any) -> None:
    """Write a set-up down. What it does not change keeps who wrote it, and when."""
    program, wanted, before = current().program, _wanted(data), export()
    bump(program.id)
    values = {name: wanted[name] for name in (*NAMES, *PLACE)}
    db.session.execute(sa.update(Program).where(Program.id == program.id).values(values))
    rows = {row["from"]: row for row in wanted["changes"]}
    for row in before["changes"]:
        if rows.get(row["from"]) == row:
            del rows[row["from"]]
        else:
            gone = (ProgramSetting.program_id == program.id, ProgramSetting.effective_from == date.fromisoformat(row["from"]))
            db.session.execute(sa.delete(ProgramSetting).where(*gone))
    for day, row in rows.items():
        place = {name: row[name] for name in PLACE}
        day_of = date.fromisoformat(day)
        db.session.add(ProgramSetting(program_id=program.id, user_id=current().actor.user_id, effective_from=day_of, **place))
    db.session.flush()


def _wanted(data: Any) -> dict[str, Any]:
    """Return the whole set-up a text asks for; what it leaves out stays as it is."""
    given = {**export(), **mapping(data, known=KNOWN)}
    if given["slug"] != current().program.slug:
        raise wrong("/slug", _("The name in addresses cannot be changed."))
    names = loaded(ProgramSchema(only=NAMES), {name: given[name] for name in NAMES})
    place = loaded(PlaceSchema(), _raw(given))
    rows = [_change(row, f"/changes/{n}") for n, row in enumerate(sequence(given["changes"], "/changes"))]
    _ordered(rows, {"from": "", **place})
    return {"slug": given["slug"], **names, "tagline": names.get("tagline") or "", **{name: place[name] for name in PLACE}, "changes": rows}


def _change(row: Any, path: str) -> dict[str, Any]:
    given = mapping(row, path, ("from", *PLACE))
    try:
        values = loaded(DatedSchema(), {"effective_from": given.get("from"), **_raw(given)})
    except Unprocessable as problem:
        for error in problem.errors:
            error["pointer"] = error["pointer"].replace("/effective_from", "/from")
        raise below(path, problem) from None
    return {"from": values["effective_from"].isoformat(), **{name: values[name] for name in PLACE}}


def _ordered(rows: list[dict[str, Any]], before: Mapping[str, Any]) -> None:
    for n, row in enumerate(rows):
        if row["from"] <= before["from"]:
            raise wrong(f"/changes/{n}/from", _("Name the days in their order, each once."))
        if row["fiscal_start_month"] != before["fiscal_start_month"] and not row["from"].endswith("-01"):
            raise wrong(f"/changes/{n}/from", _("Another fiscal calendar begins on the first day of a month."))
        before = row


def _judged(change: Change, wanted: Mapping[str, Any]) -> Change:
    day = change.path.removeprefix("changes/").split("/")[0] if change.path.startswith("changes/") else BEGINNING.isoformat()
    of_place = change.path in PLACE or change.path.startswith("changes/")
    if of_place and date.fromisoformat(day) <= clock.today(current().program):
        text = _("It holds already: what was reckoned and shown since would be read in another way.")
        return Change(change.kind, change.path, change.before, change.after, text)
    return change


def _by_day(setup: Mapping[str, Any]) -> dict[str, Any]:
    days = {row["from"]: {name: row[name] for name in PLACE} for row in setup["changes"]}
    return {**setup, "changes": days}


def _place(one: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in PLACE}


def _raw(given: Mapping[str, Any]) -> dict[str, Any]:
    month = given.get("fiscal_start_month")
    return {**{name: given.get(name) for name in PLACE}, "fiscal_start_month": str(month) if month is not None else None}


SECTION = ProgramSection("program", 10, export, plan, apply)
