"""From a measure to the partner list that shows it, and the way to have it shown there."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from hansa import current_scope, entity_of, records, url_of
from plugins.policies.metrics import asking, showing
from plugins.policies.metrics.columns import name_of, shown_columns
from plugins.policies.metrics.measure import Derived, Measure


@dataclass(frozen=True, slots=True)
class Listed:
    """`list_url`: the list of partners, most first; none where it has no such column yet. `add_url`: where to ask for one."""

    list_url: str | None
    add_url: str | None
    window: str


def list_by(measure: Measure | Derived, window: str) -> Any:
    """Have the partner list show a measure over a window, named in the reader's language; return the column. Raises what saving it raises."""
    label = f"{showing.label(measure)}, {showing.words_of(window)}"[:80]
    return records.create(entity_of("policies.figure_column"), {"label": label, "measure": measure.key, "window": window})


def listed(asked: asking.Question) -> Listed:
    """Tell whether partners are listed by what is asked, and whether the actor may have them listed so."""
    name, window = name_of(asked.measure.key, asked.window.text), asked.window.text
    there = name in {name_of(one.measure, one.window) for one in shown_columns()}
    partner, may = entity_of("core.partner"), current_scope().actor.may
    query = urlencode([("sort", f"-{name}"), *(("cols", one) for one in (*partner.list_columns, name))])
    seen = there and may(partner.permission("view"))
    asks = not there and may(entity_of("policies.figure_column").permission("create"))
    return Listed(f"{url_of(partner)}?{query}" if seen else None, showing.url("metric_column", key=asked.measure.key) if asks else None, window)
