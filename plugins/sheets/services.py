"""Imports step by step: read, map, try, run, undo. Long steps go in batches, each in a unit of its own."""

import contextlib
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from hansa import N_, Conflict, Entity, NotFound, Problem, _, current_scope, db, records, system
from plugins.sheets.columns import guess
from plugins.sheets.limits import MAX_BYTES, Unreadable
from plugins.sheets.models import Import, ImportRow, StaffImport, StaffImportRow
from plugins.sheets.targets import ABSENT, OWNER, TWICE, Target, importable, look_up, needs_owner, targets
from plugins.sheets.text_file import Grid, read_text
from plugins.sheets.values import raw_of, unquoted
from plugins.sheets.workbook import ZIP, read_workbook

BATCH = 250
"""So many rows are done in one unit; undoing, which goes record by record, does a fifth."""

UNDO = "undo an import"
KEEP = "keep the records of an import"
CHANGED = N_("It was changed since, so it stays.")
GONE = N_("It no longer exists.")
OLE = b"\xd0\xcf\x11\xe0"


def read(data: bytes) -> Grid:
    """Return the cells of an uploaded file; raises Unreadable."""
    if len(data) > MAX_BYTES:
        raise Unreadable("too-large")
    if data.startswith(OLE):
        raise Unreadable("not-a-workbook")
    return read_workbook(data) if data.startswith(ZIP) else read_text(data)


def begin(entity: Entity, filename: str, grid: Grid) -> Any:
    """Keep the cells, guess the columns, and return the new import."""
    scope = current_scope()
    titles = [unquoted(title)[:200] for title in grid.rows[0]]
    known = targets(entity)
    mapping = guess(titles, {name: target.called for name, target in known.items()})
    sheets, rows = models()
    owner = {} if scope.actor.staff else {"partner_id": scope.actor.partner_id}
    common = {"program_id": scope.program.id, "created_by": scope.actor.user_id, **owner}
    with writing():
        made = sheets(**common, entity=entity.key, filename=filename[-200:], source=grid.source, columns=titles, mapping=mapping)
        db.session.add(made)
        db.session.flush()
    with system(KEEP):
        # Ten thousand rows that all carry the owner of their import: judging each by itself would double the time.
        db.session.add_all(rows(**common, import_id=made.id, line=line, cells=cells) for line, cells in enumerate(grid.rows[1:], start=2))
    return made


def find(import_id: uuid.UUID) -> tuple[Any, Entity]:
    """Return an import of the actor's and its entity; NotFound for anything else."""
    sheets, _rows = models()
    found = db.session.scalars(sa.select(sheets).where(sheets.id == import_id)).one_or_none()
    if found is None:
        raise NotFound()
    return found, importable(found.entity)


def recent(entity: Entity) -> list[Any]:
    """Return the last imports into an entity."""
    sheets, _rows = models()
    return list(db.session.scalars(sa.select(sheets).where(sheets.entity == entity.key).order_by(sheets.id.desc()).limit(10)))


def counts(sheet: Any) -> dict[str, int]:
    """Return how many rows are in which state."""
    _sheets, rows = models()
    found = db.session.execute(sa.select(rows.state, sa.func.count(rows.id)).where(rows.import_id == sheet.id).group_by(rows.state))
    return {state: int(number) for state, number in found}


def rows_in(sheet: Any, states: Sequence[str], limit: int | None = None) -> list[Any]:
    """Return rows in one of these states, in the order of the sheet."""
    _sheets, rows = models()
    return list(
        db.session.scalars(sa.select(rows).where(rows.import_id == sheet.id, rows.state.in_(states)).order_by(rows.line).limit(limit))
    )


def choose(sheet: Any, entity: Entity, mapping: list[str]) -> list[str]:
    """Set which column is which field and start the check; returns what is wrong with the choice."""
    known = targets(entity)
    chosen = [name for name in mapping if name]
    wrong = [_("“%(label)s” is chosen twice.", label=known[n].label) for n in dict.fromkeys(chosen) if n in known and chosen.count(n) > 1]
    wrong += [_("Choose the column for “%(label)s”.", label=t.label) for t in known.values() if t.required and t.name not in chosen]
    if any(name not in known for name in chosen) or len(mapping) != len(sheet.columns):
        wrong.append(_("Choose the columns again."))
    if not wrong:
        _expect(sheet, "mapping", "checked")
        judged = rows_in(sheet, ("good", "bad"))
        with writing():
            sheet.mapping, sheet.state = mapping, "checking"
            for row in judged:
                row.state, row.problems = "new", []
            db.session.flush()
    return wrong


def start(sheet: Any, state: str) -> None:
    """Go on to the next step: `running` after the check, `undoing` when it is done, `mapping` to choose columns again."""
    _expect(sheet, *{"running": ("checked",), "undoing": ("done",), "mapping": ("checked",)}[state])
    with writing():
        sheet.state = state
        db.session.flush()


def advance(sheet: Any, entity: Entity) -> None:
    """Do one batch of the step the import is at, and end the step when nothing is left of it."""
    if sheet.state not in STEPS:
        return
    left, step, then = STEPS[sheet.state]
    size = BATCH // 5 if sheet.state == "undoing" else BATCH
    batch = rows_in(sheet, (left,), size)
    outcomes = step(sheet, entity, batch) if batch else []
    with writing():
        for row, outcome in zip(batch, outcomes, strict=True):
            row.state, row.problems = outcome.state, outcome.problems
            row.record_id, row.record_version = outcome.record or (row.record_id, row.record_version)
        if len(batch) < size:
            sheet.state = then
        db.session.flush()


def models() -> tuple[Any, Any]:
    return (StaffImport, StaffImportRow) if current_scope().actor.staff else (Import, ImportRow)


def writing() -> AbstractContextManager[Any]:
    """Surround changes to imports themselves: staff of one region may write no staff record, but keep their imports."""
    scope = current_scope()
    return system(KEEP) if scope.actor.staff and scope.reach != "all" else contextlib.nullcontext()


def _expect(sheet: Any, *states: str) -> None:
    if sheet.state not in states:
        raise Conflict(_("This import has gone on in the meantime. Look at it again."))


@dataclass
class Outcome:
    """What became of a row; `record` is id and version of what was made of it."""

    state: str
    problems: list[str] = field(default_factory=list)
    record: tuple[uuid.UUID, int] | None = None


def _check(sheet: Any, entity: Entity, batch: list[Any]) -> list[Outcome]:
    """Judge a batch: what each row would create, and what is wrong with it."""
    return [Outcome("bad" if problems else "good", problems) for _raw, _owner, problems in _read(sheet, entity, batch)]


def _run(sheet: Any, entity: Entity, batch: list[Any]) -> list[Outcome]:
    """Create the records of a batch: all at once, or, where that is refused, one by one to find out which."""
    outcomes: list[Outcome] = []
    owners: dict[Any, list[tuple[Outcome, dict[str, Any]]]] = {}
    for raw, owner, problems in _read(sheet, entity, batch):
        outcomes.append(Outcome("bad" if problems else "made", problems))
        if not problems:
            owners.setdefault(owner, []).append((outcomes[-1], raw))
    for owner, pairs in owners.items():
        if not _made(entity, owner, pairs):
            for pair in pairs:
                _made(entity, owner, [pair])
    return outcomes


def _made(entity: Entity, owner: Any, pairs: list[tuple[Outcome, dict[str, Any]]]) -> bool:
    """Create the records of some rows, all or none; a single row that is refused learns why."""
    point = db.session.begin_nested()
    try:
        made = records.create_many(entity, [raw for _outcome, raw in pairs], partner_id=owner)
        point.commit()
    except (Problem, IntegrityError) as error:
        point.rollback()
        if len(pairs) == 1:
            pairs[0][0].state, pairs[0][0].problems = "bad", [_reason(error)]
        return False
    for (outcome, _raw), record in zip(pairs, made, strict=True):
        outcome.record = (record.id, record.version)
    return True


def _undo(sheet: Any, entity: Entity, batch: list[Any]) -> list[Outcome]:
    """Delete the records of a batch that nobody touched since."""
    model = entity.model
    wanted = [row.record_id for row in batch]
    present = {record.id: record.version for record in db.session.scalars(sa.select(model).where(model.id.in_(wanted)))}
    untouched = {row.record_id for row in batch if present.get(row.record_id) == row.record_version}
    refused = _delete(entity, untouched)
    return [_undone(row, present, untouched, refused) for row in batch]


def _undone(row: Any, present: Mapping[uuid.UUID, int], untouched: set[uuid.UUID], refused: Mapping[uuid.UUID, str]) -> Outcome:
    if row.record_id not in present:
        return Outcome("removed", [_(GONE)])
    if row.record_id in untouched and row.record_id not in refused:
        return Outcome("removed")
    return Outcome("kept", [refused.get(row.record_id, _(CHANGED))])


def _delete(entity: Entity, ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Delete records the actor made and sees; whoever may import may take the import back. Returns why some stayed."""
    refused: dict[uuid.UUID, str] = {}
    with system(UNDO):
        found = db.session.scalars(sa.select(entity.model).where(entity.model.id.in_(ids))).all()
        named = [(record.id, record) for record in found]
        if named and _gone(entity, [record for _id, record in named]):
            refused = {record_id: reason for record_id, record in named if (reason := _gone(entity, [record]))}
    return refused


def _gone(entity: Entity, found: Sequence[Any]) -> str:
    """Delete some records, all or none, and return why not."""
    point = db.session.begin_nested()
    try:
        for record in found:
            records.delete(entity, record, reason=UNDO)
        point.commit()
    except (Problem, IntegrityError) as error:
        point.rollback()
        return _reason(error) if isinstance(error, Problem) else _(CHANGED)
    return ""


STEPS: Mapping[str, tuple[str, Callable[[Any, Entity, list[Any]], list[Outcome]], str]] = {
    "checking": ("new", _check, "checked"),
    "running": ("good", _run, "done"),
    "undoing": ("made", _undo, "undone"),
}
"""State of an import: which rows are left to do, what is done with them, the state after."""


def _reason(error: Problem | IntegrityError) -> str:
    if isinstance(error, IntegrityError):
        return _("A record like this exists already.")
    told = [one["message"] for one in error.errors]
    return "; ".join(told) or _(error.message)


def _read(sheet: Any, entity: Entity, batch: list[Any]) -> Iterator[tuple[dict[str, Any], uuid.UUID | None, list[str]]]:
    """Yield what each row says: raw input, owner, and what is wrong with it as `title: what`."""
    known = targets(entity)
    columns = [(i, known[name]) for i, name in enumerate(sheet.mapping) if name in known]
    found = {t.name: look_up(t, {unquoted(row.cells[i]) for row in batch if i < len(row.cells)} - {""}) for i, t in columns if t.to}
    for row in batch:
        raw, problems = _row(row.cells, columns, found)
        owner = raw.pop(OWNER, None) if needs_owner(entity) else None
        problems += _judged(entity, raw, known, {p.partition(":")[0] for p in problems}, needs_owner(entity) and owner is None)
        yield raw, uuid.UUID(owner) if owner else None, problems


def _row(cells: list[str], columns: list[tuple[int, Target]], found: dict[str, dict[str, str | None]]) -> tuple[dict[str, Any], list[str]]:
    raw: dict[str, Any] = {}
    problems: list[str] = []
    for i, target in columns:
        text = cells[i] if i < len(cells) else ""
        if not target.to:
            value = raw_of(target.field, text, target.words)
            if value is not None:
                raw[target.name] = value
        elif unquoted(text):
            value = found[target.name].get(unquoted(text))
            if value is None:
                reason = TWICE if unquoted(text) in found[target.name] else ABSENT
                problems.append(f"{target.label}: {_(reason, text=unquoted(text)[:60])}")
            else:
                raw[target.name] = value
    return raw, problems


def _judged(entity: Entity, raw: dict[str, Any], known: dict[str, Target], told: set[str], ownerless: bool) -> list[str]:
    """Return what the schema says of a row, but for the fields that were told of."""
    found = [f"{known[OWNER].label}: {_('Fill in this field.')}"] if ownerless and known[OWNER].label not in told else []
    try:
        records.load(entity, raw)
    except Problem as problem:
        for one in problem.errors:
            name = one["pointer"].lstrip("/").split("/")[0]
            label = known[name].label if name in known else ""
            if label not in told:
                found.append(f"{label}: {one['message']}" if label else one["message"])
    return found
