"""The end of a program and its return. After the end partners cannot sign in, and the vendor's people can only read."""

from datetime import datetime

import sqlalchemy as sa

from core import audit, clock
from core.db import db
from core.entities import acting
from core.entities.scope import Scope
from core.errors import Conflict
from core.i18n import N_
from core.identity.actor import Actor
from core.programs.editing import told
from core.programs.models import Program
from core.programs.revisions import bump
from core.programs.state import ProgramState


def end_program(program: ProgramState, actor: Actor) -> None:
    """End a program now, in the running unit; Conflict when it has ended."""
    if program.ended:
        raise Conflict(N_("This program has ended already."), code="program-ended")
    _set(program, actor, clock.now(), "program ended")


def reopen_program(program: ProgramState, actor: Actor) -> None:
    """Take the end of a program back, also one to come; Conflict when it has none."""
    if program.ends_at is None:
        raise Conflict(N_("This program is open."), code="program-open")
    _set(program, actor, None, "program reopened")


def _set(program: ProgramState, actor: Actor, at: datetime | None, action: str) -> None:
    bump(program.id)
    db.session.execute(sa.update(Program).where(Program.id == program.id).values(ends_at=at))
    with acting.entered(Scope(program, actor)):
        told(program, action, {"ends_at": [audit.jsonable(program.ends_at), audit.jsonable(at)]})
