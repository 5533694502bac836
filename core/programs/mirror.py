"""The mirror of custom fields: filled from the records when a field becomes filterable, proven by `hansa db check --fields`."""

import uuid
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from core.db import db
from core.entities.custom import FieldValue, mirror_rows
from core.entities.entity import Entity
from core.entities.marks import WALL
from core.entities.registry import registry
from core.entities.scope import current
from core.entities.system import select, system
from core.errors import Unprocessable
from core.i18n import _
from core.programs.state import CustomField

BATCH = 2_000
TABLE = FieldValue.__table__
COMPARED = ("record_id", "entity", "partner_id", "audience", "v_text", "v_num", "v_time", "unique_key")


def rebuild(entity: Entity, field: CustomField) -> int:
    """Write the mirror of one field anew, in the running unit; return the number of values.

    Unprocessable when the field is unique and values are repeated.
    """
    with system("mirror of a custom field"):
        forget(field.id)
        if not field.mirrored:
            return 0
        count, seen = 0, set[str]()
        for rows in expected(entity, field):
            _refuse_repeated(rows, seen)
            db.session.connection().execute(sa.insert(TABLE).execution_options(**WALL), rows)
            count += len(rows)
        return count


def forget(field_id: uuid.UUID) -> None:
    """Take the values of a field out of the mirror; the records keep them."""
    own = (TABLE.c.program_id == current().program.id, TABLE.c.field_id == field_id)
    db.session.connection().execute(sa.delete(TABLE).where(*own).execution_options(**WALL))


def expected(entity: Entity, field: CustomField) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows the mirror should hold for a field, in batches."""
    table, owner = entity.table, entity.table.c[entity.owner] if entity.audience == "owner" else sa.null()
    last = uuid.UUID(int=0)
    while True:
        statement = select(table.c.id, owner.label("owner"), table.c.custom).where(
            has_value(entity, field.definition.key), table.c.id > last
        )
        found = db.session.execute(statement.order_by(table.c.id).limit(BATCH)).all()
        if not found:
            return
        last = found[-1].id
        rows = [row for record in found for row in _rows(entity, field, record)]
        if rows:
            yield rows


def has_value(entity: Entity, key: str) -> Any:
    """Return the condition of records that hold a value in a custom field."""
    return entity.table.c.custom[key].as_string().is_not(None)


def differences() -> list[str]:
    """Compare records and mirror of the active program; return one sentence for each field that does not agree."""
    found = []
    with system("check of custom fields"):
        for entity_key, fields in current().program.fields.items():
            entity = registry().get(entity_key)
            for field in fields if entity is not None else ():
                if field.mirrored and (problem := _difference(entity, field)):  # type: ignore[arg-type]
                    found.append(f"{entity_key}.{field.definition.key}: {problem}")
    return found


def _difference(entity: Entity, field: CustomField) -> str:
    wanted = {row["record_id"]: tuple(row[name] for name in COMPARED) for rows in expected(entity, field) for row in rows}
    own = (TABLE.c.program_id == current().program.id, TABLE.c.field_id == field.id)
    statement = sa.select(*(TABLE.c[name] for name in COMPARED)).where(*own)
    there = {row[0]: tuple(row) for row in db.session.connection().execute(statement.execution_options(**WALL))}
    missing, extra = len(wanted.keys() - there.keys()), len(there.keys() - wanted.keys())
    wrong = sum(there[key] != wanted[key] for key in wanted.keys() & there.keys())
    return f"{missing} missing, {extra} too many, {wrong} wrong" if missing or extra or wrong else ""


def _rows(entity: Entity, field: CustomField, record: Any) -> list[dict[str, Any]]:
    known = SimpleNamespace(program_id=current().program.id, id=record.id)
    return mirror_rows([field], known, entity.audience, record.owner, record.custom)


def _refuse_repeated(rows: list[dict[str, Any]], seen: set[str]) -> None:
    keys = [row["unique_key"] for row in rows if row["unique_key"]]
    if len(set(keys)) < len(keys) or seen & set(keys):
        text = _("Some records hold the same value already, so it cannot be made unique. Change those first.")
        raise Unprocessable(errors=[{"pointer": "/unique", "code": "not-unique", "message": text}])
    seen.update(keys)
