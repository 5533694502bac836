"""The checker: everything that can be said of a document without running it on real cases, and its examples."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError

from hansa import Unprocessable, rules
from plugins.policies.checking import check_bands, check_clauses, check_figures, check_gates, check_tables, examples
from plugins.policies.checking.conditions import Condition, Reading
from plugins.policies.checking.findings import Finding
from plugins.policies.document import shape
from plugins.policies.document.bands import Scale
from plugins.policies.document.clauses import Ladder
from plugins.policies.document.compiled import Compiled, CompileError, compiled
from plugins.policies.document.condition import Test
from plugins.policies.document.parts import Clauses
from plugins.policies.facts import calendars
from plugins.policies.versions.kinds import PolicyKind

ORDER = {"error": 0, "warning": 1, "note": 2}


def check(kind: PolicyKind, document: Mapping[str, Any]) -> list[Finding]:
    """Return what is wrong with a document of a kind, the worst first; what has no shape or no readable rules ends there."""
    try:
        ready = compiled(kind, document)
    except ValidationError as error:
        return shape.findings(error)
    except CompileError as error:
        return error.findings
    found = [*static(ready), *kind.check(ready), *check_figures.check(ready), *_calendar(ready)]
    if not any(one.severity == "error" for one in found):
        found += examples.check(ready)
    return sorted(found, key=lambda one: ORDER[one.severity])


def static(ready: Compiled) -> Iterator[Finding]:
    """Find contradictions, holes and repetitions in the parts of a compiled document."""
    declared = ready.kind.schema().load_fields
    gates = [Condition(part.rule, part.place, part.missing) for part in ready.values() if isinstance(part, Test)]
    for gate in gates:
        yield from check_gates.check_rule(gate)
    ladders = [(name, part) for name, part in ready.items() if isinstance(part, Ladder)]
    blocking = [Condition(c.test.rule, c.test.place) for _name, ladder in ladders for c in ladder.rows if c.match.kind == "block"]
    clauses = [Condition(c.test.rule, c.test.place) for _name, ladder in ladders if ladder.choose != "first" for c in ladder.rows]
    yield from check_gates.check_pairs([*gates, *clauses])
    for name, ladder in ladders:
        field = declared[name]
        yield from check_clauses.check(ladder, isinstance(field, Clauses) and field.complete)
    yield from check_tables.check(ready)
    for scale in (part for part in ready.values() if isinstance(part, Scale) and part.rows):
        yield from check_bands.check(scale, Excluding(scale, gates, blocking))


class Excluding:
    """Tells whether gates or blocking clauses let no size of a range come to the bands."""

    def __init__(self, scale: Scale, gates: list[Condition], blocking: list[Condition]):
        self.scale, self.gates, self.blocking = scale, gates, blocking

    def __call__(self, low: Decimal | None, low_in: bool, high: Decimal | None, high_in: bool) -> bool:
        measure = self.scale.measure
        if measure is None:
            return False
        term = f"({measure.text})"
        tests = [f"{term} {'>=' if low_in else '>'} {low:f}"] if low is not None else []
        tests += [f"{term} {'<=' if high_in else '<'} {high:f}"] if high is not None else []
        try:
            region = Condition(rules.parse(" and ".join(tests), measure.facts), "")
        except rules.RuleError:
            return False
        return any(not _left(region, [gate], []) for gate in self.gates) or (
            bool(self.blocking) and not _left(region, [], self.blocking)
        )


def _left(region: Condition, gates: list[Condition], blocking: list[Condition]) -> int:
    """Return the known inputs of a region that all gates let pass and no blocking clause stops."""
    reading = Reading().read(region)
    for one in (*gates, *blocking):
        reading.read(one)
    space = reading.space()
    if space.too_large:
        return 1
    left = reading.mask(region, space)[0] & space.known
    for gate in gates:
        left &= reading.holds(gate, space)
    for stop in blocking:
        left &= ~reading.mask(stop, space)[0]
    return left


def _calendar(ready: Compiled) -> Iterator[Finding]:
    try:
        calendars.calendar(ready.calendar)
    except Unprocessable as error:
        yield Finding("error", "calendar", shape.SHAPE, "/calendar", params={"message": error.message})
