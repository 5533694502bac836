"""The facts of a review as a decision keeps them: plain data that carries its types, so that ten thousand are written at once."""

from collections.abc import Mapping
from typing import Any

from hansa import rules
from plugins.policies.api import is_marked, kind_of, marked, unmarked


def dump(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts as plain data."""
    return {name: marked(value) for name, value in facts.items()}


def read(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts an engine reads: stored ones, and those people write, as the vocabulary names their types.

    Raises RuleError for a fact that is unknown or of another type.
    """
    known = _vocabulary()
    return {name: _figure(name, value) if name.startswith("figure.") else _one(known, name, value) for name, value in raw.items()}


def _vocabulary() -> rules.Facts:
    return kind_of("tiering.levels").facts()["partner"]


def _one(known: rules.Facts, name: str, value: Any) -> Any:
    if is_marked(value):
        return unmarked(value)
    return rules.read(known, {name: value})[name]


def _figure(name: str, value: Any) -> Any:
    return unmarked(value) if is_marked(value) else rules.read(rules.Facts({name: rules.Fact(rules.NUMBER)}), {name: value})[name]
