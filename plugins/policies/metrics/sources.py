"""The fields of an entity as measures read them: the same for whoever acts, in rules, in SQL and of one record."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from hansa import N_, Entity, FieldType, current_scope, db, facts, rules
from hansa import fields as schema_fields
from plugins.policies.metrics.figures import EPOCH

SCALE = 10_000
NOT_MIRRORED = N_("it is no field that lists can be filtered by")
_BY_NAME: Mapping[str, rules.Type] = {"money": rules.money(), "percent": rules.PERCENT}
_BY_STORAGE: Mapping[str, rules.Type] = {
    "text": rules.TEXT, "int": rules.INTEGER, "money": rules.NUMBER, "bool": rules.BOOL, "date": rules.DATE, "time": rules.MOMENT,
    "ref": rules.ID,
}  # fmt: skip
_BY_PYTHON: Mapping[type, rules.Type] = {
    uuid.UUID: rules.ID, date: rules.DATE, datetime: rules.MOMENT, int: rules.INTEGER, bool: rules.BOOL, str: rules.TEXT,
}  # fmt: skip


@dataclass(frozen=True)
class Sources:
    """The fields of an entity: as facts, by their name and by `<entity>.<name>`; `custom` are those kept in JSON."""

    entity: Entity
    facts: rules.Facts
    custom: frozenset[str]

    def columns(self) -> dict[str, Any]:
        """Return the SQL of every field, for actors who may see all of them."""
        table, listed = self.entity.table.c, facts.columns_of(self.entity, self.entity.name)
        found = {name: table[name] if name in table else listed.get(f"{self.entity.name}.{name}") for name in self.plain}
        return {**found, **{f"{self.entity.name}.{name}": column for name, column in found.items()}}

    def values(self, record: Any, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the values of a record, or those it had before: `before` has the fields that changed, as JSON holds them."""
        told, held = before or {}, record.__dict__
        special = self.custom | told.keys() if told else self.custom
        own = {
            name: self._value(record, name, told) if name in special else held[name] if name in held else getattr(record, name)
            for name in self.plain
        }
        return {**own, **{f"{self.entity.name}.{name}": value for name, value in own.items()}}

    @cached_property
    def plain(self) -> list[str]:
        return [name for name in self.facts if "." not in name]

    def _value(self, record: Any, name: str, told: Mapping[str, Any]) -> Any:
        if name in told:
            return rules.read(self.facts, {name: told[name]})[name]
        if name in self.custom:
            return rules.read(self.facts, {name: (record.custom or {}).get(name)})[name]
        return getattr(record, name)


def sources_of(entity: Entity) -> Sources:
    """Return the fields of an entity in the active program; made once for its revision."""
    return current_scope().program.cache.get(("measure-sources", entity.key), lambda: _sources(entity))


def _sources(entity: Entity) -> Sources:
    declared = entity.schema._declared_fields
    found: dict[str, rules.Fact] = {}
    for column in entity.table.columns:
        field = declared.get(column.name)
        kind = _typed(field.field_type) if isinstance(field, schema_fields.Field) else _plain_type(column)
        if kind is not None and not (field is not None and field.metadata.get("secret")):
            label = str(field.metadata.get("label") or column.name) if field is not None else column.name
            found[column.name] = rules.Fact(kind, label, required=not column.nullable, choices=_choices(field))
    own = {one.definition.key: one for one in current_scope().program.fields.get(entity.key, ())}
    for key, one in own.items():
        custom = _BY_NAME.get(one.definition.type) or _BY_STORAGE.get(one.storage)
        if custom is not None:
            closed = "" if one.mirrored and custom != rules.ID else NOT_MIRRORED
            found[key] = rules.Fact(custom, str(one.definition.label), choices=tuple(one.definition.choices), sql=closed)
    known = rules.Facts(found)
    return Sources(entity, known | known.under(entity.name), frozenset(own))


def _typed(kind: FieldType) -> rules.Type | None:
    return _BY_NAME.get(kind.name) or (None if kind.name in ("multichoice", "file", "lines") else _BY_STORAGE.get(kind.storage))


def _plain_type(column: Any) -> rules.Type | None:
    if column.name == "program_id":
        return None
    dressed = isinstance(column.type, sa.types.TypeDecorator)
    plain = column.type.impl_instance if dressed else column.type
    # A whole number that is dressed up counts 1/10,000.
    return (
        None
        if isinstance(plain, sa.JSON)
        else rules.NUMBER
        if dressed and isinstance(plain, sa.Integer)
        else _BY_PYTHON.get(plain.python_type)
    )


def _choices(field: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(value), str(label)) for value, label in getattr(field, "choices", ()))


def word(kind: rules.Type, value: Any) -> str:
    """Return a value as the book tells it apart from others; empty for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if kind.numeric and kind != rules.INTEGER:
        return str(scaled(kind, value))
    return value.hex if isinstance(value, uuid.UUID) else value.isoformat() if isinstance(value, date) else str(value)


def word_sql(kind: rules.Type, element: Any) -> Any:
    """Return the same in SQL."""
    if kind == rules.BOOL:
        return sa.case((element.is_(None), ""), (element, "true"), else_="false")
    text = sa.cast(sa.type_coerce(element, sa.BigInteger()) if kind.numeric else element, sa.Text())
    return sa.func.coalesce(sa.func.replace(text, "-", "") if kind == rules.ID else text, "")


def scaled(kind: rules.Type, value: Any) -> int:
    """Return a number in 1/10,000; a day by the days since 1970."""
    return int((value - EPOCH).days * SCALE) if kind == rules.DATE else int(value * SCALE)


def scaled_sql(kind: rules.Type, element: Any) -> Any:
    """Return the SQL of a number in 1/10,000; whole numbers are kept as they are, all others in that unit."""
    if kind == rules.DATE:
        return sa.cast(_days_sql(element), sa.BigInteger()) * SCALE
    number = sa.type_coerce(element, sa.BigInteger())
    return sa.cast(number * SCALE, sa.BigInteger()) if kind == rules.INTEGER else number


def _days_sql(day: Any) -> Any:
    """Return the SQL of the days since 1970."""
    if db.session.connection().dialect.name == "postgresql":
        return sa.type_coerce(day, sa.Date()) - sa.literal(EPOCH, sa.Date())
    return sa.func.julianday(day) - sa.func.julianday(EPOCH.isoformat())


def place_of(kind: rules.Type, at: Any, record_id: uuid.UUID) -> str:
    """Return what orders records in time: their day or moment, then the order they were made in."""
    told = at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") if kind == rules.MOMENT else at.isoformat()
    return f"{told} {record_id.hex}"


def place_sql(kind: rules.Type, at: Any, record_id: Any, dialect: str) -> Any:
    """Return the same in SQL."""
    told = sa.cast(at, sa.Text())
    if kind == rules.MOMENT and dialect == "postgresql":
        told = sa.func.to_char(sa.func.timezone("UTC", at), "YYYY-MM-DD HH24:MI:SS.US")
    return sa.type_coerce(told, sa.Text()) + " " + word_sql(rules.ID, record_id)


def day_of(moment: datetime) -> date:
    """Return the business date of a moment in the program."""
    return moment.astimezone(ZoneInfo(current_scope().program.zone_at(moment))).date()


def begins(day: date) -> datetime:
    """Return the moment a business date of the program begins."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(current_scope().program.zone_on(day))).astimezone(UTC)
