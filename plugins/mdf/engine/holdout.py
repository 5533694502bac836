"""What marketing moved: partners with activities against like ones without. No database.

How those without grew is what those with activities would have come to anyway; what they have above that is put down to marketing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

NOTHING = Fraction(0)
Group = tuple[str, ...]


@dataclass(frozen=True)
class Member:
    """A partner: whom it is like, whether it held activities, and its figure in the stretch before and in this one."""

    group: Group
    held: bool
    before: Decimal
    after: Decimal


@dataclass(frozen=True)
class Comparison:
    """Partners with activities (`held` of them) and like ones (`without`).

    `expected`: what those with activities would have come to, had they grown like the others.
    """

    group: Group
    held: int
    without: int
    before: Fraction
    after: Fraction
    expected: Fraction

    @property
    def growth(self) -> Fraction:
        """By how many percent partners with activities grew."""
        return (self.after / self.before - 1) * 100

    @property
    def usual(self) -> Fraction:
        """By how many percent like partners without activities grew."""
        return (self.expected / self.before - 1) * 100

    @property
    def points(self) -> Fraction:
        return self.growth - self.usual

    @property
    def more(self) -> Fraction:
        """What partners with activities have above what was expected; below zero when they have less."""
        return self.after - self.expected

    def few(self, least: int) -> bool:
        """Tell whether one of the sides is so small that the difference says little."""
        return min(self.held, self.without) < least


def compare(members: Iterable[Member]) -> tuple[list[Comparison], list[Group]]:
    """Return a comparison for each group that has both sides, and the groups with activities that have nobody to be compared with.

    Partners without a figure before are left out: they have no growth.
    """
    groups: dict[Group, list[Member]] = {}
    for one in members:
        if one.before > 0:
            groups.setdefault(one.group, []).append(one)
    found, alone = [], []
    for group, inside in sorted(groups.items()):
        held, without = ([one for one in inside if one.held is side] for side in (True, False))
        if held and without:
            found.append(_comparison(group, held, without))
        elif held:
            alone.append(group)
    return found, alone


def _comparison(group: Group, held: Sequence[Member], without: Sequence[Member]) -> Comparison:
    before, after = _sums(held)
    other_before, other_after = _sums(without)
    return Comparison(group, len(held), len(without), before, after, before * other_after / other_before)


def _sums(members: Sequence[Member]) -> tuple[Fraction, Fraction]:
    return sum((Fraction(one.before) for one in members), NOTHING), sum((Fraction(one.after) for one in members), NOTHING)


def together(found: Sequence[Comparison]) -> Comparison | None:
    """Return all comparisons as one, each group held against its own like; None without any."""
    if not found:
        return None
    figures = (sum((getattr(one, name) for one in found), NOTHING) for name in ("before", "after", "expected"))
    return Comparison((), sum(one.held for one in found), sum(one.without for one in found), *figures)
