"""A condition with what a missing fact gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hansa import rules

_GIVEN: Mapping[str, bool | None] = {"yes": True, "no": False, "ask": None}


@dataclass(frozen=True, eq=False)
class Test:
    """`missing`: yes, no or ask (None: a person decides)."""

    __test__ = False
    rule: rules.Expression
    missing: str
    place: str

    def __call__(self, facts: Mapping[str, Any]) -> bool | None:
        """Return whether it holds; None when a person must be asked."""
        found = self.rule(facts)
        return _GIVEN[self.missing] if found is None else bool(found)

    def settled(self, found: Any) -> bool | None:
        return _GIVEN[self.missing] if found is None else bool(found)
