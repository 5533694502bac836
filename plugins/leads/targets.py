"""What routing knows of those who could take a lead."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any, Literal

Kind = Literal["partner", "person", "queue"]


@dataclass(frozen=True, slots=True)
class Target:
    """A partner, a person or a queue, as facts at the moment of routing.

    `turn`: when it last had a turn in the order its rules share (any sortable moment), None = never. `capacity`: most leads
    it works on at a time, None = no limit; `open` may be above it. `free_from`: None = available now. `place`: latitude and
    longitude in degrees. `territories`: what it covers, by field of the ladder (`postal_code`, `city` ...).
    """

    key: str
    kind: Kind = "partner"
    weight: Fraction = Fraction(1)
    turn: Any = None
    capacity: int | None = None
    open: int = 0
    free_from: datetime | None = None
    score: Fraction | None = None
    place: tuple[Any, Any] | None = None
    declined: bool = False
    territories: Mapping[str, frozenset[str]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def room(self) -> int | None:
        """Leads it could still take; negative when it has more than it should, None without a limit."""
        return None if self.capacity is None else self.capacity - self.open
