"""Figures as facts of rules: `metric.orders.revenue.trailing_12_months`, for one partner or many."""

import re
import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from hansa import N_, Vocabulary, current_scope, rules
from plugins.policies.metrics import figures as figures_
from plugins.policies.metrics.known import known
from plugins.policies.metrics.measure import Derived, Measure
from plugins.policies.metrics.values import values
from plugins.policies.metrics.window import Window

HEAD = "metric"
WINDOWS = (
    *(f"{which} {unit}" for which in ("this", "last") for unit in ("month", "quarter", "half", "year")),
    *(f"{unit} to date" for unit in ("month", "quarter", "half", "year")),
    *(f"trailing {count} months" for count in (3, 6, 12, 18, 24, 36)),
    *(f"last {count} complete quarters" for count in (1, 2, 4, 8)),
    *(f"last {count} complete years" for count in (1, 2, 3)),
    *(f"{text}, same period last year" for text in ("this quarter", "this year", "year to date", "trailing 12 months", "last 4 complete quarters")),
    "ever",
)  # fmt: skip
NOT_A_COLUMN = N_("it is added up over a window of time")


@cache
def _named() -> Mapping[str, str]:
    return {name_of(text): text for text in WINDOWS}


def name_of(window: str) -> str:
    """Return how a window is written in the name of a fact: `trailing 12 months` is `trailing_12_months`."""
    return re.sub(r"[^a-z0-9]+", "_", window.lower()).strip("_")


def metric_facts() -> rules.Facts:
    """Return every measure over the usual windows as facts, `metric.<measure>.<window>`."""
    return current_scope().program.cache.get(("metric-facts",), _facts)


def _facts() -> rules.Facts:
    found = known()
    measures = [found.of(key) for key in found.keys]
    return rules.Facts({f"{HEAD}.{one.key}.{name}": _fact(one, text) for one in measures for name, text in _named().items()})


def _fact(measure: Measure | Derived, window: str) -> rules.Fact:
    kinds = {"money": rules.money(current_scope().program.currency), "percent": rules.PERCENT, "date": rules.DATE}
    return rules.Fact(kinds.get(measure.unit, rules.NUMBER), f"{measure.label}, {window}", sql=NOT_A_COLUMN)


def metric_values(
    names: Iterable[str], partners: Collection[uuid.UUID], *, day: date, known_at: datetime | None = None
) -> dict[uuid.UUID, dict[str, Any]]:
    """Return the facts a rule reads (`Expression.names`; others are left alone) for these partners, seen from a day.

    One question for each window, however many partners there are.
    """
    found: dict[uuid.UUID, dict[str, Any]] = {partner: {} for partner in partners}
    for window, keys in _asked(names).items():
        figures = values(sorted(keys), Window.parse(_named()[window]), day=day, partners=partners, known_at=known_at)
        for key, held in figures.items():
            for partner, figure in held.items():
                found[partner][f"{HEAD}.{key}.{window}"] = measure_fact(key, figure)
    return found


def measure_fact(key: str, figure: Any) -> Any:
    """Return a figure of `values` as rules read it: one of days as a day."""
    return figures_.fact(known().of(key).unit, figure)


def _asked(names: Iterable[str]) -> dict[str, set[str]]:
    """Return the measures that are asked for, by window."""
    asked: dict[str, set[str]] = {}
    for name in names:
        head, _dot, rest = name.partition(".")
        key, _dot, window = rest.rpartition(".")
        if head == HEAD and window in _named():
            asked.setdefault(window, set()).add(key)
    return asked


VOCABULARY = Vocabulary(name="policies.metrics", facts=lambda rest: metric_facts(), permission="policies.policy.view")
