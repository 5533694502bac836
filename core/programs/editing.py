"""Making a program and changing its set-up."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from marshmallow import ValidationError

from core import audit
from core.db import db
from core.entities import acting
from core.entities.scope import Scope, current
from core.errors import FieldError, NotFound, Unprocessable
from core.i18n import _, say
from core.identity.actor import Actor
from core.plugin_system.order import by_requirement
from core.portal import portal
from core.programs.enabling import enable
from core.programs.models import Program
from core.programs.program_schema import NewProgramSchema, ProgramSchema
from core.programs.revisions import bump
from core.programs.state import ProgramState
from schemas.base import EntitySchema
from schemas.errors import flatten


def create_program(raw: Mapping[str, Any], actor: Actor, plugins: Iterable[str] | None = None) -> ProgramState:
    """Make a program with these plugins, else those that are on by default, in the running unit; Unprocessable."""
    values = _tidy(loaded(NewProgramSchema(), raw))
    unique("slug", values["slug"])
    unique("host", values.get("host"))
    row = Program(**values)
    db.session.add(row)
    db.session.flush()
    program = portal().programs.fresh(row.id)
    with acting.entered(Scope(program, actor)):
        told(program, "program created", {name: [None, audit.jsonable(value)] for name, value in values.items()})
    for name in default_plugins() if plugins is None else plugins:
        program = portal().programs.fresh(program.id)
        enable(program, name, actor)
    return portal().programs.fresh(program.id)


def default_plugins() -> list[str]:
    """Return the plugins a new program starts with, requirements first."""
    loaded = portal().plugins.loaded
    order, _problems = by_requirement({name: plugin.info.requires for name, plugin in loaded.items()})
    return [name for name in order if loaded[name].info.default_enabled and loaded[name].status == "active"]


def save_program(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """Change the set-up of the active program; return the names of what changed. Unprocessable."""
    program = current().program
    row = program_row()
    values = _tidy(loaded(ProgramSchema(), raw))
    unique("host", values.get("host"), but=program.id)
    changes = {name: [getattr(row, name), value] for name, value in values.items() if getattr(row, name) != value}
    if changes:
        bump(program.id)
        db.session.execute(
            sa.update(Program).where(Program.id == program.id).values({name: after for name, (_b, after) in changes.items()})
        )
        told(program, "program changed", {n: [audit.jsonable(b), audit.jsonable(a)] for n, (b, a) in changes.items()})
    return tuple(changes)


def program_row() -> Program:
    """Return the row of the active program."""
    found = db.session.get(Program, current().program.id, populate_existing=True)
    if found is None:
        raise NotFound()
    return found


def loaded(schema: EntitySchema, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a schema loads; raises Unprocessable with every error, field by field."""
    try:
        values = dict(schema.load(raw))
    except ValidationError as error:
        raise Unprocessable(errors=[{"pointer": p, "code": c, "message": say(m)} for p, c, m in flatten(error.messages)]) from None
    return values


def _tidy(values: dict[str, Any]) -> dict[str, Any]:
    return {**values, "tagline": values.get("tagline") or ""}


def unique(name: str, value: str | None, but: Any = None) -> None:
    """Raise Unprocessable when another program has this value."""
    if value is None:
        return
    found = db.session.scalar(sa.select(Program.id).where(getattr(Program, name) == value))
    if found is not None and found != but:
        error: FieldError = {"pointer": f"/{name}", "code": "taken", "message": _("Another program uses this already.")}
        raise Unprocessable(errors=[error])


def told(program: ProgramState, action: str, changes: dict[str, Any]) -> None:
    """Note a change of the program itself in its audit trail."""
    audit.write("core.program", action, [{"record_id": program.id, "record_version": None, "partner_id": None, "changes": changes}])
