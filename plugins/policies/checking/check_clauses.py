"""Clauses that contradict each other, that nothing reaches, that leave inputs without an answer."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from hansa import N_, _
from plugins.policies.checking.cells import Space, independent
from plugins.policies.checking.conditions import Condition, Reading
from plugins.policies.checking.findings import Finding
from plugins.policies.checking.words import exactly, said
from plugins.policies.document.clauses import Clause, Ladder

OVERLAP = N_("Clauses “%(one)s” and “%(other)s” both match and answer differently, for example when %(when)s. Declare which one counts.")
NEVER = N_("“%(one)s” can never match.")
COVERED = N_("“%(one)s” is never reached: the clauses before it match first.")
HOLE = N_("No clause matches when %(when)s.")
ALWAYS_ANY = N_("whatever the facts are")
TOO_MUCH = N_("The conditions ask about too many things at once to judge all their combinations.")
MAYBE = N_("Whether “%(one)s” and “%(other)s” can both match was not judged: their figures depend on each other.")
MAYBE_HOLE = N_("Whether some clause always matches was not judged: the figures depend on each other.")


def check(ladder: Ladder, complete: bool) -> Iterator[Finding]:
    """Find what is wrong with the clauses of a field."""
    rows = [(clause, _condition(clause)) for clause in ladder.rows]
    never = set()
    for clause, condition in rows:
        if possible(condition) is False:
            never.add(clause.test.place)
            yield Finding("error", "never", NEVER, f"{clause.test.place}/when", named={"one": clause.match.code})
    live = [(clause, condition) for clause, condition in rows if clause.test.place not in never]
    if ladder.choose == "one":
        yield from _overlaps(live)
    if ladder.choose == "first":
        yield from _covered(live)
    if complete:
        yield from _holes(ladder, [condition for _clause, condition in live])


def _condition(clause: Clause) -> Condition:
    return Condition(clause.test.rule, clause.test.place, clause.test.missing)


def possible(condition: Condition) -> bool | None:
    """Tell whether a condition can hold at all; None when it asks about too much to judge."""
    reading = Reading().read(condition)
    space = reading.space()
    return None if space.too_large else bool(reading.holds(condition, space))


def _overlaps(rows: Sequence[tuple[Clause, Condition]]) -> Iterator[Finding]:
    """Every two clauses with different answers, judged over what those two ask about."""
    for (one, a), (other, b) in combinations(rows, 2):
        if _answer(one) == _answer(other):
            continue
        reading = Reading().read(a).read(b)
        space = reading.space()
        if space.too_large:
            yield Finding("note", "not-judged", TOO_MUCH, one.test.place, other.test.place)
            continue
        both = reading.holds(a, space) & reading.holds(b, space)
        if not both:
            continue
        params = {"one": one.match.code, "other": other.match.code}
        sure = certain(space, both)
        if sure:
            yield Finding("error", "overlap", OVERLAP, one.test.place, other.test.place, *_input(reading, space, sure, params))
        else:
            yield Finding("note", "not-judged", MAYBE, one.test.place, other.test.place, named=params)


def _answer(clause: Clause) -> Any:
    return clause.match.result, {name: " ".join(rule.text.split()) for name, rule in clause.values.items()}


def _covered(rows: Sequence[tuple[Clause, Condition]]) -> Iterator[Finding]:
    """Clauses for which nothing is left by those before them."""
    for number, (clause, condition) in enumerate(rows[1:], 1):
        left = _left(condition, [before for _earlier, before in rows[:number]])
        if left is None:
            yield Finding("note", "not-judged", TOO_MUCH, clause.test.place)
        elif not left:
            yield Finding("warning", "unreachable", COVERED, f"{clause.test.place}/when", named={"one": clause.match.code})


def _left(condition: Condition, before: Sequence[Condition]) -> int | None:
    """Return the inputs the earlier ones leave; where that is too much, judge by those that ask about the same things."""
    asked = set(Reading().read(condition).variables)
    for earlier in (before, [one for one in before if set(Reading().read(one).variables) <= asked]):
        reading = Reading().read(condition)
        for one in earlier:
            reading.read(one)
        space = reading.space()
        if not space.too_large:
            left = reading.holds(condition, space)
            for one in earlier:
                left &= ~reading.stops(one, space)
            return left
    return None


def _holes(ladder: Ladder, conditions: Sequence[Condition]) -> Iterator[Finding]:
    """Inputs of which everything is known and that no clause answers."""
    reading = Reading()
    for condition in conditions:
        reading.read(condition)
    space = reading.space()
    if space.too_large:
        yield Finding("note", "not-judged", TOO_MUCH, ladder.place)
        return
    left = space.known
    for condition in conditions:
        left &= ~reading.mask(condition, space)[0]
    if not left:
        return
    sure = certain(space, left)
    if sure:
        yield Finding("warning", "hole", HOLE, ladder.place, "", *_input(reading, space, sure))
    else:
        yield Finding("note", "not-judged", MAYBE_HOLE, ladder.place)


def _input(reading: Reading, space: Space, mask: int, names: Mapping[str, str] | None = None) -> tuple[dict[str, str], dict[str, str]]:
    """Return an example of the inputs of a finding, for machines and in the reader's language beside the names."""
    keys = set(reading.variables)
    return {"cell": exactly(space, mask, keys)}, {**(names or {}), "when": said(space, mask, keys) or _(ALWAYS_ANY)}


def certain(space: Space, mask: int) -> int:
    """Return the inputs of a set that exist for sure: whatever variables that depend on each other are, they are in it."""
    loose = independent(space.variables)
    for variable in space.variables:
        if variable.key in loose:
            mask = space.always(mask, variable)
    return mask
