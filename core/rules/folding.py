"""What folds do with rows, for both ways of evaluating: strict about what is unknown, bounded in work."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from core.i18n import N_
from core.rules import exact
from core.rules.errors import RuleLimit
from schemas.errors import Message

MOST_STEPS = 100_000
"""How many parts of a rule one evaluation may visit in related rows."""

Row = Mapping[str, Any]


def spend(budget: list[int], steps: int) -> None:
    """Count work; raises RuleLimit when there was too much."""
    budget[0] -= steps
    if budget[0] < 0:
        raise RuleLimit(Message(N_("These rows are too many for one rule."), "too-much-work"))


def in_order(rows: Sequence[Row], order: str, reverse: bool) -> Sequence[Row]:
    """Return the rows by a fact, those that lack it last; equal ones stay as they were given."""
    known = [row for row in rows if row.get(order) is not None]
    return [*sorted(known, key=lambda row: row[order], reverse=reverse), *(row for row in rows if row.get(order) is None)]


def decided(answers: Iterable[bool | None], decides: bool) -> bool | None:
    """Return `decides` when one answer is that, else unknown when one is unknown, else its opposite."""
    unknown = False
    for answer in answers:
        if answer is decides:
            return decides
        unknown = unknown or answer is None
    return None if unknown else not decides


def figure(name: str, values: list[Any]) -> Any:
    """Return what a fold makes of the values of its rows; unknown when one of them is."""
    if any(value is None for value in values):
        return None
    return _FIGURES[name](values)


def _end(at: int) -> Callable[[list[Any]], Any]:
    return lambda values: values[at] if values else None


_FIGURES: Mapping[str, Callable[[list[Any]], Any]] = {
    "count": len,
    "sum": exact.total,
    "min": lambda values: min(values, default=None),
    "max": lambda values: max(values, default=None),
    "first": _end(0),
    "last": _end(-1),
    "average": exact.average,
    "median": exact.median,
    "distinct": lambda values: len(set(values)),
}

Part = Callable[[Row], Any]


def run(
    name: str,
    rows: Sequence[Row] | None,
    value: Part | None,
    condition: Part | None,
    budget: list[int],
    weight: int,
    order: str,
    reverse: bool,
) -> Any:
    """Evaluate a fold; unknown when the rows themselves are."""
    if rows is None:
        return None
    spend(budget, weight * len(rows))
    if order:
        rows = in_order(rows, order, reverse)
    if name in ("any", "all"):
        return decided(_answers(name, rows, value, condition), name == "any")
    taken: list[Any] = []
    for row in rows:
        holds = True if condition is None else condition(row)
        if holds is None:
            return None
        if holds:
            taken.append(value(row) if value else True)
    return figure(name, taken)


def _answers(name: str, rows: Sequence[Row], value: Part | None, condition: Part | None) -> Iterable[bool | None]:
    """A row outside of the condition never decides; one that may be outside is at most unknown."""
    for row in rows:
        holds = True if condition is None else condition(row)
        if holds is False:
            continue
        answer = value(row) if value else None
        yield answer if holds else (None if answer is (name == "any") else answer)
