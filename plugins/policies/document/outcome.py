"""What an engine returns: the outcome, its reasons, exact figures, and the steps that led there."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import gcd
from typing import Any, Literal

from hansa import rules

ReasonKind = Literal["pass", "warn", "block", "info"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why it came out so: a stable code, a message (English, the key of its translation) with parameters, the place in the document."""

    code: str
    kind: ReasonKind = "info"
    message: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    rule: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "kind": self.kind, "message": self.message, "params": plain(self.params), "rule": self.rule}


@dataclass(frozen=True, slots=True)
class Undefined:
    """A value the policy does not define: what was asked, the bands beside it, the place. A person decides; nothing is guessed."""

    value: str
    below: str = ""
    above: str = ""
    rule: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"undefined": self.value, "below": self.below, "above": self.above, "rule": self.rule}


@dataclass(frozen=True, slots=True)
class Step:
    """One part of the document that was asked: its place, the rule's text, the explanation tree, what came of it."""

    place: str
    value: Any
    text: str = ""
    tree: Mapping[str, Any] | None = None
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        found = {"place": self.place, "value": plain(self.value)}
        if self.tree is not None:
            found |= {"rule": self.text, "tree": self.tree}
        return {**found, "note": self.note} if self.note else found


@dataclass(frozen=True, slots=True)
class Outcome:
    """`result` is a code of the policy; `values` are exact (Decimal, Fraction, date, text, Undefined); `steps` explain."""

    result: str
    reasons: tuple[Reason, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()

    @property
    def undefined(self) -> dict[str, Undefined]:
        """The values the policy does not define, by name."""
        return {name: value for name, value in self.values.items() if isinstance(value, Undefined)}

    def as_json(self) -> dict[str, Any]:
        """Return plain data: exact numbers as text, a division that does not end as a fraction."""
        return {
            "result": self.result,
            "reasons": [reason.as_json() for reason in self.reasons],
            "values": plain(self.values),
            "steps": [step.as_json() for step in self.steps],
        }


def plain(value: Any) -> Any:
    """Return a value as JSON holds it; numbers as exact text but whole ones and yes/no, which stay."""
    # An outcome has thousands of values: those it has most of come first, and none of them asks what an abstract class is.
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Fraction):
        return _quotient(value.numerator, value.denominator)
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, Undefined):
        return value.as_json()
    if isinstance(value, Mapping):
        return plain(dict(value))
    if isinstance(value, set | frozenset):
        return sorted(plain(one) for one in value)
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        text = format(value, "f")
        return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
    if isinstance(value, float):
        raise TypeError("figures of policies are exact; a float has no place in them")
    return str(value)


@lru_cache(maxsize=10_000)
def _quotient(numerator: int, denominator: int) -> str:
    """Return a quotient as an exact decimal where it ends, else as a fraction like 1/3. The steps of an outcome repeat the same ones."""
    left, places = denominator, 0
    while (common := gcd(left, 10)) > 1:
        left, places = left // common, places + 1
    if left > 1:
        return f"{numerator}/{denominator}"
    digits = str(abs(numerator) * 10**places // denominator).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if numerator < 0 else text


def canonical(tree: Any) -> bytes:
    """Return JSON that is the same bytes for the same data."""
    return rules.canonical(tree) if isinstance(tree, Mapping) else json.dumps(tree, ensure_ascii=False, sort_keys=True).encode()
