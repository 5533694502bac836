"""Levels and what they ask: criteria in groups, groups in ways, ways in levels. Three-valued: what is not known is not guessed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

Number = int | Decimal | Fraction
Figures = Mapping[str, Any]
"""What a partner has, by the text of the formula that says it."""

_MISSING: Mapping[str, bool | None] = {"yes": True, "no": False, "ask": None}


def plain(value: Fraction) -> Number:
    """Return a whole number or an exact decimal where a fraction is one."""
    if value.denominator == 1:
        return value.numerator
    scaled = value * 10_000
    return Decimal(scaled.numerator).scaleb(-4) if scaled.denominator == 1 else value


@dataclass(frozen=True, slots=True)
class Criterion:
    """One test of a level: a figure against a value (`at_least`, `more_than`, `at_most`, `below`), or a condition (`holds`).

    `missing`: what it gives while the figure is not known. `effort`: what one unit more costs a partner, to find the cheapest
    way up; without one, what lacks is compared as a share of what is asked. `times`: the text of a factor of the partner the value
    is multiplied by.
    """

    code: str
    label: str
    figure: str
    test: str = "at_least"
    value: Number = 0
    missing: str = "ask"
    effort: Decimal | None = None
    unit: str = ""
    place: str = ""
    times: str = ""

    def asked(self, figures: Figures) -> Number | None:
        """Return the value this partner is measured by; None while its factor is not known."""
        if not self.times:
            return self.value
        factor = figures.get(self.times)
        return None if factor is None else plain(Fraction(self.value) * Fraction(factor))

    def holds(self, figures: Figures) -> bool | None:
        """Return whether it holds; None when a person must be asked."""
        have, asked = figures.get(self.figure), self.asked(figures)
        if have is None or (asked is None and self.test != "holds"):
            return _MISSING[self.missing]
        if self.test == "holds" or asked is None:
            return bool(have)
        if self.test in ("at_least", "below"):
            return bool(have >= asked) is (self.test == "at_least")
        return bool(have > asked) is (self.test == "more_than")

    def lack(self, figures: Figures) -> Number | None:
        """Return how much is missing, in the unit of the figure; None for a condition. Nothing counts as zero."""
        if self.test == "holds":
            return None
        have: Any = figures.get(self.figure) or 0
        asked = self.asked(figures)
        value: Any = self.value if asked is None else asked
        have, value = (Fraction(have), Fraction(value)) if isinstance(have, Fraction) or isinstance(value, Fraction) else (have, value)
        lack: Number = abs(value - have)
        return lack


@dataclass(frozen=True, slots=True)
class Group:
    """Criteria of which so many must hold; without `need` all of them."""

    name: str
    criteria: Sequence[Criterion]
    need: int | None = None

    @property
    def wanted(self) -> int:
        return len(self.criteria) if self.need is None else self.need

    def holds(self, figures: Figures) -> bool | None:
        answers = [one.holds(figures) for one in self.criteria]
        yes = answers.count(True)
        if yes >= self.wanted:
            return True
        return None if yes + answers.count(None) >= self.wanted else False


@dataclass(frozen=True, slots=True)
class Way:
    """One of several ways to a level: every group of it must hold."""

    name: str
    groups: Sequence[Group] = ()

    def holds(self, figures: Figures) -> bool | None:
        return every(group.holds(figures) for group in self.groups)


@dataclass(frozen=True, slots=True)
class Rung:
    """A level. It is earned by any way of `earn` and kept by any of `keep`; `invited`: by invitation, whatever else holds."""

    key: str
    label: str
    rank: int
    earn: Sequence[Way] = (Way(""),)
    keep: Sequence[Way] = (Way(""),)
    invited: bool = False
    place: str = ""

    def earned(self, figures: Figures, invited: Iterable[str]) -> bool | None:
        """Return whether its own requirements to earn it hold."""
        return False if self.invited and self.key not in invited else some(way.holds(figures) for way in self.earn)

    def kept(self, figures: Figures) -> bool | None:
        """Return whether its own requirements to keep it hold; an invitation is not asked again."""
        return some(way.holds(figures) for way in self.keep)


def every(answers: Iterable[bool | None]) -> bool | None:
    """Return False as soon as one is, else None when one is not known."""
    found = list(answers)
    return False if False in found else None if None in found else True


def some(answers: Iterable[bool | None]) -> bool | None:
    """Return True as soon as one is, else None when one is not known."""
    found = list(answers)
    return True if True in found else None if None in found else False


@dataclass(frozen=True, slots=True)
class Ladder:
    """Levels from the lowest up. `cumulative`: a level needs what every lower one asks, too."""

    rungs: Sequence[Rung]
    cumulative: bool = False

    def named(self, key: str | None) -> Rung | None:
        return next((rung for rung in self.rungs if rung.key == key), None)

    def above(self, rank: int) -> Sequence[Rung]:
        return [rung for rung in self.rungs if rung.rank > rank]

    def asked_for(self, rung: Rung) -> Sequence[Rung]:
        """Return the levels whose requirements count for a level: its own, or every lower one's too."""
        return [one for one in self.rungs if one.rank <= rung.rank] if self.cumulative else [rung]
