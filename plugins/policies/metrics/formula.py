"""Derived measures: formulas over figures, evaluated exactly for each partner."""

import re
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
from plugins.policies.metrics.window import MONTHS, Window

CIRCLE = N_("“%(measure)s” is made of itself.")
NOT_TOLD_APART = N_("“%(measure)s” tells nothing apart that could be there again: name a distinct count, or a count per customer or person.")
PREVIOUS, EVERYBODY, RETAINED, TREE = "previous", "all", "retained", "tree"
YEAR, MOST_WINDOWS = 12, 60
HEAD = re.compile(r"(?:(previous|retained|kept)(?:_(\d{1,2})_(month|quarter|half|halve|year)s?)?|all|tree)\.")
"""What may stand before the key of a measure, and how far back it looks; a year unless it says so."""


@dataclass(frozen=True)
class Reading:
    """What is asked of a measure. `partners`: only these. `again`: what counted in the same window so many months before, too, is counted."""

    window: Window
    day: date
    by: tuple[str, ...] = ()
    where: str | None = None
    known_at: datetime | None = None
    level: str = pools.PARTNER
    partners: frozenset[uuid.UUID] | None = None
    again: tuple[int, ...] = ()
    trail: tuple[str, ...] = ()


Of = Callable[[str, Reading], Mapping[Any, Any]]
Nothing = Callable[[str], Any]


def names_of(keys: Iterable[str], formula: str) -> rules.Facts:
    """Return what a formula over these measures may speak of; of windows so far back only those it names."""
    heads = {"", f"{PREVIOUS}.", f"{EVERYBODY}.", f"{RETAINED}.", f"{TREE}.", *(found[0] for found in HEAD.finditer(formula) if _head(found[0]) is not None)}
    return rules.Facts({head + key: rules.Fact(rules.NUMBER, key) for key in keys for head in heads})


def parsed(formula: str, keys: Iterable[str]) -> rules.Expression:
    """Return a formula over measures; raises MeasureError."""
    try:
        return rules.parse(formula, names_of(keys, formula), expect=(rules.NUMBER, rules.INTEGER, rules.PERCENT))
    except rules.RuleError as error:
        raise MeasureError("formula", Message(PLACE, error.code, at=error.start + 1, said=error.words())) from None


def measures_in(formula: rules.Expression) -> list[str]:
    """Return the keys of the measures a formula reads."""
    return sorted({_parts(name)[1] for name in formula.names})


def again_in(formula: rules.Expression) -> list[str]:
    """Return the keys of the measures of which a formula asks what was there again."""
    return sorted({key for head, key in map(_parts, formula.names) if head.again})


def reads_everybody(formula: rules.Expression) -> bool:
    """Tell whether a formula reads what all partners have together."""
    return any(_parts(name)[0].everybody for name in formula.names)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the key of a measure: `back` so many months, of `everybody`, of a partner's `tree`, or what counts `again` in
    windows so far back."""

    back: int = 0
    everybody: bool = False
    tree: bool = False
    again: tuple[int, ...] = ()


def _head(text: str) -> Head | None:
    """Return what a head like `retained_3_months.` asks for; None for one that looks further back than it may."""
    found = HEAD.fullmatch(text)
    if found is None or found[1] is None:
        return Head(everybody=text == f"{EVERYBODY}.", tree=text == f"{TREE}.")
    count, step = int(found[2] or 1), MONTHS["half" if found[3] == "halve" else found[3]] if found[3] else YEAR
    if not 1 <= count <= MOST_WINDOWS:
        return None
    if found[1] == "kept":
        return Head(again=tuple(step * number for number in range(1, count + 1)))
    return Head(back=count * step) if found[1] == PREVIOUS else Head(again=(count * step,))


def _parts(name: str) -> tuple[Head, str]:
    found = HEAD.match(name)
    head = _head(found[0]) if found is not None else None
    return (head, name.removeprefix(found[0])) if found is not None and head is not None else (Head(), name)


def derived(measure: Derived, reading: Reading, keys: Iterable[str], of: Of, nothing: Nothing) -> dict[Any, Any]:
    """Return the figures of a derived measure: for the partners that are read, else for whatever has a figure."""
    if measure.key in reading.trail:
        raise MeasureError("formula", Message(CIRCLE, "circular", measure=measure.key))
    formula = current_scope().program.cache.get(("measure-formula", measure.key), lambda: parsed(measure.formula, keys))
    inner = replace(reading, trail=(*reading.trail, measure.key))
    held = {name: _held(name, inner, of, nothing) for name in formula.names}
    plain = reading.level == pools.PARTNER and not reading.by and reading.partners is not None
    wanted: Iterable[Any] = (
        reading.partners or () if plain else {key for name in held if not _parts(name)[0].everybody for key in held[name][0]}
    )
    return {key: _number(formula({name: find(key) for name, (_figures, find) in held.items()})) for key in wanted}


def _held(name: str, reading: Reading, of: Of, nothing: Nothing) -> tuple[Mapping[Any, Any], Callable[[Any], Any]]:
    """Return the figures a name stands for, and how one is found by the key of the figure that is made."""
    head, key = _parts(name)
    asked = replace(reading, window=reading.window.before(head.back)) if head.back else replace(reading, again=head.again)
    if head.everybody:
        asked = replace(asked, level=pools.ALL, partners=None)
    if head.tree and reading.level == pools.PARTNER:
        asked = replace(asked, level=pools.TREE, partners=None)
    found = of(key, asked)
    missing = nothing(key) if pools.reaches(asked.level) else None
    if not head.everybody:
        return found, lambda wanted: found.get(wanted, missing)
    whole = reading.level == pools.ALL
    return found, lambda wanted: found.get(wanted if whole else wanted[1:] if reading.by else None, missing)


def _number(result: Any) -> Any:
    return None if result is None else exact(Fraction(result))
