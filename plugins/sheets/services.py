"""Imports step by step: read, map, try, run, undo. Every step goes in batches, each in a unit of its own."""

import uuid
from typing import Any

import sqlalchemy as sa

from hansa import Conflict, Entity, _, db, system, unit
from plugins.sheets.columns import guess, recalled
from plugins.sheets.limits import MAX_BYTES, Unreadable
from plugins.sheets.steps import STEPS
from plugins.sheets.store import KEEP, former, models, of_actor, own, writing
from plugins.sheets.targets import targets
from plugins.sheets.text_file import Grid, read_text
from plugins.sheets.values import unquoted
from plugins.sheets.work import queue, step
from plugins.sheets.workbook import ZIP, read_workbook

KEPT_AT_ONCE = 250
"""So many rows are kept as they were read in one unit: others wait for the database meanwhile."""

SMALL = 500
"""Up to so many rows are done while the person waits; more are left to the queue."""

OLE = b"\xd0\xcf\x11\xe0"


def read(data: bytes) -> Grid:
    """Return the cells of an uploaded file; raises Unreadable."""
    if len(data) > MAX_BYTES:
        raise Unreadable("too-large")
    if data.startswith(OLE):
        raise Unreadable("not-a-workbook")
    return read_workbook(data) if data.startswith(ZIP) else read_text(data)


def begin(entity: Entity, filename: str, grid: Grid) -> uuid.UUID:
    """Keep the cells, guess the columns, and return the id of the new import. Outside of a unit."""
    titles = [unquoted(title)[:200] for title in grid.rows[0]]
    known = targets(entity)
    guessed = guess(titles, {name: target.called for name, target in known.items()})
    mapping = [name if name in known else "" for name in recalled(titles, guessed, former(entity))]
    words = {"filename": filename[-200:], "source": grid.source, "columns": titles, "mapping": mapping, "total": len(grid.rows) - 1}
    import_id = unit(lambda: _begun(entity, words))
    for start in range(1, len(grid.rows), KEPT_AT_ONCE):
        unit(lambda start=start: _keep(import_id, start + 1, grid.rows[start : start + KEPT_AT_ONCE]))  # type: ignore[misc]
    unit(lambda: _move_on(import_id, ("reading",), "mapping"))
    return import_id


def faults(sheet: Any, entity: Entity, mapping: list[str]) -> list[str]:
    """Return what is wrong with a choice of columns."""
    known = targets(entity)
    chosen = [name for name in mapping if name]
    wrong = [_("“%(label)s” is chosen twice.", label=known[n].label) for n in dict.fromkeys(chosen) if n in known and chosen.count(n) > 1]
    wrong += [_("Choose the column for “%(label)s”.", label=t.label) for t in known.values() if t.required and t.name not in chosen]
    if any(name not in known for name in chosen) or len(mapping) != len(sheet.columns):
        wrong.append(_("Choose the columns again."))
    return wrong


def choose(import_id: uuid.UUID, mapping: list[str]) -> None:
    """Set which column is which field, and check the rows."""
    _start(import_id, ("mapping", "checked"), "checking", mapping=mapping)


def start(import_id: uuid.UUID, state: str) -> None:
    """Go on to the next step: `running` after the check, `undoing` when it is done, `mapping` to choose columns again."""
    _start(import_id, {"running": ("checked",), "undoing": ("done",), "mapping": ("checked",)}[state], state)


def go_on(import_id: uuid.UUID) -> None:
    """Take up a step again that stopped half way."""
    unit(lambda: queue(import_id))


def _begun(entity: Entity, words: dict[str, Any]) -> uuid.UUID:
    made = models()[0](**own(), entity=entity.key, **words)
    with writing():
        db.session.add(made)
        db.session.flush()
        import_id: uuid.UUID = made.id
    return import_id


def _keep(import_id: uuid.UUID, line: int, found: list[list[str]]) -> None:
    """Rows that all carry the owner of their import: judging each by itself would double the time."""
    row, common = models()[1], {**own(), "import_id": of_actor(import_id).id}
    with system(KEEP):
        db.session.add_all(row(**common, line=line + i, cells=cells) for i, cells in enumerate(found))


def _start(import_id: uuid.UUID, sources: tuple[str, ...], state: str, **values: Any) -> None:
    """Begin a step. A small one is done at once, batch by batch; a large one by the queue. Outside of a unit."""
    small = unit(lambda: _move_on(import_id, sources, state, **values)) <= SMALL
    while small and unit(lambda: step(import_id)):
        pass


def _move_on(import_id: uuid.UUID, sources: tuple[str, ...], state: str, **values: Any) -> int:
    sheet = of_actor(import_id)
    if sheet.state not in sources:
        raise Conflict(_("This import has gone on in the meantime. Look at it again."))
    if state == "checking":
        _forget_check(sheet)
    with writing():
        sheet.state, sheet.done = state, 0
        for name, value in values.items():
            setattr(sheet, name, value)
        db.session.flush()
        total: int = sheet.total
    if state in STEPS and total > SMALL:
        queue(import_id)
    return total


def _forget_check(sheet: Any) -> None:
    _sheets, rows = models()
    judged = sa.update(rows).where(rows.import_id == sheet.id, rows.state.in_(("good", "bad"))).values(state="new", problems=[])
    with system(KEEP):
        db.session.execute(judged.execution_options(synchronize_session=False))
