"""Records as facts of rules: the vocabulary of an entity, its columns in SQL, the values of one record.

All three show what the actor of the scope may see, custom fields included, and nothing else.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from core.db import MONEY_SCALE, db
from core.entities.access import BINDS, readable
from core.entities.columns import ListField, masked, stored_fields
from core.entities.compiling import COUNT_CAP
from core.entities.custom import STORAGE_COLUMN, FieldValue
from core.entities.effective import schema_of
from core.entities.entity import Entity
from core.entities.marks import WALL
from core.entities.records import restrictions
from core.entities.scope import current
from core.entities.withholding import withheld
from core.i18n import N_
from core.rules.expression import Expression
from core.rules.facts import Fact, Facts
from core.rules.sql import Columns, Present, Related, where
from core.rules.types import BOOL, DATE, ID, INTEGER, MOMENT, NUMBER, PERCENT, TEXT, TEXTS, Type, money, rows
from schemas.types import FieldType, type_of

_BY_TYPE: Mapping[str, Type] = {"money": money(), "percent": PERCENT, "multichoice": TEXTS, "file": ID}
_BY_STORAGE: Mapping[str, Type] = {
    "text": TEXT,
    "int": INTEGER,
    "money": NUMBER,
    "bool": BOOL,
    "date": DATE,
    "time": MOMENT,
    "ref": ID,
}
NOT_MIRRORED = N_("it is no field that lists can be filtered by")
INSIDE = N_("it is kept inside of the record")


def facts_of(entity: Entity, prefix: str) -> Facts:
    """Return the facts of an entity as the actor sees them, like `deal.amount` for the prefix `deal`."""
    found = {name: _fact(field) for name, field in stored_fields(entity).items() if name != "id"}
    return Facts({name: fact for name, fact in found.items() if fact is not None}).under(prefix)


def _fact(field: ListField) -> Fact | None:
    kind = _kind(field.type, field.field)
    if kind is None:
        return None
    why = "" if kind.name != "rows" else INSIDE
    if field.custom is not None and (not field.custom.mirrored or kind in (ID, TEXTS)):
        why = NOT_MIRRORED
    required = field.column is not None and not field.nullable
    return Fact(kind, str(field.label), choices=_choices(field.field), required=required, sql=why, to=field.target)


def _kind(known: FieldType, field: Any) -> Type | None:
    if known.name == "lines":
        inner = {name: _plain(part) for name, part in field.row_schema.fields.items()}
        return rows(Facts({name: fact for name, fact in inner.items() if fact is not None}))
    return _BY_TYPE.get(known.name) or _BY_STORAGE.get(known.storage)


def _plain(field: Any) -> Fact | None:
    kind = _kind(type_of(field), field)
    return None if kind is None or kind.name == "rows" else Fact(kind, str(field.metadata.get("label") or ""), choices=_choices(field))


def _choices(field: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(value), str(label)) for value, label in getattr(field, "choices", ()))


def columns_of(entity: Entity, prefix: str) -> dict[str, Any]:
    """Return the SQL of the facts of an entity over its table."""
    found = {name: _column(field) if field.custom is None else _mirrored(entity, field) for name, field in stored_fields(entity).items()}
    return {f"{prefix}.{name}": column for name, column in found.items() if column is not None and name != "id"}


def _column(field: ListField) -> Any:
    return Present(field.column) if field.type.name == "multichoice" else field.column


def _mirrored(entity: Entity, field: ListField) -> Any:
    """The mirror of a custom field of the record."""
    assert field.custom is not None
    if not field.custom.mirrored or field.type.storage == "json":
        return None
    table, main = FieldValue.__table__.alias(), entity.table
    value = _typed(table.c[STORAGE_COLUMN[field.type.storage]], field.type.storage)
    same = [
        table.c.program_id == BINDS.program,
        table.c.field_id == sa.literal(field.custom.id, sa.Uuid()),
        table.c.record_id == main.c.id,
    ]
    found = sa.select(value).select_from(table).where(*same).correlate_except(table).scalar_subquery()
    return masked(found, field.open_to)


def _typed(column: Any, storage: str) -> Any:
    """Return a mirrored value as rules know its type: the mirror counts numbers in 1/10,000 and keeps days as moments."""
    if storage == "int":
        return sa.type_coerce(column.op("/")(MONEY_SCALE), sa.BigInteger())
    if storage == "bool":
        return column != 0
    return sa.func.date(column, type_=sa.Date()) if storage == "date" else column


def related(child: Entity, by: str, of: Entity) -> Related:
    """Return the rows of a child entity as the actor sees them; `by` is its column that holds the id of the record.

    Facts are named like the fields of the child: `rows(facts_of_rows(child))`.
    """
    reach = current().reach

    def belongs(table: Any) -> Any:
        return sa.and_(table.c.program_id == of.table.c.program_id, table.c[by] == of.table.c.id, readable(child, reach, table=table))

    return Related(child.table, belongs, {name: name for name in _of_rows(child)})


def facts_of_rows(child: Entity) -> Facts:
    """Return the facts of a child entity's rows, for `rows(...)`."""
    found = {name: _fact(field) for name, field in _of_rows(child).items()}
    return Facts({name: fact for name, fact in found.items() if fact is not None})


def _of_rows(child: Entity) -> dict[str, ListField]:
    """The columns a rule reads of many rows at once; one that is withheld in some of them is no fact of all."""
    known = stored_fields(child).items()
    return {name: field for name, field in known if field.column is not None and field.open_to is None and name != "id"}


def values_of(entity: Entity, record: Any, prefix: str) -> dict[str, Any]:
    """Return the values of one record, None for what it lacks."""
    values, hidden = schema_of(entity, record).values(record), withheld(entity, record)
    names = [name for name in stored_fields(entity) if name != "id"]
    found = {name: values[name] if name in values else getattr(record, name, None) for name in names if name not in hidden}
    return {f"{prefix}.{name}": found.get(name) for name in names}


def matching(entity: Entity, rule: Expression, columns: Columns) -> sa.Select[Any]:
    """Return the ids of the records the actor sees for which a rule is true; archived ones are left out.

    `columns`: those of `columns_of`, of related rows, and the values of what is fixed. Raises RuleError with the reason when
    the database cannot answer the rule.
    """
    table = entity.table
    conditions = [readable(entity, current().reach), *restrictions(entity), where(rule, columns)]
    if "archived_at" in table.c:
        conditions.append(table.c.archived_at.is_(None))
    return sa.select(table.c.id).where(*conditions).execution_options(**WALL)


def count_matching(entity: Entity, rule: Expression, columns: Columns) -> int:
    """Return for how many records a rule is true, counted to COUNT_CAP."""
    inner = matching(entity, rule, columns).limit(COUNT_CAP).subquery()
    counting = sa.select(sa.func.count()).select_from(inner).execution_options(**WALL)
    return int(db.session.connection().execute(counting).scalar_one())
