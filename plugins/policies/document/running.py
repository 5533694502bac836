"""One evaluation of a document: the engine asks its parts, every step is remembered with its explanation."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hansa import rules
from plugins.policies.document.outcome import Outcome, Reason, Step, Undefined

if TYPE_CHECKING:
    from plugins.policies.document.bands import Band
    from plugins.policies.document.clauses import Match
    from plugins.policies.document.dates import Until


class Run:
    """Facts over the parts of a compiled document. Every method notes what it asked and what came out."""

    def __init__(self, parts: Mapping[str, Any], facts: Mapping[str, Any]):
        self.parts, self.facts = parts, dict(facts)
        self.steps: list[Step] = []

    def note(self, place: str, value: Any, note: str = "") -> None:
        """Remember a step of the engine's own."""
        self.steps.append(Step(place, value, note=note))

    def explain(self, rule: rules.Expression, place: str) -> Any:
        """Evaluate a rule, note why, return its value."""
        told = rule.explain(self.facts)
        self.steps.append(Step(place, told.value, rule.text, told.as_json()))
        return told.value

    def test(self, name: str) -> bool | None:
        """Ask a rule: whether it holds, None when a person must be asked. A rule the document leaves out holds."""
        found = self.parts.get(name)
        return True if found is None else found.settled(self.explain(found.rule, found.place))

    def figure(self, name: str) -> Any:
        """Compute a formula: exact, None when a fact is missing or the document has none."""
        found = self.parts.get(name)
        return None if found is None else self.explain(found, f"/{name}")

    def band(self, name: str, size: Any = None) -> "Band | Undefined | None":
        """Return the band of a size (or of what the bands measure); None when nothing is given there on purpose."""
        found = self.parts.get(name)
        return None if found is None else found.find(self, size)

    def clauses(self, name: str) -> "Sequence[Match]":
        """Return the clauses that match, as the policy says what several give; a match of `ask` when a fact is missing."""
        found = self.parts.get(name)
        return () if found is None else found.find(self)

    def lookup(self, name: str, *keys: Any) -> Any:
        """Return what a table holds for the keys: its value, or a mapping when it has several; Undefined without such a line."""
        found = self.parts.get(name)
        return None if found is None else found.find(self, keys)

    def until(self, name: str) -> "Until | None":
        """Return the limit a date rule gives; None when a fact it needs is missing."""
        found = self.parts.get(name)
        return None if found is None else found.find(self)

    def outcome(self, result: str, reasons: Sequence[Reason] = (), /, **values: Any) -> Outcome:
        """Return the outcome with all steps so far."""
        return Outcome(result, tuple(reasons), values, tuple(self.steps))
