"""What is missing for a level, by each way to it, and which way is the cheapest."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

from plugins.tiering.engine.ladder import Criterion, Figures, Group, Ladder, Number, Rung, Way, plain

MOST_WAYS = 64
"""So many combinations of ways are compared where a level needs every lower one, too."""
CONDITION_EFFORT = Decimal(1)
"""What a condition counts when ways are compared and no effort is declared: as much as a whole figure that is missing."""


@dataclass(frozen=True, slots=True)
class Lack:
    """A criterion that does not hold: what there is, what is asked, how much lacks (None: a condition), and the effort."""

    criterion: Criterion
    have: Any
    lack: Number | None
    effort: Decimal
    need: Number | None = None

    def as_json(self) -> dict[str, Any]:
        one = self.criterion
        return {
            "code": one.code, "label": one.label, "have": self.have, "test": one.test, "need": None if one.test == "holds" else self.need,
            "lack": self.lack, "unit": one.unit,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Path:
    """A way to a level: what lacks, and the effort of all of it. `blocked`: it takes an invitation that was not given."""

    level: str
    way: str
    lacks: tuple[Lack, ...]
    blocked: bool = False

    @property
    def effort(self) -> Decimal:
        return sum((lack.effort for lack in self.lacks), Decimal())

    def as_json(self) -> dict[str, Any]:
        return {"level": self.level, "way": self.way, "lacks": [lack.as_json() for lack in self.lacks], "blocked": self.blocked}


def paths(ladder: Ladder, rung: Rung, figures: Figures, invited: Collection[str] = ()) -> list[Path]:
    """Return the ways to a level, the cheapest first; those that take an invitation nobody gave come last."""
    asked = ladder.asked_for(rung)
    blocked = any(one.invited and one.key not in invited for one in asked)
    found = []
    for number, ways in enumerate(product(*(one.earn for one in asked))):
        if number == MOST_WAYS:
            break
        found.append(Path(rung.key, ways[-1].name, _lacks(ways, figures), blocked))
    return sorted(found, key=lambda path: (path.blocked, path.effort, len(path.lacks)))


def cheapest(ladder: Ladder, rank: int, figures: Figures, invited: Collection[str] = ()) -> Path | None:
    """Return the cheapest way to any level above a rank: of the next one, unless a higher one takes less."""
    found = [way for rung in ladder.above(rank) for way in paths(ladder, rung, figures, invited)[:1] if not way.blocked]
    return min(found, key=lambda path: path.effort, default=None)


def failing(rung: Rung, ladder: Ladder, figures: Figures) -> tuple[Lack, ...]:
    """Return what is missing to keep a level, by the way that lacks least."""
    options = [_lacks(ways, figures) for ways in product(*(one.keep for one in ladder.asked_for(rung)))]
    return min(options, key=lambda lacks: sum((lack.effort for lack in lacks), Decimal()), default=())


def _lacks(ways: Sequence[Way], figures: Figures) -> tuple[Lack, ...]:
    """Return what lacks on all these ways together; of one figure asked twice, the most."""
    found: dict[tuple[str, str], Lack] = {}
    for way in ways:
        for group in way.groups:
            for lack in _of_group(group, figures):
                key = (lack.criterion.figure, lack.criterion.test)
                if key not in found or found[key].effort < lack.effort:
                    found[key] = lack
    return tuple(found.values())


def _of_group(group: Group, figures: Figures) -> Iterable[Lack]:
    """Return the cheapest of what lacks, as many as the group still needs."""
    open_ = [one for one in group.criteria if one.holds(figures) is not True]
    needed = group.wanted - len(group.criteria) + len(open_)
    if needed <= 0:
        return ()
    return sorted((_lack(one, figures) for one in open_), key=lambda lack: lack.effort)[:needed]


def _lack(one: Criterion, figures: Figures) -> Lack:
    """Return what lacks of a criterion. Efforts only put ways in order, so that 28 digits of them are enough."""
    lack, need = one.lack(figures), one.asked(figures)
    if lack is None:
        effort = CONDITION_EFFORT if one.effort is None else one.effort
    elif one.effort is not None:
        effort = _decimal(lack) * one.effort
    else:
        effort = _decimal(lack) / _decimal(need) if need else _decimal(lack)
    return Lack(one, figures.get(one.figure), plain(lack) if isinstance(lack, Fraction) else lack, abs(effort), need)


def _decimal(value: Number) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else Decimal(value)
