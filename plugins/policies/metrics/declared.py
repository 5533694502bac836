"""Measures a program declares without code: kept as records."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from hansa import behind, db
from plugins.policies.metrics.measure import Derived, Measure
from plugins.policies.models import OwnMeasure
from plugins.policies.tasks import READ

OWN = "own."
TOLD = "policies.measure_value"


def declared() -> Iterator[Measure | Derived]:
    """Yield the measures the active program declared."""
    with behind(READ):
        rows = db.session.scalars(sa.select(OwnMeasure).where(OwnMeasure.archived_at.is_(None)).order_by(OwnMeasure.name)).all()
        yield from [of(row) for row in rows]


def of(row: Any) -> Measure | Derived:
    """Return the measure a record declares."""
    common: dict[str, Any] = {"key": OWN + row.name, "label": row.label, "unit": row.unit, "open": bool(row.open)}
    if row.kind == "formula":
        return Derived(**common, formula=row.formula or "")
    if row.kind == "manual":
        told = {"entity": TOLD, "value": "value", "date": "effective_on", "partner": "partner_id", "empty": "unknown"}
        return Measure(**common, **told, aggregate=row.aggregate, where=f'state == "approved" and measure == "{row.name}"')
    names = tuple(part.strip() for part in (row.dimensions or "").split(",") if part.strip())
    return Measure(
        **common, entity=row.entity or "", value=row.value, aggregate=row.aggregate, date=row.date or "created_at", partner=row.partner or "",
        where=row.where, dimensions=names, per=row.per, having=row.having, new=bool(row.new),
    )  # fmt: skip
