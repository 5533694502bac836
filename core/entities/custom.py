"""Custom fields: their definitions, and the typed mirror that filters, sorts and keeps values unique."""

import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm as so
from sqlalchemy.exc import IntegrityError

from core import clock
from core.db import MONEY_SCALE, Model, new_id
from core.entities.marks import WALL
from core.errors import FieldError, Unprocessable
from core.i18n import _
from schemas.build import FieldDef


def field_def(stored: Mapping[str, Any]) -> FieldDef:
    """Return the definition kept in `core_field.definition`: JSON has neither tuples nor decimals."""
    given = dict(stored)
    given |= {name: Decimal(str(given[name])) for name in ("min", "max") if given.get(name) is not None}
    given |= {"choices": tuple((value, label) for value, label in given.get("choices", ()))}
    given |= {"columns": tuple(field_def(column) for column in given.get("columns", ())), "accept": tuple(given.get("accept", ()))}
    return FieldDef(**given)


class FieldRow(Model):
    """A field an admin added to an entity of a program. `definition` holds the keywords of `schemas.build.FieldDef`."""

    __tablename__ = "core_field"
    program_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True, default=new_id)
    entity: so.Mapped[str]
    key: so.Mapped[str]
    definition: so.Mapped[dict[str, Any]]
    mirrored: so.Mapped[bool] = so.mapped_column(default=False)
    program_wide: so.Mapped[bool] = so.mapped_column(default=False, comment="a unique value is unique over all partners")
    position: so.Mapped[int] = so.mapped_column(default=0)
    created_at: so.Mapped[datetime] = so.mapped_column(default=clock.now)
    retired_at: so.Mapped[datetime | None]
    __table_args__ = (
        sa.UniqueConstraint("program_id", "entity", "key"),
        sa.ForeignKeyConstraint(["program_id"], ["core_program.id"], ondelete="CASCADE"),
    )


class FieldValue(Model):
    """One mirrored value. `entity`, `audience` and `partner_id` repeat the record's, for row-level security; `v_num` counts 1/10,000."""

    __tablename__ = "core_field_value"
    program_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    field_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    record_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    entity: so.Mapped[str]
    partner_id: so.Mapped[uuid.UUID | None]
    audience: so.Mapped[str] = so.mapped_column(sa.String(7))
    v_text: so.Mapped[str | None]
    v_num: so.Mapped[int | None] = so.mapped_column(sa.BigInteger)
    v_time: so.Mapped[datetime | None]
    unique_key: so.Mapped[str | None] = so.mapped_column(comment="owner or program, and the value, when it must be unique")
    __table_args__ = (
        sa.Index(None, "program_id", "field_id", "v_text", "record_id"),
        sa.Index(None, "program_id", "field_id", "v_num", "record_id"),
        sa.Index(None, "program_id", "field_id", "v_time", "record_id"),
        sa.Index("ix_core_field_value_owner_num", "program_id", "field_id", "partner_id", "v_num", "record_id"),
        sa.UniqueConstraint("program_id", "field_id", "unique_key"),
        sa.ForeignKeyConstraint(["program_id", "field_id"], ["core_field.program_id", "core_field.id"], ondelete="CASCADE"),
    )


STORAGE_COLUMN = {"text": "v_text", "ref": "v_text", "int": "v_num", "money": "v_num", "bool": "v_num", "time": "v_time", "date": "v_time", "json": "v_text"}
"""Which column of the mirror a storage word of `schemas.types` uses; words not named here cannot be mirrored."""


def mirrored_value(storage: str, value: Any) -> tuple[str, Any] | None:
    """Return (column, value) for the mirror, or None when the type has no place there."""
    column = STORAGE_COLUMN.get(storage)
    if column == "v_num":
        return column, int(Decimal(value) * MONEY_SCALE)
    if column == "v_time":
        return column, _moment(value)
    if column is None or (storage == "json" and not value):
        return None
    return column, json.dumps(value, ensure_ascii=False) if storage == "json" else str(value)


def _moment(value: date | datetime | str) -> datetime:
    found = datetime.fromisoformat(str(value))
    return found if found.tzinfo else found.replace(tzinfo=clock.now().tzinfo)


def mirror_rows(
    fields: Iterable[Any], record: Any, audience: str, owner: uuid.UUID | None, values: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the rows of `core_field_value` that stand for a record's values."""
    rows = []
    for field in fields:
        value = values.get(field.definition.key)
        if not field.mirrored or value is None:
            continue
        found = mirrored_value(field.storage, value)
        if found is None:
            continue
        row = dict.fromkeys(("v_text", "v_num", "v_time", "unique_key"))
        row |= {"program_id": record.program_id, "field_id": field.id, "entity": field.entity, "record_id": record.id}
        row |= {"partner_id": owner, "audience": audience}
        row[found[0]] = found[1]
        if field.definition.unique:
            row["unique_key"] = f"{'' if field.program_wide else owner}|{found[1]}"
        rows.append(row)
    return rows


def store(connection: sa.Connection, fields: Iterable[Any], rows: list[dict[str, Any]]) -> None:
    """Insert mirrored values; Unprocessable when one that must be unique is taken.

    Who took it may be out of the actor's sight, so the constraint decides and not a query.
    """
    statement, unique = sa.insert(FieldValue.__table__).execution_options(**WALL), [f.definition for f in fields if f.definition.unique]
    if not unique:
        connection.execute(statement, rows)
        return
    try:
        with connection.begin_nested():
            connection.execute(statement, rows)
    except IntegrityError:
        errors: list[FieldError] = [
            {"pointer": f"/{d.key}", "code": "not-unique", "message": _("This value is used already.")} for d in unique
        ]
        raise Unprocessable(errors=errors) from None
