"""Runs: periods calculated for all partners in batches, each committed with how far it came; killed anywhere, a run goes on from there."""

import gc
import hashlib
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from hansa import behind, clock, current_scope, db, note, unit
from plugins.rebates.engine import cells, reading
from plugins.rebates.engine.cells import Cells
from plugins.rebates.engine.engine import ENGINE_VERSION
from plugins.rebates.engine.plan import Asked, asked, stored, with_earlier, work_of
from plugins.rebates.engine.rows import Row, chained, named, rows
from plugins.rebates.engine.together import Gifts
from plugins.rebates.engine.together import calculate as calculated
from plugins.rebates.engine.work import Work, by_date, shape_of
from plugins.rebates.models import Result, Run
from plugins.rebates.program.programs import Program, program
from plugins.rebates.tasks import KEEP

TOGETHER = 500
"""So many partners are calculated and written in one unit."""


@dataclass(frozen=True)
class Running:
    """A run that is under way: its work, and the partner it came to."""

    id: uuid.UUID
    period: Asked
    work: Work
    known_at: datetime
    checkpoint: str


def calculate(period: Any, *, at: datetime | None = None) -> Any:
    """Calculate a period for all partners by the version in force on its last day and return the run.

    `at`: what was received by then counts (default: now). A run that was interrupted goes on from its last batch and writes the
    same bytes. Opens its own units, unless one runs. Raises Conflict (code `no-policy`) when no version is in force.
    """
    return calculate_many([period], at=at)[0]


@contextmanager
def _unlooked() -> Iterator[None]:
    """Look for no garbage meanwhile: a run makes hundreds of thousands of objects, none of them in circles, and looking through them all
    again and again takes a fifth of its time."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()


@_unlooked()
def calculate_many(periods: Sequence[Any], *, at: datetime | None = None) -> list[Any]:
    """Calculate several periods in one pass over the lines; see `calculate`."""
    wanted, moment = [asked(one) for one in periods], at or clock.now()
    running = _behind(lambda: _begin(wanted, moment))
    works, found, partners, digest = _read(running)
    running = _behind(lambda: _same(running, digest))
    todo = [partner for partner in partners if any(str(partner) > one.checkpoint for one in running)]
    whole = _behind_read(lambda: _calculated(running, works, found, partners)) if any(one.made.pooled for one in works) else None
    for start in range(0, len(todo), TOGETHER):
        _behind(partial(_batch, running, works, found, todo[start : start + TOGETHER], whole))
    return _behind(lambda: _ended(running))


def _behind(work: Any) -> Any:
    """Do work in a unit, behind the wall: results follow from policy and lines, whoever asks for them."""

    def inner() -> Any:
        with behind(KEEP):
            return work()

    return unit(inner)


def _behind_read(work: Any) -> Any:
    with behind(KEEP):
        return work()


def _begin(wanted: Sequence[Asked], moment: datetime) -> list[Running]:
    """Return the runs of periods that were interrupted, else new ones."""
    kept, open_ = stored([one.program for one in wanted]), _interrupted(wanted)
    found = [(one, program(one.program, one.ends_on)) for one in wanted]
    runs = [_run(one, policy, moment, open_.get(one.id)) for one, policy in found]
    db.session.flush()
    return [
        Running(run.id, one, work_of(policy, one, kept[one.program]), run.known_at, (run.checkpoint or {}).get("partner", ""))
        for (one, policy), run in zip(found, runs, strict=True)
    ]


def _interrupted(wanted: Sequence[Asked]) -> dict[uuid.UUID, Any]:
    """Return the last run of each period that did not end; one statement."""
    running = sa.select(Run).where(Run.period_id.in_([one.id for one in wanted]), Run.state == "running").order_by(Run.id)
    return {run.period_id: run for run in db.session.scalars(running)}


def _run(period: Asked, found: Program, moment: datetime, open_: Any) -> Any:
    version = found.version.version_id if found.version is not None else None
    if open_ is not None and open_.policy_version_id == version and open_.engine == str(ENGINE_VERSION):
        return open_
    made = Run(program_id=current_scope().program.id, period_id=period.id, policy_version_id=version, known_at=moment, engine=str(ENGINE_VERSION))
    db.session.add(made)
    return made


def _read(running: Sequence[Running]) -> tuple[Sequence[Work], dict[str, Cells], list[uuid.UUID], str]:
    """Read the works with those of earlier programs, the cells of all works, one pass for each date lines go by; the partners; and the hash of what was read."""
    known_at = min(one.known_at for one in running)

    def work() -> Any:
        works, partners = with_earlier([one.work for one in running]), reading.active()
        reading.Reader(partners, known_at).start(works)
        return works, {dated: cells.read(shape_of(some), known_at) for dated, some in by_date(works).items()}, partners

    works, found, partners = _behind_read(work)
    told = "".join(one.digest() for _dated, one in sorted(found.items()))
    return works, found, partners, hashlib.sha256(told.encode()).hexdigest()


def _same(running: Sequence[Running], digest: str) -> list[Running]:
    """Note what runs calculate from; one that was begun with other lines is given up, and a new one begun."""
    kept, found = _kept(running), []
    for one in running:
        run = kept[one.id]
        if run.inputs_hash not in (None, digest):
            run.state = "failed"
            db.session.flush()
            one = _begin([one.period], run.known_at)[0]
            run = _kept([one])[one.id]
        run.inputs_hash = digest
        found.append(one)
    db.session.flush()
    return found


Made = tuple[dict[Work, Gifts], reading.Reader]


def _calculated(running: Sequence[Running], works: Sequence[Work], found: dict[str, Cells], partners: Sequence[uuid.UUID]) -> Made:
    known = reading.Reader(partners, min(one.known_at for one in running))
    return calculated(works, found, partners, known, people=known.people, above=known.above), known


def _batch(
    running: Sequence[Running], works: Sequence[Work], found: dict[str, Cells], partners: Sequence[uuid.UUID], whole: Made | None
) -> None:
    """Calculate some partners (or take them from the `whole`, where partners are measured together), write their results, and note how
    far each run came."""
    made, known = whole or _calculated(running, works, {dated: one.only(partners) for dated, one in found.items()}, partners)
    kept = _kept(running)
    for one in running:
        each = _of_people(one, made[one.work], partners, known) if one.work.made.personal else _rows(one, made[one.work], partners, known)
        _write(one, kept[one.id], list(each), str(partners[-1]))
    db.session.flush()


def _rows(one: Running, gifts: Gifts, partners: Sequence[uuid.UUID], known: reading.Reader) -> Iterator[Row]:
    currency, above = current_scope().program.currency, known.above() if one.work.made.policy["receiver"] == "distributor" else {}
    for partner in partners:
        if partner in gifts and str(partner) > one.checkpoint:
            yield from rows(one.work, partner, gifts[partner], currency, above.get(partner))


def _of_people(one: Running, gifts: Gifts, partners: Sequence[uuid.UUID], known: reading.Reader) -> Iterator[Row]:
    """Yield the rows of the people of partners, in the order of partners and people."""
    currency, some = current_scope().program.currency, set(partners)
    for person in sorted(known.people().values(), key=lambda found: (found.partner_id, found.id)):
        if person.id in gifts and person.partner_id in some and str(person.partner_id) > one.checkpoint:
            yield from rows(one.work, person.partner_id, gifts[person.id], currency, person=person.id)


def _kept(running: Sequence[Running]) -> dict[uuid.UUID, Any]:
    """Return the runs as records; one statement."""
    return {run.id: run for run in db.session.scalars(sa.select(Run).where(Run.id.in_([one.id for one in running])))}


def _write(one: Running, run: Any, found: Sequence[Row], last: str) -> None:
    checkpoint = dict(run.checkpoint or {})
    made = [row | {"run_id": one.id, "period_id": one.period.id, "id": named(one.id, row)} for row in found]
    note(Result, made)
    checkpoint |= {"partner": last, "rows": checkpoint.get("rows", 0) + len(made), "digest": chained(checkpoint.get("digest", ""), made)}
    run.checkpoint = checkpoint


def _ended(running: Sequence[Running]) -> list[Any]:
    kept = _kept(running)
    for run in kept.values():
        run.state, run.results_hash, run.finished_at = "done", (run.checkpoint or {}).get("digest", ""), clock.now()
    db.session.flush()
    return [kept[one.id] for one in running]
