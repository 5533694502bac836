"""What routing knows of those who could take a lead: what hardly changes, and how they stand at the moment."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal, NamedTuple

from plugins.leads.routing.shares import EMPTY, Book

Kind = Literal["partner", "person", "queue"]
Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Target:
    """A partner, a person or a queue, with what hardly changes.

    `places`: where it is, each as latitude and longitude in degrees. `territories`: what it covers, by field of the ladder (`postal_code`, `city` ...).
    """

    key: str
    kind: Kind = "partner"
    weight: Fraction = Fraction(1)
    places: tuple[tuple[Any, Any], ...] = ()
    territories: Mapping[str, frozenset[str]] = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)


class Room(NamedTuple):
    """The most leads a target works on at a time, and how many it has; it may have more than it should."""

    capacity: int
    open: int

    @property
    def free(self) -> int:
        return self.capacity - self.open


@dataclass(frozen=True, slots=True)
class Standing:
    """How targets stand when a lead is routed, by key. Who is not named never had a turn, has no limit, and is available now.

    `turns`: when each last had a turn in the order its rules share (any sortable moment). `free_from`: when those who are not
    available now will be. `had`: those who declined the lead, or had it already. `facts`: what is known beside the target's own.
    """

    turns: Mapping[str, Any] = field(default_factory=dict)
    rooms: Mapping[str, Room] = field(default_factory=dict)
    free_from: Mapping[str, datetime] = field(default_factory=dict)
    had: frozenset[str] = frozenset()
    facts: Mapping[str, Facts] = field(default_factory=dict)
    book: Book = EMPTY


@dataclass(frozen=True, eq=False)
class Ask:
    """A condition or formula over lead and target, with the facts of each that it reads; targets alike in them are asked once."""

    run: Callable[[Facts], Any]
    of_lead: tuple[str, ...] = ()
    of_target: tuple[str, ...] = ()

    @classmethod
    def constant(cls, value: Any) -> "Ask":
        """Return what is the same for everybody."""
        return cls(lambda facts: value)


class Split(NamedTuple):
    """Those a rule finds eligible, and the places of the others."""

    left: tuple[Target, ...]
    out: tuple[int, ...]


class Targets:
    """All who could take a lead. What rules ask of them is remembered, as the answers change only with the lead's facts.

    `digest`: names what is known of them, for decisions; "" while nothing of it is stored.
    """

    MOST = 500

    def __init__(self, rows: Sequence[Target], digest: str = ""):
        self.rows, self.digest = tuple(rows), digest
        self.at = {target.key: place for place, target in enumerate(self.rows)}
        self.kinds = {kind: tuple(t for t in self.rows if t.kind == kind) for kind in ("partner", "person", "queue")}
        self._known: dict[Any, Any] = {}

    def __iter__(self) -> Iterator[Target]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, key: str) -> Target:
        return self.rows[self.at[key]]

    def get(self, key: str) -> Target | None:
        return self.rows[self.at[key]] if key in self.at else None

    def remembered(self, key: Any, make: Callable[[], Any]) -> Any:
        """Return what was made for a key before; what cannot be a key is made each time."""
        try:
            if key in self._known:
                return self._known[key]
        except TypeError:
            return make()
        if len(self._known) >= self.MOST:
            self._known.clear()
        self._known[key] = found = make()
        return found


class Asking:
    """An `Ask` about one lead, answered target by target."""

    def __init__(self, ask: Ask, lead: Facts, standing: Standing):
        self.ask, self.more = ask, standing.facts
        self.lead = dict(lead)
        self.known: dict[Any, Any] = {}

    def __call__(self, target: Target) -> Any:
        own = {**target.facts, **self.more[target.key]} if target.key in self.more else target.facts
        values = tuple(map(own.get, self.ask.of_target))
        try:
            return self.known[values]
        except KeyError:
            self.known[values] = found = self.ask.run({**self.lead, **own})
            return found
        except TypeError:  # rows and lists of texts cannot be compared so cheaply
            return self.ask.run({**self.lead, **own})

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """By what the answers differ from those about other leads."""
        return (self.ask, *(self.lead.get(name) for name in self.ask.of_lead))
