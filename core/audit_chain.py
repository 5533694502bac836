"""The chain over the audit trail: committed rows are linked by hashes, and the end of the chain is signed elsewhere.

Business transactions take no lock for it: a sealer links their rows seconds later.
"""

import hashlib
import hmac
import json
import logging
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy import orm as so
from sqlalchemy.exc import IntegrityError

from core import clock
from core.audit import COVERED, Audit, canonical, genuine, month_of
from core.db import AppendOnly, Model, db
from core.entities import acting
from core.entities.marks import WALL
from core.entities.unit import unit
from core.jobs.declare import Job
from core.jobs.scopes import as_system, exclusive, programs
from core.portal import portal
from core.programs.state import ProgramState

log = logging.getLogger("hansa.audit")

BATCH = 500
GRACE = timedelta(seconds=60)
"""How old an act may be without a seal."""
START = "0" * 64


class AuditSeal(AppendOnly, Model):
    """A link: `hash` is the SHA-256 of the link before and of the audit row. Never updated."""

    program_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    seq: so.Mapped[int] = so.mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    month: so.Mapped[int]
    audit_id: so.Mapped[uuid.UUID]
    hash: so.Mapped[str] = so.mapped_column(sa.String(64))
    __table_args__ = (sa.UniqueConstraint("program_id", "month", "audit_id"),)


SEAL: Any = AuditSeal.__table__
AUDIT: Any = Audit.__table__


@dataclass
class Report:
    """What `verify` found. `problems` says in plain words what is wrong; none = the trail is whole."""

    sealed: int = 0
    head: str = START
    problems: list[str] = field(default_factory=list)
    waiting: bool = False
    """Whether acts wait for their seal longer than they should: somebody slipped them in, or nothing has run that seals."""

    @property
    def whole(self) -> bool:
        return not self.problems


def seal_all(window: timedelta | None = None) -> int:
    """Link the rows of every program that were written within the window (None = ever) and have no seal; returns how many."""
    states = programs()
    db.session.rollback()
    return sum(seal(state, window) for state in states)


def seal(state: ProgramState, window: timedelta | None = None) -> int:
    """Link the unsealed rows of a program, a batch in a unit; returns how many."""
    since, total = clock.now() - window if window else None, 0
    with acting.entered(as_system(state)):
        while _unsealed(db.session.connection(), state.id, since, limit=1):
            try:
                linked = unit(lambda: _link(state, since))
            except IntegrityError:
                linked = 0
            if not linked:
                log.info("the audit trail of %s is being sealed by another worker", state.slug)
                break
            total += linked
    return total


def _link(state: ProgramState, since: datetime | None) -> int:
    if not exclusive(f"seal {state.id}"):
        return 0
    connection = db.session.connection()
    seq, previous = _end(connection, state.id)
    links = []
    for row in _unsealed(connection, state.id, since, BATCH):
        seq, previous = seq + 1, link(previous, row)
        links.append({"program_id": state.id, "seq": seq, "month": row["month"], "audit_id": row["id"], "hash": previous})
    if links:
        connection.execute(sa.insert(SEAL).execution_options(**WALL), links)
    return len(links)


def link(previous: str, row: Mapping[str, Any]) -> str:
    """Return the hash of a link: SHA-256 of the one before and the row, its HMAC included."""
    content = canonical([*(row[name] for name in COVERED), row["mac"]])
    return hashlib.sha256(f"{previous}|{content}".encode()).hexdigest()


def _end(connection: sa.Connection, program_id: uuid.UUID) -> tuple[int, str]:
    statement = sa.select(SEAL.c.seq, SEAL.c.hash).where(SEAL.c.program_id == program_id).order_by(SEAL.c.seq.desc()).limit(1)
    found = connection.execute(statement.execution_options(**WALL)).one_or_none()
    return (found.seq, found.hash) if found else (0, START)


def _unsealed(
    connection: sa.Connection, program_id: uuid.UUID, since: datetime | None, limit: int, before: datetime | None = None
) -> list[Any]:
    """Return rows without a seal, oldest first; ids begin with the time, so `since` cuts along the key."""
    linked = sa.exists().where(SEAL.c.program_id == AUDIT.c.program_id, SEAL.c.month == AUDIT.c.month, SEAL.c.audit_id == AUDIT.c.id)
    statement = sa.select(AUDIT).where(AUDIT.c.program_id == program_id, ~linked).order_by(AUDIT.c.id).limit(limit)
    if since is not None:
        statement = statement.where(AUDIT.c.month >= month_of(since), AUDIT.c.id >= _first_id(since))
    if before is not None:
        statement = statement.where(AUDIT.c.at < before)
    return list(connection.execute(statement.execution_options(**WALL)).mappings())


def _first_id(moment: datetime) -> uuid.UUID:
    return uuid.UUID(int=int(moment.timestamp() * 1000) << 80)


def verify(state: ProgramState) -> Report:
    """Check the whole trail of a program: chain, HMACs, what is unsealed, and the signed heads."""
    with acting.entered(as_system(state)):
        return examine(db.session.connection(), state.id, heads_of(state.id))


def examine(connection: sa.Connection, program_id: uuid.UUID, heads: Iterable[str] = ()) -> Report:
    """Check the trail of a program as this connection sees it, against the lines of its signed heads."""
    report, hashes = Report(), {0: START}
    for row in _links(connection, program_id):
        _check(row, report, hashes)
    now = clock.now()
    late = _unsealed(connection, program_id, None, 10, before=now - GRACE)
    report.waiting = bool(late)
    report.problems += [f"Act {row['id']} of {row['at']:%Y-%m-%d %H:%M} has no seal." for row in late]
    _check_heads(program_id, heads, hashes, report)
    return report


def _links(connection: sa.Connection, program_id: uuid.UUID) -> Iterator[Any]:
    same = sa.and_(SEAL.c.program_id == AUDIT.c.program_id, SEAL.c.month == AUDIT.c.month, SEAL.c.audit_id == AUDIT.c.id)
    statement = (
        sa.select(SEAL.c.seq, SEAL.c.audit_id, SEAL.c.hash, *AUDIT.c)
        .select_from(SEAL.outerjoin(AUDIT, same))
        .where(SEAL.c.program_id == program_id)
        .order_by(SEAL.c.seq)
    )
    yield from connection.execute(statement.execution_options(**WALL, yield_per=1000)).mappings()


def _check(row: Any, report: Report, hashes: dict[int, str]) -> None:
    seq, previous = row["seq"], hashes.get(row["seq"] - 1)
    hashes[seq] = report.head = row["hash"]
    report.sealed += 1
    if previous is None:
        report.problems.append(f"Link {seq - 1} is missing.")
    elif row["id"] is None:
        report.problems.append(f"Act {row['audit_id']} of link {seq} is missing.")
    elif not genuine(row):
        report.problems.append(f"Act {row['id']} of link {seq} was changed.")
    elif link(previous, row) != row["hash"]:
        report.problems.append(f"Link {seq} does not follow from the one before.")


def sign(state: ProgramState) -> None:
    """Seal what is left and write the signed end of the chain to a file outside of the database."""
    seal(state)
    with acting.entered(as_system(state)):
        seq, head = _end(db.session.connection(), state.id)
    line = {"seq": seq, "hash": head, "at": clock.now().isoformat()}
    file = _heads_file(state.id)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as out:
        out.write(json.dumps({**line, "signature": _signature(state.id, line)}) + "\n")


HEAD = Job("audit-head", sign, every="hour", atomic=False)


def heads_of(program_id: uuid.UUID) -> list[str]:
    """Return the lines of the signed heads."""
    file = _heads_file(program_id)
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def _heads_file(program_id: uuid.UUID) -> Path:
    config = portal().config
    return Path(config["audit_heads"] or Path(config["data_dir"]) / "audit-heads") / f"{program_id}.jsonl"


def _signature(program_id: uuid.UUID, line: Mapping[str, Any], secret_key: str = "") -> str:
    key = hashlib.sha256(b"audit-head:" + (secret_key or current_app.config["SECRET_KEY"]).encode()).digest()
    return hmac.new(key, canonical([program_id, line["seq"], line["hash"], line["at"]]).encode(), hashlib.sha256).hexdigest()


def _check_heads(program_id: uuid.UUID, lines: Iterable[str], hashes: Mapping[int, str], report: Report) -> None:
    for number, text in enumerate(lines, 1):
        try:
            line = json.loads(text)
            signed = any(
                hmac.compare_digest(_signature(program_id, line, key), line["signature"]) for key in portal().config.secret_keys
            )
        except (ValueError, KeyError, TypeError):
            signed = False
        if not signed:
            report.problems.append(f"Signed head {number} was changed.")
        elif hashes.get(line["seq"]) != line["hash"]:
            report.problems.append(f"The trail no longer leads to the head signed at {line['at']}: it was cut or rewritten.")
