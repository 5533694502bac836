"""The parties the program knows, kept up with the records they stand in, in the same transaction."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from hansa import Entity, SystemTask, behind, db, entity_of, note, records, select, system
from plugins.matching.blocking import stored
from plugins.matching.models import KnownParty
from plugins.matching.normalise import normalise
from plugins.matching.party import Party
from plugins.matching.source import PartySource

TASK = "matching.index"
BATCH = 1_000
TASKS = [SystemTask(TASK, "What a record says of a company is kept where all records are compared; no partner reads it.")]


def sources() -> dict[str, PartySource]:
    """Return the declarations of the plugins that are on, by entity."""
    return {source.entity: source for found in records.hooks("register_parties") for source in found}


def keep_up(entity: Entity, saved: Sequence[tuple[Any, Mapping[str, Any]]], is_new: bool) -> None:
    """Write what saved records say of a company, and drop what they no longer say. Asks nothing where nothing changes."""
    source = sources().get(entity.key)
    if source is None:
        return
    gone, come = [], []
    for record, changes in saved:
        before = None if is_new else source.kept(Before(record, changes))
        after = source.kept(record)
        if before != after:
            gone += [record.id] if before else []
            come += [record] if after else []
    if gone:
        with behind(TASK):
            forget(gone)
    note(KnownParty, [_row(entity, source, record) for record in come])


class Before:
    """A record as it was before these changes, as far as they tell."""

    def __init__(self, record: Any, changes: Mapping[str, Any]):
        self._record, self._changes = record, changes

    def __getattr__(self, name: str) -> Any:
        return self._changes[name][0] if name in self._changes else getattr(self._record, name)



def forget(record_ids: Iterable[uuid.UUID]) -> None:
    """Drop the parties of records; for callers behind the wall."""
    gone = sa.delete(KnownParty).where(KnownParty.record_id.in_(list(record_ids)))
    db.session.execute(gone.execution_options(synchronize_session=False))


def deleted(entity: Entity, record: Any) -> None:
    """Drop the party of a record that is about to go."""
    if entity.key in sources():
        with system(TASK):
            forget([record.id])


def rebuild() -> int:
    """Make the index of the active program anew and return how many parties it has; for when keys or declarations changed."""
    count = 0
    for source in sources().values():
        entity = entity_of(source.entity)
        with system(TASK):
            db.session.execute(sa.delete(KnownParty).where(KnownParty.entity == entity.key).execution_options(synchronize_session=False))
            for batch in _batches(entity):
                rows = [_row(entity, source, record) for record in batch if source.kept(record)]
                note(KnownParty, rows)
                db.session.expunge_all()
                count += len(rows)
    return count


def row_of(party: Party) -> dict[str, str | None]:
    """Return what is kept of a party."""
    names = ("name", "country", "domain", "registration", "phone", "place")
    return {**{name: getattr(party, name) for name in names}, **stored(normalise(party))}


def _row(entity: Entity, source: PartySource, record: Any) -> dict[str, Any]:
    owner = getattr(record, entity.owner, None) if entity.audience == "owner" else None
    return {"entity": entity.key, "record_id": record.id, "owner_id": owner, **row_of(source.party(record))}


def _batches(entity: Entity) -> Iterable[list[Any]]:
    model, last = entity.model, None
    while True:
        wanted = sa.select(model).order_by(model.id).limit(BATCH)
        found = list(db.session.scalars(wanted if last is None else wanted.where(model.id > last)))
        if not found:
            return
        last = found[-1].id
        yield found


def known(record_id: uuid.UUID) -> bool:
    """Tell whether the party of a record is in the index; for callers behind the wall."""
    return db.session.execute(select(KnownParty.id).where(KnownParty.record_id == record_id)).first() is not None
