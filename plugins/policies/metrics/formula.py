"""Derived measures: formulas over figures, evaluated exactly for each partner."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from hansa import N_, Message, current_scope, rules
from plugins.policies.metrics import pools
from plugins.policies.metrics.compiled import PLACE, MeasureError
from plugins.policies.metrics.figures import exact
from plugins.policies.metrics.measure import Derived
from plugins.policies.metrics.window import Window

CIRCLE = N_("“%(measure)s” is made of itself.")
PREVIOUS, EVERYBODY, RETAINED = "previous.", "all.", "retained."


@dataclass(frozen=True)
class Reading:
    """What is asked of a measure. `partners`: only these. `retained`: what was there a year before, too, is counted."""

    window: Window
    day: date
    by: tuple[str, ...] = ()
    where: str | None = None
    known_at: datetime | None = None
    level: str = pools.PARTNER
    partners: frozenset[uuid.UUID] | None = None
    retained: bool = False
    trail: tuple[str, ...] = ()


Of = Callable[[str, Reading], Mapping[Any, Any]]
Nothing = Callable[[str], Any]


def names_of(keys: Iterable[str]) -> rules.Facts:
    """Return what a formula over these measures may speak of."""
    heads = ("", PREVIOUS, EVERYBODY, RETAINED)
    return rules.Facts({head + key: rules.Fact(rules.NUMBER, key) for key in keys for head in heads})


def parsed(formula: str, keys: Iterable[str]) -> rules.Expression:
    """Return a formula over measures; raises MeasureError."""
    try:
        return rules.parse(formula, names_of(keys), expect=(rules.NUMBER, rules.INTEGER, rules.PERCENT))
    except rules.RuleError as error:
        raise MeasureError("formula", Message(PLACE, error.code, at=error.start + 1, said=error.words())) from None


def measures_in(formula: rules.Expression) -> list[str]:
    """Return the keys of the measures a formula reads."""
    return sorted({_parts(name)[1] for name in formula.names})


def _parts(name: str) -> tuple[str, str]:
    head = next((one for one in (PREVIOUS, EVERYBODY, RETAINED) if name.startswith(one)), "")
    return head, name.removeprefix(head)


def derived(measure: Derived, reading: Reading, keys: Iterable[str], of: Of, nothing: Nothing) -> dict[Any, Any]:
    """Return the figures of a derived measure: for the partners that are read, else for whatever has a figure."""
    if measure.key in reading.trail:
        raise MeasureError("formula", Message(CIRCLE, "circular", measure=measure.key))
    formula = current_scope().program.cache.get(("measure-formula", measure.key), lambda: parsed(measure.formula, keys))
    inner = replace(reading, trail=(*reading.trail, measure.key))
    held = {name: _held(name, inner, of, nothing) for name in formula.names}
    plain = reading.level == pools.PARTNER and not reading.by and reading.partners is not None
    wanted: Iterable[Any] = (
        reading.partners or () if plain else {key for name in held if not name.startswith(EVERYBODY) for key in held[name][0]}
    )
    return {key: _number(formula({name: find(key) for name, (_figures, find) in held.items()})) for key in wanted}


def _held(name: str, reading: Reading, of: Of, nothing: Nothing) -> tuple[Mapping[Any, Any], Callable[[Any], Any]]:
    """Return the figures a name stands for, and how one is found by the key of the figure that is made."""
    head, key = _parts(name)
    asked = replace(reading, window=reading.window.before()) if head == PREVIOUS else replace(reading, retained=head == RETAINED)
    if head == EVERYBODY:
        asked = replace(asked, level=pools.ALL, partners=None)
    found = of(key, asked)
    missing = nothing(key) if pools.reaches(asked.level) else None
    if head != EVERYBODY:
        return found, lambda wanted: found.get(wanted, missing)
    whole = reading.level == pools.ALL
    return found, lambda wanted: found.get(wanted if whole else wanted[1:] if reading.by else None, missing)


def _number(result: Any) -> Any:
    return None if result is None else exact(Fraction(result))
