"""Acts on many records at once: what will happen is shown first, then done in one unit."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.entities import batch, records
from core.entities import query as queries
from core.entities.entity import Entity
from core.entities.known import title_of
from core.entities.listing import ListQuery
from core.entities.scope import current
from core.entities.unit import savepoint
from core.errors import Malformed, Problem
from core.i18n import N_
from core.workflow.perform import apply_many

MOST = 500
"""At most so many records are acted on at a time."""

Act = Callable[[Entity, Sequence[Any]], None]


@dataclass(frozen=True, slots=True)
class BulkAction:
    """An act on chosen records. `right` is the action part of the permission; `effect` says what will happen, with `%(n)s`.

    `act` works on some records, all or none, and raises Problem when it may not; `undo` names the action that reverses it.
    """

    name: str
    label: str
    right: str
    act: Act
    effect: str
    done: str
    icon: str = ""
    danger: bool = False
    archived: bool = False
    undo: str = ""


@dataclass(slots=True)
class Outcome:
    """What an act does, or did: ids of the records it fits, titles and reasons of those it was refused for, how many are gone."""

    fit: list[uuid.UUID] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    gone: int = 0


ARCHIVE = BulkAction(
    "archive",
    N_("Archive"),
    "delete",
    batch.archive_many,
    N_("%(n)s records will leave the list. They are kept and can be restored."),
    N_("%(n)s records archived."),
    icon="archive",
    danger=True,
    undo="restore",
)
RESTORE = BulkAction(
    "restore",
    N_("Restore"),
    "delete",
    batch.restore_many,
    N_("%(n)s records will be listed again."),
    N_("%(n)s records restored."),
    icon="restore",
    archived=True,
    undo="archive",
)
ACTIONS = (ARCHIVE, RESTORE)


def offered(entity: Entity, *, archived: bool = False) -> list[BulkAction]:
    """Return the acts the actor may do on records of the list, or of its archive."""
    actor = current().actor
    if actor.read_only or "archived_at" not in entity.table.c:
        return []
    return [action for action in ACTIONS if action.archived == archived and actor.may(entity.permission(action.right))]


def named(name: str) -> BulkAction | None:
    return next((action for action in ACTIONS if action.name == name), None)


def read_ids(values: Iterable[str]) -> list[uuid.UUID]:
    """Return the chosen ids, each once; Malformed for something else or too many."""
    try:
        found = list(dict.fromkeys(uuid.UUID(value) for value in values))
    except ValueError:
        raise Malformed("The selection could not be read. Choose the records again.") from None
    if len(found) > MOST:
        raise Malformed(f"Choose at most {MOST} records at a time.")
    return found


class _Undone(Exception):
    """Ends a preview."""


def preview(work: Callable[[], Outcome]) -> Outcome:
    """Find out what an act would do, and undo it: the same code that does it has the word."""
    found = Outcome()
    try:
        with savepoint():
            found = work()
            raise _Undone
    except _Undone:
        return found


def run(entity: Entity, action: BulkAction, ids: Sequence[uuid.UUID]) -> Outcome:
    """Act on each record it fits; what is refused stays as it was."""
    records.require(entity, action.right)
    return settle(entity, ids, lambda some: action.act(entity, batch.load(entity, some)))


def move(entity: Entity, name: str, ids: Sequence[uuid.UUID], raw: Mapping[str, Any]) -> Outcome:
    """Make a transition of those records it is not refused for. Raises NotFound, and Unprocessable for the input."""
    titles = _titles(entity, ids)
    return _outcome(titles, ids, {i: problem for i, problem in apply_many(entity, list(titles), name, raw).items() if problem})


def edit(entity: Entity, ids: Sequence[uuid.UUID], raw: Mapping[str, Any]) -> Outcome:
    """Change the same fields of those records it is not refused for. Raises Unprocessable for what none can hold."""
    records.load(entity, raw, partial=True)
    return settle(entity, ids, lambda some: batch.update_many(entity, batch.load(entity, some), raw))


def settle(entity: Entity, ids: Sequence[uuid.UUID], work: Callable[[Sequence[uuid.UUID]], None]) -> Outcome:
    """Do `work` on those of the ids the actor sees and it is not refused for."""
    titles = _titles(entity, ids)
    return _outcome(titles, ids, batch.by_halves(list(titles), work))


def matching(entity: Entity, query: ListQuery) -> list[uuid.UUID]:
    """Return the first MOST records a list shows on all its pages together, in its order."""
    page = queries.run(entity, replace(query, columns=query.columns[:1], size=MOST, after=None, before=None), counted=False)
    return [row[0] for row in page.rows]


def _titles(entity: Entity, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    return {record.id: title_of(entity, record) for record in batch.load(entity, ids)}


def _outcome(titles: Mapping[uuid.UUID, str], ids: Sequence[uuid.UUID], refused: Mapping[uuid.UUID, Problem]) -> Outcome:
    fit = [record_id for record_id in titles if record_id not in refused]
    return Outcome(fit, [(titles[i], reason(problem)) for i, problem in refused.items()], len(ids) - len(titles))


def reason(problem: Problem) -> str:
    """Return why a record was refused: what is wrong with its fields, else what the refusal says."""
    return "; ".join(one["message"] for one in problem.errors) or problem.message
