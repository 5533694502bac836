"""Custom fields of a program: made, changed, retired, brought back. The schema of the entity follows at once."""

import re
import unicodedata
import uuid
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from marshmallow import ValidationError

from core import audit, clock
from core.db import db
from core.entities.custom import FieldRow, field_def
from core.entities.effective import schema_of
from core.entities.entity import Entity
from core.entities.kinds import field_types, offered_types
from core.entities.registry import registry
from core.entities.scope import current
from core.entities.system import select, system
from core.errors import Conflict, FieldError, NotFound, Unprocessable
from core.i18n import _, say
from core.programs import mirror
from core.programs.field_schema import PICKED, FieldSchema, field_schema
from core.programs.revisions import bump
from core.programs.state import CustomField
from schemas.base import EntitySchema
from schemas.build import build
from schemas.errors import SchemaError, flatten

LIMIT = 200
"""Custom fields an entity may have in a program."""


def entities() -> list[Entity]:
    """Return the kinds of records of the active program that can have custom fields."""
    return [e for e in registry().of_plugins(current().program.plugins) if "custom" in e.table.c]


def entity_named(key: str) -> Entity:
    """Return one of `entities`; NotFound."""
    found = next((e for e in entities() if e.key == key), None)
    if found is None:
        raise NotFound()
    return found


def rows(entity: Entity | None = None) -> list[FieldRow]:
    """Return the definitions of the active program in order, the retired ones last."""
    statement = sa.select(FieldRow).where(FieldRow.program_id == current().program.id)
    if entity is not None:
        statement = statement.where(FieldRow.entity == entity.key)
    ordered = statement.order_by(FieldRow.retired_at.is_not(None), FieldRow.position, FieldRow.key)
    return list(db.session.scalars(ordered))


def questions(kind: str) -> type[FieldSchema]:
    """Return what is asked about a field of this kind in the active program; NotFound for an unknown kind."""
    found = offered_types().get(kind)
    if found is None:
        raise NotFound()
    named = (e for e in registry().of_plugins(current().program.plugins) if e.pages)
    return field_schema(found, tuple((e.key, e.label) for e in named) if kind == "ref" else ())


def get(field_id: uuid.UUID) -> FieldRow:
    """Return a definition of the active program; NotFound."""
    found = db.session.get(FieldRow, (current().program.id, field_id))
    if found is None:
        raise NotFound()
    return found


def define(entity: Entity, kind: str, raw: Mapping[str, Any]) -> FieldRow:
    """Add a field to an entity in the active program, from the answers to `questions(kind)`. Raises Unprocessable."""
    known = rows(entity)
    if len(known) >= LIMIT:
        raise Unprocessable(_("This kind of record has %(n)s custom fields already. Retire one first.", n=LIMIT), code="too-many-fields")
    answers = _answers(kind, raw)
    key = answers.pop("key", None) or _free_key(answers["label"], {row.key for row in known})
    if key in {row.key for row in known}:
        raise _refusal("key", _("There is a field with this name already, perhaps a retired one."))
    row = FieldRow(program_id=current().program.id, entity=entity.key, key=key)
    _write(entity, row, kind, answers)
    db.session.add(row)
    db.session.flush()
    _told(row, "field added", {key: [None, row.definition]})
    return row


def change(row: FieldRow, raw: Mapping[str, Any]) -> None:
    """Change a field; its kind stays, its key too once a record holds a value. Raises Unprocessable."""
    entity = registry()[row.entity]
    before, old = dict(row.definition), row.key
    answers = _answers(before["type"], raw)
    key = answers.pop("key", None) or old
    if key != old:
        _rename(entity, row, key)
    was = (row.mirrored, before.get("unique"), row.program_wide)
    _write(entity, row, before["type"], answers)
    db.session.flush()
    if was != (row.mirrored, row.definition.get("unique"), row.program_wide):
        mirror.rebuild(entity, _custom(row))
    _told(row, "field changed", {old: [before, row.definition]})


def retire(row: FieldRow) -> None:
    """Take a field out of forms, lists and the API. Records keep their values; `restore` brings all back."""
    row.retired_at = clock.now()
    db.session.flush()
    mirror.forget(row.id)
    _told(row, "field retired", {row.key: [False, True]})


def restore(row: FieldRow) -> None:
    """Bring a retired field back, with the values records hold."""
    row.retired_at = None
    db.session.flush()
    mirror.rebuild(registry()[row.entity], _custom(row))
    _told(row, "field restored", {row.key: [True, False]})


def used(entity: Entity, key: str) -> int:
    """Return how many records of the program hold a value in a field, archived ones included."""
    with system("count of a custom field"):
        return int(db.session.execute(select(sa.func.count(entity.table.c.id)).where(mirror.has_value(entity, key))).scalar_one())


def definition_of(entity: Entity, kind: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `define` would keep of the answers, `key` among them, and write nothing; see `answers_of`. Unprocessable."""
    answers = _answers(kind, raw)
    row = FieldRow(entity=entity.key, key=answers.pop("key"))
    _write(entity, row, kind, answers)
    return answers_of(row)


def answers_of(row: FieldRow) -> dict[str, Any]:
    """Return a definition with the answers that are kept beside it."""
    return {**row.definition, "order": row.position, "program_wide": row.program_wide}


def key_of(label: str) -> str:
    """Return the key a label suggests: `Contract no.` gives `x_contract_no`, `合同编号` gives `x_field`."""
    plain = unicodedata.normalize("NFKD", label.casefold()).encode("ascii", "ignore").decode()
    return f"x_{re.sub(r'[^a-z0-9]+', '_', plain).strip('_')[:44] or 'field'}"


def _answers(kind: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return dict(questions(kind)().load(raw))
    except ValidationError as error:
        raise Unprocessable(errors=[{"pointer": p, "code": c, "message": say(m)} for p, c, m in flatten(error.messages)]) from None


def _free_key(label: str, taken: set[str]) -> str:
    key = key_of(label)
    names = (key, *(f"{key}_{n}" for n in range(2, LIMIT + 2)))
    return next(name for name in names if name not in taken)


def _write(entity: Entity, row: FieldRow, kind: str, answers: dict[str, Any]) -> None:
    """Put the answers onto the row, after a schema could be built with them."""
    row.program_wide = bool(answers.pop("program_wide", False)) and bool(answers.get("unique"))
    row.position = answers.get("order") or 0
    if "choices" in answers:
        answers["choices"] = [[c.get("value") or c["label"], c["label"]] for c in answers["choices"] or ()]
    if "columns" in answers:
        answers["columns"] = _columns(answers["columns"] or ())
    kept = {name: audit.jsonable(value) for name, value in answers.items() if value is not False and value not in (None, "", [])}
    row.definition = {"key": row.key, "type": kind, **kept}
    row.mirrored = any(answers.get(name) for name in ("filterable", "sortable", "unique"))
    _prove(entity, row)


def _prove(entity: Entity, row: FieldRow) -> None:
    for name, kinds in (("choices", PICKED), ("columns", frozenset({"lines"}))):
        if row.definition["type"] in kinds and not row.definition.get(name):
            raise _refusal(name, _("Fill in this field."))
    try:
        build(EntitySchema, custom=[field_def(row.definition)], types=field_types())
    except SchemaError as error:
        pointer = "default" if row.definition.get("default") else "choices" if row.definition.get("choices") else ""
        raise _refusal(pointer, str(error).partition(": ")[2] or str(error)) from None


def _columns(given: Any) -> list[dict[str, Any]]:
    taken: set[str] = set()
    columns = []
    for column in given:
        key = _free_key(column["label"], taken)
        taken.add(key)
        columns.append({"key": key, "type": column["type"], "label": column["label"], "required": bool(column.get("required"))})
    return columns


def _rename(entity: Entity, row: FieldRow, key: str) -> None:
    if any(other.key == key for other in rows(entity)) or key in schema_of(entity).fields:
        raise _refusal("key", _("There is a field with this name already, perhaps a retired one."))
    if used(entity, row.key):
        raise Conflict(_("Records hold values under “%(key)s”, so this name is fixed.", key=row.key), code="key-in-use")
    row.key = key


def _custom(row: FieldRow) -> CustomField:
    definition = field_def(row.definition)
    return CustomField(row.id, row.entity, definition, field_types()[definition.type].storage, row.mirrored, row.program_wide)


def _refusal(field: str, message: str) -> Unprocessable:
    error: FieldError = {"pointer": f"/{field}" if field else "", "code": "invalid", "message": message}
    return Unprocessable(errors=[error])


def _told(row: FieldRow, action: str, changes: dict[str, Any]) -> None:
    bump(row.program_id)
    named = {f"{row.entity}.{key}": value for key, value in changes.items()}
    audit.write("core.program", action, [{"record_id": row.program_id, "record_version": None, "partner_id": None, "changes": named}])
