"""What a policy says of a line: asked once for lines that read the same facts, explained node by node when somebody reads it."""

from collections.abc import Mapping, Sequence
from typing import Any

from hansa import rules
from plugins.catalog.price.outcome import PricedLine
from plugins.policies.api import Compiled, Match, Outcome, Reason, Run, Step

PARTS = ("levels", "families", "registrations", "by_hand")


class Quiet(Run):
    """Asks the parts as every run does, without the explanation of each node."""

    def note(self, place: str, value: Any, note: str = "") -> None:
        """Keep nothing."""

    def explain(self, rule: rules.Expression, place: str) -> Any:
        """Evaluate a rule."""
        return rule.run(self.facts)


class Asked:
    """The answers of one request. The explanation of each is made when it is wanted: the same questions are asked again, aloud."""

    def __init__(self, policy: Compiled, common: Mapping[str, Any]):
        self.policy, self.common = policy, {**policy.fixed, **common}
        self.known: dict[tuple[Any, ...], Any] = {}
        self.questions: list[tuple[str, Mapping[str, Any], Any]] = []
        self.reads = {name: read_by(policy, name) for name in PARTS}
        self.read_by_bands = _read_by_bands(policy)

    def clauses(self, name: str, facts: Mapping[str, Any]) -> Sequence[Match]:
        """Ask a set of clauses; none match where the policy has none."""
        if self.policy[name] is None:
            return ()
        key = (name, *_values(self.reads[name], self.common, facts))
        if key not in self.known:
            values = {**self.common, **facts}
            self.known[key] = Quiet(self.policy.parts, values).clauses(name)
            self.questions.append((name, values, None))
        found: Sequence[Match] = self.known[key]
        return found

    def band(self, facts: Mapping[str, Any]) -> Any:
        """Ask the bands of quantities."""
        scale, values = self.policy["quantities"], {**self.common, **facts}
        size = scale.measure.run(values) if scale.measure is not None else None
        band = None if size is None else next((row for row in scale.rows if row.holds(size)), None)
        key = ("quantities", band.place if band is not None else size, *_values(self.read_by_bands, self.common, facts))
        if key not in self.known:
            self.known[key] = Quiet(self.policy.parts, values).band("quantities", size)
            self.questions.append(("quantities", values, size))
        return self.known[key]

    def steps(self) -> tuple[Step, ...]:
        """Return every rule that was asked with its explanation, in order."""
        found: list[Step] = []
        for name, values, size in self.questions:
            run = Run(self.policy.parts, values)
            run.band(name, size) if name == "quantities" else run.clauses(name)
            found += run.steps
        return tuple(found)


def read_by(policy: Compiled, name: str) -> tuple[str, ...]:
    """Return the facts a set of clauses reads, in order."""
    ladder = policy[name]
    return () if ladder is None else _names(rule for clause in ladder.rows for rule in (clause.test.rule, *clause.values.values()))


def _read_by_bands(policy: Compiled) -> tuple[str, ...]:
    """Return the facts the values of the bands read; what measures them chooses the band and no more."""
    scale = policy["quantities"]
    return () if scale is None else _names(rule for band in scale.rows for rule in band.values.values())


def _names(found: Any) -> tuple[str, ...]:
    return tuple(sorted({name for rule in found for name in rule.names}))


def _values(names: Sequence[str], common: Mapping[str, Any], facts: Mapping[str, Any]) -> list[Any]:
    """Return the values of facts as part of a key; rows are the same for all lines of a request."""
    found = (facts[name] if name in facts else common.get(name) for name in names)
    return [str(value) if isinstance(value, list) else value for value in found]


class Told(Outcome):
    """An outcome that keeps its lines as they are; plain data and explanation are made when somebody reads or stores them.

    The same bytes whenever that is.
    """

    lines: tuple[PricedLine, ...]
    _figures: Mapping[str, Any]
    _asked: Asked

    def __init__(self, result: str, reasons: tuple[Reason, ...], figures: Mapping[str, Any], lines: tuple[PricedLine, ...], asked: Asked):
        for name, value in (("result", result), ("reasons", reasons), ("_figures", figures), ("lines", lines), ("_asked", asked)):
            object.__setattr__(self, name, value)

    @property
    def values(self) -> Mapping[str, Any]:  # type: ignore[override]
        """The figures, and the lines as plain data."""
        return {**self._figures, "lines": [line.as_json() for line in self.lines]}

    @property
    def steps(self) -> tuple[Step, ...]:  # type: ignore[override]
        """Every rule that was asked, explained."""
        return self._asked.steps()
