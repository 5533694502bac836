"""Files wait in quarantine until the virus scanner found them clean; without a scanner there is none.

States of a file: none (never scanned), pending, clean, infected, failed (no verdict yet; it is tried again).
"""

import logging
import uuid
from typing import Any

import sqlalchemy as sa

from core import audit, virus_scan
from core.db import db
from core.entities.file_model import TABLE
from core.entities.marks import WALL
from core.entities.unit import unit
from core.errors import Denied
from core.i18n import _
from core.jobs.declare import Job
from core.jobs.queue import enqueue
from core.portal import portal
from core.programs.state import ProgramState

log = logging.getLogger("hansa.security")

AT_ONCE = 500
"""Files that are taken up again in an hour."""


def at_first() -> str:
    """Return the state of a file that was just uploaded."""
    return "pending" if virus_scan.is_on(portal().config) else "none"


def begin(file_id: uuid.UUID) -> None:
    """Have an uploaded file scanned once the running unit is committed."""
    if virus_scan.is_on(portal().config):
        enqueue(SCAN, {"file": file_id})


def let_out(file: Any) -> None:
    """Raise Denied while a file must not be handed out: infected, or, while a scanner is set up, not found clean."""
    if file.scan == "infected":
        raise Denied(_("A virus was found in this file, so it is not handed out."), code="infected")
    if file.scan == "clean" or not virus_scan.is_on(portal().config):
        return
    if file.scan == "failed":
        raise Denied(_("This file could not be checked for viruses yet. It is tried again; come back later."), code="scan-failed")
    raise Denied(_("This file is still being checked for viruses. Try again in a minute."), code="scan-pending")


def judge(program: ProgramState, file: str) -> None:
    """Have a file scanned and write down the verdict. A scanner that fails is asked again later."""
    found = unit(lambda: _row(program.id, uuid.UUID(file)))
    if found is None or found.scan in ("clean", "infected"):
        return
    try:
        with portal().files.open(found.key) as stream:
            verdict = virus_scan.scan(portal().config, stream)
    except Exception:
        unit(lambda: _mark(found, "failed"))
        raise
    unit(lambda: _decide(found, verdict))


def again(program: ProgramState) -> None:
    """Queue files that were never scanned, or without a verdict."""
    if not virus_scan.is_on(portal().config):
        return
    open_ones = sa.select(TABLE.c.id).where(TABLE.c.program_id == program.id, TABLE.c.scan.in_(("none", "failed"))).limit(AT_ONCE)
    for file_id in db.session.connection().execute(open_ones.execution_options(**WALL)).scalars().all():
        enqueue(SCAN, {"file": file_id})


def _decide(found: Any, verdict: virus_scan.Verdict) -> None:
    _mark(found, "clean" if verdict.clean else "infected")
    if verdict.clean:
        return
    log.warning("infected file", extra={"file_id": str(found.id), "found": verdict.found})
    entry = {"record_id": found.id, "record_version": None, "partner_id": None, "changes": {"scan": [found.scan, "infected"]}}
    audit.write("core.file", "virus found", [entry], reason=verdict.found)


def _row(program_id: uuid.UUID, file_id: uuid.UUID) -> Any:
    wanted = sa.select(TABLE).where(TABLE.c.program_id == program_id, TABLE.c.id == file_id)
    return db.session.connection().execute(wanted.execution_options(**WALL)).one_or_none()


def _mark(found: Any, state: str) -> None:
    row = sa.update(TABLE).where(TABLE.c.program_id == found.program_id, TABLE.c.id == found.id).values(scan=state)
    db.session.connection().execute(row.execution_options(**WALL))


SCAN = Job("scan", judge, retries=8, atomic=False)
AGAIN = Job("scan-again", again, every="hour")
