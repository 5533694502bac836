"""Rows a figure is made of, in one shape whether they come from the records or from the book."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from hansa import db, rules, select
from plugins.policies.metrics import zones
from plugins.policies.metrics.compiled import Compiled
from plugins.policies.metrics.sources import begins, place_sql, scaled_sql, word_sql

DIMENSIONS = ("d1", "d2", "d3", "d4")
KEPT_APART = ("partner_id", "day", *DIMENSIONS, "currency", "item", "key")
"""What tells rows of a series apart."""
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
Partners = Collection[uuid.UUID] | None


@dataclass(frozen=True)
class Between:
    """Rows dated `start` to before `end`, of these partners only (None: of all)."""

    start: date
    end: date
    partners: Partners = None


def of_records(found: Compiled, between: Between | None, *, days: bool) -> Any:
    """Select the rows the records of a measure make. `days`: with the business date, which moments do not have at once.

    They are those the actor sees, whose own criteria are inside; `known` is when a record last changed.
    """
    table, columns, dialect = found.sources.entity.table.c, found.sources.columns(), db.session.connection().dialect.name
    at = columns[found.measure.date]
    day = at if found.dated == rules.DATE else (zones.day_sql(at, _spans(at, between), dialect) if days else sa.null())
    added = found.added
    number = sa.literal(0, sa.BigInteger()) if added is None else scaled_sql(added.type, rules.to_sql(added, columns))
    made = {
        "partner_id": columns[found.partner], "day": day, **_dimensions(found, columns),
        "currency": sa.func.coalesce(columns[found.currency], "") if found.currency else sa.literal(""),
        "item": word_sql(found.fact(found.item).type, columns[found.item]) if found.item else sa.literal(""),
        "key": _key(found, columns, number, table, dialect),
        "n": sa.literal(1, sa.BigInteger()), "total": number, "known": table.updated_at if "updated_at" in table else sa.null(),
    }  # fmt: skip
    statement = select(*(sa.type_coerce(element, _TYPES.get(name, sa.Text())).label(name) for name, element in made.items()))
    return statement.where(*_conditions(found, columns, between))


_TYPES: Mapping[str, Any] = {
    "partner_id": sa.Uuid(), "day": sa.Date(), "n": sa.BigInteger(), "total": sa.BigInteger(), "known": sa.DateTime(timezone=True),
}  # fmt: skip


def _spans(at: Any, between: Between | None) -> list[zones.Span]:
    if between is None:
        return spans_of(at)
    return zones.spans(begins(max(between.start, EARLIEST.date())), begins(between.end))


def spans_of(at: Any) -> list[zones.Span]:
    """Return the differences from UTC over all that a column of moments holds."""
    first, last = db.session.connection().execute(select(sa.func.min(at), sa.func.max(at))).one()
    return zones.spans(first or EARLIEST, last or first or EARLIEST)


def _dimensions(found: Compiled, columns: Mapping[str, Any]) -> dict[str, Any]:
    made = {
        place: word_sql(found.fact(name).type, columns[name]) for place, name in zip(DIMENSIONS, found.measure.dimensions, strict=False)
    }
    return {place: made.get(place, sa.literal("")) for place in DIMENSIONS}


def _key(found: Compiled, columns: Mapping[str, Any], number: Any, table: Any, dialect: str) -> Any:
    if found.keyed == "time":
        return place_sql(found.dated, columns[found.measure.date], table.id, dialect)
    return sa.cast(number, sa.Text()) if found.keyed == "value" else sa.literal("")


def _conditions(found: Compiled, columns: Mapping[str, Any], between: Between | None) -> list[Any]:
    table, at, owner = found.sources.entity.table.c, columns[found.measure.date], columns[found.partner]
    made = [at.is_not(None), owner.is_not(None)]
    made += [table.archived_at.is_(None)] if "archived_at" in table else []
    made += [rules.where(found.where, columns)] if found.where else []
    made += [columns[found.item].is_not(None)] if found.item else []
    made += [rules.to_sql(found.value, columns).is_not(None)] if found.value else []
    if between is not None:
        start, end = (between.start, between.end) if found.dated == rules.DATE else (begins(between.start), begins(between.end))
        made += [at >= sa.literal(start, at.type), at < sa.literal(end, at.type)]
        made += [owner.in_(between.partners)] if between.partners is not None else []
    return made


def months_between(start: date, end: date) -> tuple[date, date]:
    """Return the first day of the first whole month, and the day after the last; equal where there is none."""
    first = start if start.day == 1 else (start.replace(day=1) + timedelta(32)).replace(day=1)
    return first, max(first, end.replace(day=1))
