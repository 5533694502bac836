"""The section `measures` of a program's text: what the program declared itself, by name."""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from marshmallow import missing

from hansa import N_, Change, ProgramSection, _, compared, db, entity_of, records
from plugins.policies.facts.text_facts import judged, mapped
from plugins.policies.metrics.schemas import MeasureSchema
from plugins.policies.models import OwnMeasure

LOST = N_("Rules and policies no longer know this measure.")
NAMES = [name for name in MeasureSchema._declared_fields if name != "name"]


def export() -> dict[str, Any]:
    """Return the measures as they stand; what is left empty is left out."""
    rows = db.session.scalars(sa.select(OwnMeasure).where(OwnMeasure.archived_at.is_(None)).order_by(OwnMeasure.name))
    return {row.name: _told({name: getattr(row, name) for name in NAMES}) for row in rows}


def _told(values: dict[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in NAMES if values.get(name) not in (None, "", False)}


def _wanted(data: Any) -> dict[str, Any]:
    return {name: _told(judged(MeasureSchema, {**mapped(raw, f"/{name}"), "name": name}, f"/{name}")) for name, raw in mapped(data).items()}


def plan(data: Any) -> list[Change]:
    return [
        replace(one, unsafe=_(LOST)) if one.kind == "remove" and "/" not in one.path else one for one in compared(export(), _wanted(data))
    ]


def apply(data: Any) -> None:
    """Make the declared measures so; formulas come last, as they name the others."""
    entity, wanted = entity_of("policies.measure"), _wanted(data)
    rows = {row.name: row for row in db.session.scalars(sa.select(OwnMeasure))}
    for name, raw in sorted(wanted.items(), key=lambda one: (one[1].get("kind") == "formula", one[0])):
        row = rows.get(name)
        if row is None:
            records.create(entity, {**raw, "name": name})
            continue
        if row.archived_at is not None:
            records.restore(entity, row)
        records.update(entity, row, {**_empty(), **raw})
    for name, row in rows.items():
        if name not in wanted and row.archived_at is None:
            records.archive(entity, row)


def _empty() -> dict[str, Any]:
    """Return what a field says that the text leaves out."""
    declared = MeasureSchema._declared_fields.items()
    return {name: None if field.load_default is missing else field.load_default for name, field in declared if not field.required}


SECTION = ProgramSection("measures", 76, export, plan, apply, permission="policies.measure.edit")
