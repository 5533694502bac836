"""Figures by the API: `/api/v1/<program>/policies/metrics/`."""

from typing import Any

from flask import Blueprint, request

from hansa import policy
from plugins.policies.metrics import asking, figures
from plugins.policies.metrics.known import built, known


def add(api: Blueprint) -> None:
    """Add the answers of this module to the blueprint."""
    api.get("/metrics/", endpoint="metrics")(index)
    api.get("/metrics/<key>", endpoint="metric")(of_measure)


@policy("policies.figure.view")
def index() -> Any:
    """The measures the caller may ask for: key, label, unit, dimensions, the formula of derived ones, whether a book is complete."""
    return {"items": [_told(one) for one in asking.open_measures()]}


def _told(measure: Any) -> dict[str, Any]:
    found = known().plain.get(measure.key)
    return {
        "key": measure.key, "label": measure.label, "unit": measure.unit, "open": measure.open,
        "dimensions": list(found.asked_by if found is not None else getattr(measure, "dimensions", ())), "formula": getattr(measure, "formula", None),
        "book": found is not None and found.series in built(),
    }  # fmt: skip


@policy("policies.figure.view", costly=True)
def of_measure(key: str) -> Any:
    """The figures of a measure: `?window=trailing 12 months`, `day`, `partner` (ids), `by`, `where`, `known_at`, `level`.

    Figures are exact: decimals as text, fractions like 1/3, null for unknown.
    """
    asked = asking.question(key, request.args)
    start, end = asked.window.bounds(asked.day)
    found = asking.rows(asked.answer(), asked.by, asked.level)
    items = [
        {**{name: _plain(part) for name, part in row.items() if name != "figure"}, "value": _value(asked.measure.unit, row["figure"])}
        for row in found
    ]
    return {
        "measure": asked.measure.key, "unit": asked.measure.unit, "window": asked.window.text, "from": start.isoformat(),
        "before": end.isoformat(), "level": asked.level, "items": sorted(items, key=str),
    }  # fmt: skip


def _value(unit: str, figure: Any) -> str | None:
    return _plain(figures.day(figure)) if unit == "date" else figures.text(figure)


def _plain(part: Any) -> Any:
    return str(part) if part is not None else None
