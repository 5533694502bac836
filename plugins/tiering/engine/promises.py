"""What the vendor owes its partners: promises with a test each, judged for every partner as criteria are. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hansa import rules
from plugins.tiering.engine.ladder import Criterion, Figures


@dataclass(frozen=True, eq=False)
class Promise:
    """A test of what the vendor does for a partner, owed from a level on (none: to everybody in the program).

    `pauses`: while it is known to be broken, the partner loses no level.
    """

    level: str
    criterion: Criterion
    pauses: bool
    formula: rules.Expression


@dataclass(frozen=True, slots=True)
class Owed:
    """A promise as it stands for one partner; `kept` is None where nobody knows."""

    promise: Promise
    kept: bool | None

    def as_json(self) -> dict[str, Any]:
        one = self.promise.criterion
        return {"code": one.code, "label": one.label, "kept": self.kept, "pauses": self.promise.pauses}


def owed(promises: Iterable[Promise], ranks: Mapping[str, int], rank: int, figures: Figures) -> Sequence[Owed]:
    """Return the promises made to a partner of this rank, each judged."""
    return [Owed(one, one.criterion.holds(figures)) for one in promises if ranks.get(one.level, 0) <= rank]


def paused(found: Iterable[Owed]) -> bool:
    """Tell whether a broken promise keeps the partner from losing its level."""
    return any(one.promise.pauses and one.kept is False for one in found)


def broken(found: Iterable[Owed]) -> Iterator[Owed]:
    return (one for one in found if one.kept is False)
