"""The section `figure_columns` of a program's text: which measures the partner list shows, by the name of the column."""

from typing import Any

import sqlalchemy as sa

from hansa import Change, ProgramSection, compared, db, entity_of, records
from plugins.policies.facts.text_facts import judged, mapped
from plugins.policies.metrics.columns import name_of
from plugins.policies.metrics.schemas import ColumnSchema
from plugins.policies.models import FigureColumn

NAMES = ("label", "measure", "window")


def _rows() -> dict[str, Any]:
    rows = db.session.scalars(sa.select(FigureColumn).where(FigureColumn.archived_at.is_(None)).order_by(FigureColumn.id))
    return {name_of(row.measure, row.window): row for row in rows}


def export() -> dict[str, Any]:
    """Return the columns as they stand."""
    return {name: {one: getattr(row, one) for one in NAMES} for name, row in _rows().items()}


def _wanted(data: Any) -> dict[str, Any]:
    found = (judged(ColumnSchema, mapped(raw, f"/{name}"), f"/{name}") for name, raw in mapped(data).items())
    return {name_of(one["measure"], one["window"]): {name: one[name] for name in NAMES} for one in found}


def plan(data: Any) -> list[Change]:
    return compared(export(), _wanted(data))


def apply(data: Any) -> None:
    """Make the columns so; figures follow in the background."""
    entity, wanted, there = entity_of("policies.figure_column"), _wanted(data), _rows()
    for name in there.keys() - wanted.keys():
        records.archive(entity, there[name])
    for name, raw in wanted.items():
        if name in there:
            records.update(entity, there[name], raw)
        else:
            records.create(entity, raw)


SECTION = ProgramSection("figure_columns", 77, export, plan, apply, permission="policies.figure_column.edit")
