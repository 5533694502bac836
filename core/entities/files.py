"""Files of records: a row says whose they are and who may read them; the record decides at every fetch."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Any, BinaryIO, Literal, Protocol

import sqlalchemy as sa

from core import audit
from core.db import db, new_id
from core.entities import quarantine, records
from core.entities.entity import Entity
from core.entities.file_model import TABLE
from core.entities.marks import WALL
from core.entities.registry import registry
from core.entities.scope import current
from core.entities.unit import after_commit
from core.entities.uploads import check
from core.entities.withholding import every, withheld
from core.errors import Denied, NotFound
from core.i18n import _
from core.portal import portal

Visibility = Literal["shared", "internal"]
"""`shared`: whoever sees the record sees the file; `internal`: only the vendor's people do."""


class Upload(Protocol):
    """What a form sends: werkzeug's FileStorage fits."""

    filename: str | None
    stream: Any


def attach(entity: Entity, record: Any, upload: Upload, *, kind: str = "", visibility: Visibility = "shared") -> Any:
    """Check an upload and keep it with a record; returns its row. The actor needs the right to edit the record.

    Raises Denied, and Unprocessable when the file is too large, of a kind that is not accepted, or not what it says.
    """
    scope = current()
    records.require(entity, "edit", record)
    owner = records.owner_of(entity, record)
    if not scope.actor.staff and (visibility == "internal" or owner != scope.actor.partner_id):
        raise Denied(_("You cannot add files here."))
    good = check(upload.filename or "", upload.stream, portal().config["max_upload"])
    row = {
        "program_id": scope.program.id, "id": new_id(), "partner_id": owner, "audience": "staff" if visibility == "internal" else entity.audience,
        "entity": entity.key, "record_id": record.id, "kind": kind, "visibility": visibility, "name": good.name, "type": good.type,
        "size": good.size, "sha256": good.sha256, "key": f"{scope.program.id}/{uuid.uuid4()}", "created_by": scope.actor.user_id,
        "scan": quarantine.at_first(),
    }  # fmt: skip
    portal().files.put(row["key"], good.stream)
    db.session.connection().execute(sa.insert(TABLE).execution_options(**WALL), row)
    quarantine.begin(row["id"])
    _tell(entity, record, "file added", row)
    return _one(row["id"])


def get(file_id: uuid.UUID) -> Any:
    """Return the row of a file the actor may read; NotFound when it, or its record, does not exist for the actor."""
    found = _one(file_id)
    if found.kind in withheld(*record_of(found)):
        raise NotFound()
    return found


def list_for(record: Any) -> list[Any]:
    """Return the rows of the files of a record the actor has read, oldest first; one statement."""
    scope = current()
    entity = registry().of_model(type(record))
    if entity is None:
        raise TypeError(f"{type(record).__name__} is not an entity")
    mine = (
        TABLE.c.program_id == scope.program.id,
        TABLE.c.record_id == record.id,
        TABLE.c.entity == entity.key,
        TABLE.c.archived_at.is_(None),
        TABLE.c.kind.not_in(withheld(entity, record)),
    )
    statement = sa.select(TABLE).where(*mine, *_seen()).order_by(TABLE.c.id)
    return list(db.session.connection().execute(statement.execution_options(**WALL)))


def list_of(entity: Entity, record_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Any]]:
    """Return the rows of the files of many records of one kind the actor has read, by record; one statement.

    Those of fields that some reader does not get are given to owners and the vendor's people only.
    """
    theirs = (
        TABLE.c.program_id == current().program.id,
        TABLE.c.entity == entity.key,
        TABLE.c.record_id.in_(record_ids),
        TABLE.c.archived_at.is_(None),
        *(() if current().actor.staff else (sa.or_(TABLE.c.partner_id == current().actor.partner_id, TABLE.c.kind.not_in(every(entity))),)),
    )
    found: dict[uuid.UUID, list[Any]] = {}
    for row in db.session.connection().execute(sa.select(TABLE).where(*theirs, *_seen()).order_by(TABLE.c.id).execution_options(**WALL)):
        found.setdefault(row.record_id, []).append(row)
    return found


def open_file(file: Any) -> BinaryIO:
    """Return the bytes of a file row as a stream. Raises Denied while the file is in quarantine."""
    quarantine.let_out(file)
    return portal().files.open(file.key)


def hand_over(entity: Entity, record: Any, to: Any) -> None:
    """Give the files of a record to another one of the same kind, with its owner. For callers behind the wall that drop the first.

    Raises Denied without the right to edit both.
    """
    records.require(entity, "edit", record)
    records.require(entity, "edit", to)
    theirs = (TABLE.c.program_id == current().program.id, TABLE.c.entity == entity.key, TABLE.c.record_id == record.id)
    given = sa.update(TABLE).where(*theirs).values(record_id=to.id, partner_id=records.owner_of(entity, to))
    db.session.connection().execute(given.execution_options(**WALL))
    for file in list_for(to):
        _tell(entity, to, "file added", file._mapping)


def remove(file_id: uuid.UUID) -> None:
    """Delete a file: by who added it, or by the vendor's people, with the right to edit the record. The bytes go after the commit."""
    scope, found = current(), get(file_id)
    entity, record = record_of(found)
    records.require(entity, "edit", record)
    if not scope.actor.staff and found.created_by != scope.actor.user_id:
        raise Denied(_("Only who added a file can remove it."))
    gone = sa.delete(TABLE).where(TABLE.c.program_id == scope.program.id, TABLE.c.id == file_id)
    db.session.connection().execute(gone.execution_options(**WALL))
    _tell(entity, record, "file removed", found._mapping)
    store = portal().files
    after_commit(lambda: store.delete(found.key))


def _one(file_id: uuid.UUID) -> Any:
    statement = sa.select(TABLE).where(TABLE.c.program_id == current().program.id, TABLE.c.id == file_id, *_seen())
    found = db.session.connection().execute(statement.execution_options(**WALL)).one_or_none()
    if found is None:
        raise NotFound()
    return found


def _seen() -> Iterable[Any]:
    return () if current().actor.staff else (TABLE.c.visibility == "shared",)


def record_of(file: Any) -> tuple[Entity, Any]:
    """Return the entity and the record of a file through the scope, so that whoever does not see it has no file either."""
    entity = registry().get(file.entity)
    if entity is None or entity.plugin not in current().program.plugins:
        raise NotFound()
    if not current().actor.may(entity.permission("view")):
        raise NotFound()
    return entity, records.get(entity, file.record_id)


def _tell(entity: Entity, record: Any, action: str, file: Mapping[str, Any]) -> None:
    """Write the act into the history of the record; that of an internal file apart, where the owner does not read it."""
    changes = {"file": [None, file["name"]]}
    if file["visibility"] == "internal":
        audit.write("core.file", action, [{"record_id": file["id"], "record_version": None, "partner_id": None, "changes": changes}])
        return
    owner = records.owner_of(entity, record)
    audit.write(entity.key, action, [{"record_id": record.id, "record_version": record.version, "partner_id": owner, "changes": changes}])
