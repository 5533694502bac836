"""The steps of an import, a batch of rows at a time: check, run, undo."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hansa import N_, Entity, Problem, _, batch, records, system
from plugins.sheets.reading import read_rows

UNDO = "undo an import"
CHANGED = N_("It was changed since, so it stays.")
GONE = N_("It no longer exists.")
DEPENDED_ON = ("collision", "in-use")
TWIN = N_("A record like this exists already.")


@dataclass
class Outcome:
    """What became of a row; `record` is id and version of what was made of it."""

    state: str
    problems: list[str] = field(default_factory=list)
    record: tuple[uuid.UUID, int] | None = None


def check(sheet: Any, entity: Entity, rows: list[Any]) -> list[Outcome]:
    """Judge a batch: what each row would create, and what is wrong with it."""
    return [Outcome("bad" if problems else "good", problems) for _raw, _owner, problems in read_rows(sheet, entity, rows)]


def run(sheet: Any, entity: Entity, rows: list[Any]) -> list[Outcome]:
    """Create the records of a batch: all at once, or, where that is refused, by halves to find out which."""
    read = list(read_rows(sheet, entity, rows))
    outcomes = [Outcome("bad" if problems else "made", problems) for _raw, _owner, problems in read]

    def make(some: Sequence[int]) -> None:
        made = records.create_many(entity, [read[i][0] for i in some], each=[_system(read[i][1]) for i in some])
        for i, record in zip(some, made, strict=True):
            outcomes[i].record = (record.id, record.version)

    for i, problem in batch.by_halves([i for i, outcome in enumerate(outcomes) if outcome.state == "made"], make).items():
        outcomes[i] = Outcome("bad", [_reason(problem)])
    return outcomes


def undo(sheet: Any, entity: Entity, rows: list[Any]) -> list[Outcome]:
    """Delete the records of a batch that nobody touched since; whoever may import may take the import back."""
    made = {row.record_id: row.record_version for row in rows}
    present = {record.id: record.version for record in batch.load(entity, list(made))}
    refused = {i: _(CHANGED) for i, version in present.items() if version != made[i]}
    with system(UNDO):
        kept = batch.by_halves(
            [i for i in present if i not in refused],
            lambda some: batch.delete_many(entity, batch.load(entity, some, lock=True), reason=UNDO),
        )
    refused |= {i: _(CHANGED) if problem.code in DEPENDED_ON else _reason(problem) for i, problem in kept.items()}
    return [_undone(row.record_id, present, refused) for row in rows]


STEPS: Mapping[str, tuple[str, Callable[[Any, Entity, list[Any]], list[Outcome]], str]] = {
    "checking": ("new", check, "checked"),
    "running": ("good", run, "done"),
    "undoing": ("made", undo, "undone"),
}
"""State of an import: which rows are left to do, what is done with them, the state after."""


def _undone(record_id: uuid.UUID, present: Mapping[uuid.UUID, int], refused: Mapping[uuid.UUID, str]) -> Outcome:
    if record_id in refused:
        return Outcome("kept", [refused[record_id]])
    return Outcome("removed", [] if record_id in present else [_(GONE)])


def _system(owner: uuid.UUID | None) -> dict[str, Any]:
    return {"partner_id": owner} if owner else {}


def _reason(problem: Problem) -> str:
    if problem.code == "collision":
        return _(TWIN)
    return "; ".join(one["message"] for one in problem.errors) or _(problem.message)
