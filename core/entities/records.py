"""The only write path: access, schema, before_save, flush, audit, events. It never commits; `unit` does."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask import current_app
from marshmallow import ValidationError
from sqlalchemy.orm.exc import StaleDataError

from core import audit, clock
from core.db import db, new_id
from core.entities import custom, saving, search
from core.entities.access import may_create, may_write
from core.entities.effective import custom_fields, open_names, schema_of
from core.entities.entity import Entity
from core.entities.marks import WALL
from core.entities.numbering import random_number
from core.entities.registry import registry
from core.entities.scope import Scope, current
from core.errors import Denied, NotFound, Stale, Unprocessable
from core.i18n import N_, say
from core.jobs import outbox
from core.workflow import timers
from core.workflow.editing import refuse_frozen
from schemas.errors import flatten

UNTOLD = "•"
"""Stands in the audit trail for what a personal field said."""
UNDO = timedelta(seconds=10)
"""Events of undoable acts (archiving) wait so long before they are delivered."""


def get(entity: Entity, record_id: uuid.UUID, *, lock: bool = False) -> Any:
    """Return the record; NotFound when it is absent, foreign, or of another program.

    `lock`: for a change that depends on what the record says now; others who lock it wait for the end of this unit.
    """
    wanted = registry().by_id(entity, current().reach, lock=lock).where(*narrowed(entity))
    found = db.session.scalars(wanted, {"hansa_record": record_id}).one_or_none()
    if found is None or vetoed(entity, "view", found):
        raise NotFound()
    return found


def restrictions(entity: Entity) -> list[Any]:
    """What plugins add by `restrict_query`; they can only narrow."""
    return [rule for rule in hooks("restrict_query", entity=entity, binds=None) if rule is not None]


def narrowed(entity: Entity) -> Sequence[Any]:
    """Return the restrictions for records asked for by their id, so that no address leads past a list; none behind the wall."""
    scope = current()
    if scope.system or scope.actor.kind == "system":
        return ()
    key = ("restrictions", entity.key, scope.reach, scope.actor.staff, scope.actor.viewing)
    return scope.program.cache.get(key, lambda: tuple(restrictions(entity)))


class Valid(dict[str, Any]):
    """Values the effective schema of an entity has judged: creating a record of them does not judge them again."""

    def __init__(self, entity: Entity, values: Mapping[str, Any]):
        super().__init__(values)
        self.entity = entity


def load(entity: Entity, raw: Mapping[str, Any], *, partial: bool = False) -> dict[str, Any]:
    """Validate raw input with the effective schema; raises Unprocessable with every error, field by field.

    What was loaded whole may be given to `create_many` in place of the input, for the same actor in the same unit.
    """
    if isinstance(raw, Valid) and raw.entity is entity and not partial:
        return raw
    try:
        loaded: dict[str, Any] = schema_of(entity).load(raw, partial=partial)
    except ValidationError as error:
        raise Unprocessable(errors=[{"pointer": p, "code": c, "message": say(m)} for p, c, m in flatten(error.messages)]) from None
    return loaded if partial else Valid(entity, loaded)


def dump(entity: Entity, record: Any) -> dict[str, Any]:
    """Return a record as plain data: exactly the fields the actor may see."""
    schema, columns = schema_of(entity, record), entity.table.c
    own = {name: getattr(record, name) for name in schema.dump_fields if name in columns}
    return dict(schema.dump({**(getattr(record, "custom", None) or {}), **own}))


def create(entity: Entity, raw: Mapping[str, Any], *, partner_id: uuid.UUID | None = None, **system: Any) -> Any:
    """Create a record from raw input. `partner_id`: its owner when staff act; `system`: values no schema field carries.

    Raises Denied, Unprocessable, Veto.
    """
    return create_many(entity, [raw], partner_id=partner_id, **system)[0]


def create_many(
    entity: Entity,
    rows: Sequence[Mapping[str, Any]],
    *,
    partner_id: uuid.UUID | None = None,
    each: Sequence[Mapping[str, Any]] = (),
    **system: Any,
) -> list[Any]:
    """Create records in one pass: one schema, one flush, one audit statement, one event statement.

    A row is raw input, or what `load` made of it. `each`: further system values, row by row; `partner_id` among them names its owner.
    """
    scope = current()
    require(entity, "create")
    own = [{"partner_id": partner_id, **system, **values} for values in each or [{}] * len(rows)]
    _check_owners(entity, {values["partner_id"] for values in own} - {None})
    made = [_new(entity, load(entity, raw), scope, values.pop("partner_id"), values) for raw, values in zip(rows, own, strict=True)]
    for record, changes in made:
        _before_save(entity, record, changes, True)
    records = [record for record, _ in made]
    db.session.add_all(records)
    db.session.flush()
    _after(entity, [(r, {k: [None, audit.jsonable(v)] for k, v in c.items() if v is not None}) for r, c in made], "created")
    if entity.workflow is not None:
        timers.start(entity, entity.workflow, records)
    return records


def update(
    entity: Entity, record: Any, raw: Mapping[str, Any], *, version: int | None = None, action: str = "edit", **system: Any
) -> dict[str, list[Any]]:
    """Change the submitted fields of a record and return what changed, `{field: [before, after]}`.

    Raises Denied, Stale when `version` is not the stored one, Unprocessable, Conflict for what the record's state freezes, Veto.
    """
    require(entity, action, record)
    if version is not None and version != record.version:
        raise Stale()
    values = load(entity, raw, partial=True)
    refuse_frozen(entity, record, values)
    return apply(entity, record, {**values, **system})


def apply(
    entity: Entity, record: Any, values: Mapping[str, Any], *, act: str = "updated", reason: str | None = None, unseen: bool = False
) -> dict[str, list[Any]]:
    """Set already valid values, save and tell; for services and the workflow, which judge access themselves.

    `unseen`: the owner reads none of it and must not notice either; version and moment of the last change stay as they are.
    """
    changes = _set(entity, record, values)
    if not changes:
        return {}
    try:
        if unseen:
            saving.keep(record)
        _before_save(entity, record, {k: v[1] for k, v in changes.items()}, False)
        db.session.flush()
    except StaleDataError:
        raise Stale() from None
    told = {k: [audit.jsonable(v[0]), audit.jsonable(v[1])] for k, v in changes.items()}
    _after(entity, [(record, told)], act, reason)
    return told


def archive(entity: Entity, record: Any) -> None:
    """Hide a record from lists and pickers; it still counts for uniqueness and history. `restore` is the undo."""
    require(entity, "delete", record)
    hooks("before_delete", entity=entity, record=record, actor=current().actor)
    apply(entity, record, {"archived_at": clock.now()}, act="archived")


def restore(entity: Entity, record: Any) -> None:
    require(entity, "delete", record)
    apply(entity, record, {"archived_at": None}, act="restored")


def delete(entity: Entity, record: Any, *, reason: str) -> None:
    """Remove a record for good: drafts, undone imports, erasure. The audit trail keeps that it was there."""
    require(entity, "delete", record)
    hooks("before_delete", entity=entity, record=record, actor=current().actor)
    entry = {"record_id": record.id, "record_version": record.version, "partner_id": owner_of(entity, record)}
    values = custom.FieldValue.__table__
    db.session.connection().execute(
        sa.delete(values).where(values.c.program_id == record.program_id, values.c.record_id == record.id).execution_options(**WALL)
    )
    search.remove(record.program_id, [record.id])
    db.session.delete(record)
    db.session.flush()
    hooks("after_delete", entity=entity, gone=[record], actor=current().actor)
    audit.write(entity.key, "deleted", [{**entry, "changes": {}}], reason=reason)
    outbox.emit(
        f"{entity.key}.deleted", entity.key, [{"record_id": entry["record_id"], "record_version": entry["record_version"], "payload": {}}]
    )


def require(entity: Entity, action: str, record: Any = None) -> None:
    """Raise Denied unless the actor of the scope holds `<plugin>.<entity>.<action>` and no plugin says no."""
    scope = current()
    permission = entity.permission(action)
    if not scope.system and not scope.actor.may(permission):
        raise Denied(f"You need the right “{permission}” for this.")
    if scope.actor.read_only and action not in ("view", "export"):
        raise Denied("You are looking at the portal as a partner: nothing can be changed from here.")
    if record is not None and action not in ("view", "export") and not may_write(entity, record):
        raise Denied(N_("This belongs to another partner: you may look at it, not change it."))
    if forbidden(permission, record):
        raise Denied(N_("A rule of this program does not allow this."))


def forbidden(permission: str, record: Any = None) -> bool:
    """Tell whether a plugin says no, by `check_permission`, to what roles allow."""
    scope = current()
    answers = hooks("check_permission", actor=scope.actor, permission=permission, program=scope.program, record=record)
    return any(answer is False for answer in answers)


def vetoed(entity: Entity, action: str, record: Any) -> bool:
    """Tell whether a plugin keeps a record from whoever asks for it by its id; from nobody behind the wall."""
    scope = current()
    return not scope.system and scope.actor.kind != "system" and forbidden(entity.permission(action), record)


def hooks(name: str, /, **arguments: Any) -> list[Any]:
    """Call a hook in the plugins of the active program and return the results."""
    calls = current_app.extensions["hansa"].plugins.call(name, current().program.plugins, **arguments)
    return [result for _, result in calls]


def owner_of(entity: Entity, record: Any) -> uuid.UUID | None:
    return getattr(record, entity.owner) if entity.audience == "owner" else None


def _new(
    entity: Entity, values: dict[str, Any], scope: Scope, owner: uuid.UUID | None, system: Mapping[str, Any]
) -> tuple[Any, dict[str, Any]]:
    owned = entity.audience == "owner" and entity.owner != "id"
    whose = {"partner_id": owner or scope.actor.partner_id} if owned else {}
    if owned and whose["partner_id"] is None and not entity.table.c[entity.owner].nullable:
        raise _no_owner("required", N_("Choose the partner this belongs to."))
    if not may_create(entity, whose.get("partner_id")):
        raise Denied(N_("You may look at these, not add to them."))
    number = {"number": random_number(entity.number)} if entity.number and not system.get("number") else {}
    values = {**values, **number, **system}
    own = {"program_id": scope.program.id, "id": new_id(), "created_by": scope.actor.user_id, **whose}
    return entity.model(**dict.fromkeys(_left_open(entity)) | own | _stored(entity, values)), values


def _stored(entity: Entity, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a new record by its columns, those without one of their own under `custom`; what is empty is left to defaults."""
    in_json, given = _columns(entity), {name: value for name, value in values.items() if value is not None}
    found = {name: audit.jsonable(value) if in_json[name] else value for name, value in given.items() if name in in_json}
    extra = {name: audit.jsonable(value) for name, value in given.items() if name not in in_json}
    return found | ({"custom": extra} if extra and "custom" in in_json else {})


@cache
def _columns(entity: Entity) -> Mapping[str, bool]:
    """Return the columns of an entity by name, and whether they hold JSON."""
    return {column.name: isinstance(column.type, sa.JSON) for column in entity.table.columns}


@cache
def _left_open(entity: Entity) -> tuple[str, ...]:
    """Return what a form may leave empty. It stands in every INSERT, so that new records of a kind have one statement."""
    asked = {name for name, field in entity.schema._declared_fields.items() if field.metadata.get("editable") != "system"}
    return tuple(c.name for c in entity.table.columns if c.name in asked and c.nullable and c.default is None)


def _check_owners(entity: Entity, owners: set[uuid.UUID]) -> None:
    partner = registry()["core.partner"].model
    owned = entity.audience == "owner" and entity.owner != "id"
    # What an engine writes behind the wall comes from rows it has read, and a key holds it to the partners of the program.
    if owned and owners and not current().system and set(db.session.scalars(sa.select(partner.id).where(partner.id.in_(owners)))) != owners:
        raise _no_owner("unknown-reference", N_("This partner does not exist."))


def _no_owner(code: str, message: str) -> Unprocessable:
    return Unprocessable(errors=[{"pointer": "/partner_id", "code": code, "message": say(message)}])


def _set(entity: Entity, record: Any, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Put values on the columns and into `custom`; return those that changed."""
    columns = _columns(entity)
    changes: dict[str, list[Any]] = {}
    extra = dict(record.custom or {}) if "custom" in columns else {}
    for name, value in values.items():
        before = getattr(record, name, None) if name in columns else extra.get(name)
        after = audit.jsonable(value) if columns.get(name, True) else value
        if before == after:
            continue
        changes[name] = [before, after]
        if name in columns:
            setattr(record, name, after)
        else:
            extra[name] = after
    if any(name not in columns for name in changes):
        record.custom = extra
    return changes


def _before_save(entity: Entity, record: Any, changes: dict[str, Any], is_new: bool) -> None:
    if entity.before_save is not None:
        entity.before_save(record, changes, is_new)
    hooks("before_save", entity=entity, record=record, changes=changes, is_new=is_new, actor=current().actor)


def _after(entity: Entity, saved: Iterable[tuple[Any, dict[str, list[Any]]]], act: str, reason: str | None = None) -> None:
    """Mirror custom values, index the words, write audit and events: one statement each."""
    saved = list(saved)
    if entity.after_save is not None:
        entity.after_save(saved, act == "created")
    hooks("after_save", entity=entity, saved=saved, is_new=act == "created", actor=current().actor)
    records = [record for record, _ in saved]
    names = set().union(*(changes for _, changes in saved))
    _mirror(entity, records, fresh=act == "created", names=names)
    found_by = {*entity.search, *entity.search_follows, *entity.also_visible_to, entity.owner, "number", "archived_at"}
    if entity.search and (act == "created" or names & found_by):
        search.index([_document(entity, record) for record in records], fresh=act == "created")
    common = [(r, {"record_id": r.id, "record_version": r.version}) for r in records]
    if entity.audited:
        audit.write(
            entity.key,
            act,
            [{**c, "partner_id": owner_of(entity, r), "changes": _lasting(entity, ch)} for (r, c), (_, ch) in zip(common, saved, strict=True)],
            reason=reason,
        )
    delay, shared = UNDO if act == "archived" else timedelta(0), open_names(entity)
    outbox.emit(
        f"{entity.key}.{act}",
        entity.key,
        [{**c, "payload": _told(shared, ch)} for (_, c), (_, ch) in zip(common, saved, strict=True)],
        delay=delay,
    )


def _lasting(entity: Entity, changes: Mapping[str, list[Any]]) -> Mapping[str, list[Any]]:
    """Return changes as the audit trail keeps them for ever: of personal fields that they changed, not what they say."""
    hidden = personal_names(entity)
    if hidden.isdisjoint(changes):
        return changes
    return {name: [one and UNTOLD for one in change] if name in hidden else change for name, change in changes.items()}


@cache
def personal_names(entity: Entity) -> frozenset[str]:
    """Return the fields of an entity that are declared personal."""
    return frozenset(name for name, field in entity.schema._declared_fields.items() if field.metadata.get("personal"))


def reindex(entity: Entity, found: Sequence[Any]) -> None:
    """Write the words of records anew that were changed past this module."""
    search.index([_document(entity, record) for record in found])


def _told(shared: frozenset[str], changes: Mapping[str, list[Any]]) -> dict[str, Any]:
    """Return the payload of an event: what changed of what is `shared`, and apart what is only for the vendor's people."""
    inside = {name: change for name, change in changes.items() if name not in shared}
    return {"changes": {name: change for name, change in changes.items() if name in shared}, **({"internal": inside} if inside else {})}


def _mirror(entity: Entity, records: list[Any], *, fresh: bool, names: set[str]) -> None:
    fields = [f for f in custom_fields(entity, current().program) if f.mirrored]
    if not fields or not (fresh or names & {f.definition.key for f in fields}):
        return
    table, connection = custom.FieldValue.__table__, db.session.connection()
    if not fresh:
        gone = table.c.record_id.in_([r.id for r in records])
        connection.execute(sa.delete(table).where(table.c.program_id == current().program.id, gone).execution_options(**WALL))
    rows = [row for r in records for row in custom.mirror_rows(fields, r, entity.audience, owner_of(entity, r), r.custom or {})]
    if rows:
        custom.store(connection, fields, rows)


def _document(entity: Entity, record: Any) -> dict[str, Any]:
    """Return what the search index holds of a record: its words, and the partners named on it that may find it."""
    extra = getattr(record, "custom", None) or {}
    texts = [getattr(record, name, None) or extra.get(name) for name in (*entity.search, "number")]
    return {
        "program_id": record.program_id,
        "record_id": record.id,
        "entity": entity.key,
        "partner_id": owner_of(entity, record),
        "audience": entity.audience,
        "tree": entity.tree,
        "readers": [reader for column in entity.also_visible_to if (reader := getattr(record, column))],
        "archived": record.archived_at is not None,
        "text": " ".join(str(text) for text in texts if text),
    }
